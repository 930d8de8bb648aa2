// SPDX-License-Identifier: BSD-3-Clause
#include "numerics/multigrid/lattice.hpp"

#include <algorithm>

#include "numerics/multigrid/rows.hpp"

namespace voxvolt::numerics::multigrid {
namespace {

/// Half-rows start at multiples of eight values.
int rounded(int count) { return (count + 7) / 8 * 8; }

Shape shape_of(const Block& block) {
  Shape shape;
  shape.nx = static_cast<int>(block.count[0]);
  shape.ny = static_cast<int>(block.count[1]);
  shape.nz = static_cast<int>(block.count[2]);
  shape.even = (shape.nx + 1) / 2;
  shape.odd = shape.nx / 2;
  // Between the halves lie the even half's upper ghost and the odd half's lower ghost.
  shape.odd_offset = rounded(shape.even + 2);
  shape.row = shape.odd_offset + rounded(shape.odd + 1);
  shape.plane = shape.row * (shape.ny + 2);
  return shape;
}

/// The planes of rank q when starts are multiples of `unit`; ranks beyond the last unit get none.
parallel::PlaneRange planes_of(std::int64_t planes, std::int64_t unit, int q, int ranks) {
  const std::int64_t units = (planes + unit - 1) / unit;
  const std::int64_t share = units / ranks, rest = units % ranks;
  const std::int64_t first = std::min(planes, unit * (q * share + std::min<std::int64_t>(q, rest)));
  const std::int64_t last = std::min(planes, unit * ((q + 1) * share + std::min<std::int64_t>(q + 1, rest)));
  return {first, last - first};
}

template <class T>
std::span<std::byte> bytes(const Kokkos::View<T*, Kokkos::HostSpace>& plane) {
  return std::as_writable_bytes(std::span<T>(plane.data(), plane.extent(0)));
}

}  // namespace

double PartialSums::total() const {
  double sum = 0;
  const auto values = values_;
  Kokkos::parallel_reduce(
      Kokkos::RangePolicy<Execution>(0, static_cast<std::int64_t>(values.extent(0))),
      KOKKOS_LAMBDA(std::int64_t n, double& into) { into += values(n); }, sum);
  return sum;
}

bool Lattice::seams() const {
  for (int axis = 0; axis < 3; ++axis) {
    if (periodic(axis) && grid.cells[static_cast<std::size_t>(axis)] % 2 == 1) return true;
  }
  return false;
}

Block aligned_slab(const VoxelGrid& grid, const parallel::Communicator& ranks, int& levels) {
  const std::int64_t planes = grid.cells[2];
  levels = ranks.size() == 1 ? 62 : 4;
  if (ranks.size() > 1) {
    const auto largest = [&](int level) { return planes_of(planes, std::int64_t{1} << level, 0, ranks.size()).count; };
    while (levels > 1 && 100 * largest(levels) * ranks.size() > 106 * planes) --levels;
  }
  const auto range = planes_of(planes, std::int64_t{1} << std::min(levels, 40), ranks.rank(), ranks.size());
  return {{0, 0, range.first}, {grid.cells[0], grid.cells[1], range.count}};
}

Lattice make_lattice(const VoxelGrid& grid, std::array<Ends, 3> ends, const parallel::Communicator& ranks) {
  Lattice lattice;
  lattice.grid = grid;
  lattice.ranks = ranks;
  lattice.block = aligned_slab(grid, ranks, lattice.aligned_levels);
  for (std::size_t axis = 0; axis < 3; ++axis) {
    lattice.ends[axis] = grid.cells[axis] > 1 ? ends[axis] : Ends::closed;
  }
  lattice.shape = shape_of(lattice.block);
  const std::vector<std::int64_t> counts = ranks.gather(lattice.block.count[2]);
  if (lattice.block.count[2] == 0) return lattice;
  const std::int64_t end = lattice.block.first[2] + lattice.block.count[2];
  const int last = static_cast<int>(std::count_if(counts.begin(), counts.end(), [](auto c) { return c > 0; })) - 1;
  const bool ring = lattice.periodic(2);
  if (lattice.block.first[2] > 0) lattice.beside.lower = ranks.rank() - 1;
  else if (ring) lattice.beside.lower = last;
  if (end < grid.cells[2]) lattice.beside.upper = ranks.rank() + 1;
  else if (ring) lattice.beside.upper = 0;
  return lattice;
}

template <class T>
void wrap_planes(const Lattice& lattice, const Kokkos::View<T*>& values, int first, int last) {
  const Shape s = lattice.shape;
  T* const v = values.data();
  if (lattice.periodic(0)) {
    for_rows(
        s, first, last, KOKKOS_LAMBDA(const Team&, int k, int j, int) {
          v[s.start(k, j) + s.odd_offset - 1] = v[s.at(k, j, s.nx - 1)];
          v[s.at(k, j, s.nx)] = v[s.at(k, j, 0)];
        });
  }
  if (lattice.periodic(1)) {
    for_rows(
        s, first, last, KOKKOS_LAMBDA(const Team& team, int k, int j, int) {
          if (j != 0 && j != s.ny - 1) return;
          const std::int64_t from = s.start(k, j);
          const std::int64_t to = s.start(k, j == 0 ? s.ny : -1);
          along_row(team, static_cast<int>(s.row), [=](int m) { v[to + m] = v[from + m]; });
        });
  }
}

template <class T>
void exchange_planes(const Lattice& lattice, const Kokkos::View<T*>& values) {
  if (!lattice.beside.lower && !lattice.beside.upper) return;
  const Shape s = lattice.shape;
  const auto plane = [&](int k) {
    const std::int64_t from = (k + 1) * s.plane;
    return Kokkos::subview(values, Kokkos::make_pair(from, from + s.plane));
  };
  const auto low = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), plane(0));
  const auto high = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), plane(s.nz - 1));
  const auto below = Kokkos::create_mirror_view(plane(-1));
  const auto above = Kokkos::create_mirror_view(plane(s.nz));
  const auto span = [](const auto& view) { return std::span<T>(view.data(), view.extent(0)); };
  parallel::exchange(lattice.ranks, lattice.beside, {std::as_bytes(span(low)), std::as_bytes(span(high))},
                     {std::as_writable_bytes(span(below)), std::as_writable_bytes(span(above))});
  if (lattice.beside.lower) Kokkos::deep_copy(plane(-1), below);
  if (lattice.beside.upper) Kokkos::deep_copy(plane(s.nz), above);
}

template <class T>
void fill_ghosts(const Lattice& lattice, const Kokkos::View<T*>& values) {
  wrap_planes(lattice, values, 0, lattice.shape.nz);
  exchange_planes(lattice, values);
}

template <class From, class T>
void import_field(const Lattice& lattice, const Kokkos::View<From***, Kokkos::LayoutRight>& field,
                  const Kokkos::View<T*>& values) {
  const Shape s = lattice.shape;
  for_rows(
      s, 0, s.nz, KOKKOS_LAMBDA(const Team& team, int k, int j, int) {
        along_row(team, s.nx, [=](int i) { values(s.at(k, j, i)) = static_cast<T>(field(k, j, i)); });
      });
}

template <class T>
void export_field(const Lattice& lattice, const Kokkos::View<T*>& values,
                  const Kokkos::View<double***, Kokkos::LayoutRight>& field) {
  const Shape s = lattice.shape;
  for_rows(
      s, 0, s.nz, KOKKOS_LAMBDA(const Team& team, int k, int j, int) {
        along_row(team, s.nx, [=](int i) { field(k, j, i) = static_cast<double>(values(s.at(k, j, i))); });
      });
}

template void fill_ghosts(const Lattice&, const Kokkos::View<std::uint8_t*>&);
template void fill_ghosts(const Lattice&, const Kokkos::View<float*>&);
template void fill_ghosts(const Lattice&, const Kokkos::View<double*>&);
template void wrap_planes(const Lattice&, const Kokkos::View<float*>&, int, int);
template void exchange_planes(const Lattice&, const Kokkos::View<float*>&);
template void import_field(const Lattice&, const Kokkos::View<std::uint8_t***, Kokkos::LayoutRight>&,
                           const Kokkos::View<std::uint8_t*>&);
template void import_field(const Lattice&, const Kokkos::View<double***, Kokkos::LayoutRight>&,
                           const Kokkos::View<float*>&);
template void import_field(const Lattice&, const Kokkos::View<double***, Kokkos::LayoutRight>&,
                           const Kokkos::View<double*>&);
template void export_field(const Lattice&, const Kokkos::View<float*>&,
                           const Kokkos::View<double***, Kokkos::LayoutRight>&);
template void export_field(const Lattice&, const Kokkos::View<double*>&,
                           const Kokkos::View<double***, Kokkos::LayoutRight>&);

}  // namespace voxvolt::numerics::multigrid
