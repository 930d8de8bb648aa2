// SPDX-License-Identifier: BSD-3-Clause
#include "numerics/multigrid/level_zero.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

#include "numerics/multigrid/voxel_level.hpp"
#include "numerics/multigrid/voxel_matrix.hpp"
#include "numerics/multigrid/voxel_smoother.hpp"

namespace voxvolt::numerics::multigrid {
namespace {

using Bytes = Kokkos::View<std::uint8_t*>;

template <class View>
std::shared_ptr<void> owned(const View& view) {
  return std::make_shared<View>(view);
}

template <class T>
Kokkos::View<T*> on_device(const std::vector<T>& values) {
  Kokkos::View<T*> view("table", values.size());
  const auto host = Kokkos::create_mirror_view(view);
  std::copy(values.begin(), values.end(), host.data());
  Kokkos::deep_copy(view, host);
  return view;
}

template <class Stencil>
std::unique_ptr<LevelZero> level(Lattice lattice, double scale, const Stencil& device, const Stencil& host,
                                 std::vector<std::shared_ptr<void>> keep, std::int64_t bytes) {
  return std::make_unique<VoxelLevel<Stencil>>(std::move(lattice), scale, device, host, std::move(keep), bytes);
}

/// Turns a byte that says "conducting" into the counts of UniformStencil.
void count_neighbours(const Lattice& lattice, const Bytes& conducting, int held_axis, const Bytes& code) {
  const Shape s = lattice.shape;
  const std::uint8_t* const on = conducting.data();
  std::uint8_t* const into = code.data();
  const int before = static_cast<int>(lattice.block.first[2]), planes = static_cast<int>(lattice.grid.cells[2]);
  for_rows(
      s, 0, s.nz, KOKKOS_LAMBDA(const Team& team, int k, int j, int) {
        for (int half = 0; half < 2; ++half) {
          const HalfRow at = s.half_row(k, j, half);
          along_row(team, at.count, [=](int m) {
            int counts = 0;
            for (int side = 0; side < 6; ++side) counts += on[beside(at, side, m)] << (2 * (side >> 1));
            const int ends = held_axis < 0 ? 0 : end_faces(s, held_axis, before, planes, k, j, 2 * m + half);
            const int held = (ends & 1) + (ends >> 1);
            into[at.own + m] = static_cast<std::uint8_t>(on[at.own + m] != 0 ? counts + (held << 6) : 0);
          });
        }
      });
}

/// Adds the held faces to the class of LabelStencil.
void add_held_faces(const Lattice& lattice, int held_axis, const Bytes& code) {
  const Shape s = lattice.shape;
  std::uint8_t* const into = code.data();
  const int before = static_cast<int>(lattice.block.first[2]), planes = static_cast<int>(lattice.grid.cells[2]);
  for_rows(
      s, 0, s.nz, KOKKOS_LAMBDA(const Team& team, int k, int j, int) {
        for (int half = 0; half < 2; ++half) {
          const HalfRow at = s.half_row(k, j, half);
          along_row(team, at.count, [=](int m) {
            const int ends = end_faces(s, held_axis, before, planes, k, j, 2 * m + half);
            const int held = (ends & 1) + (ends >> 1);
            into[at.own + m] = static_cast<std::uint8_t>(into[at.own + m] | held << 6);
          });
        }
      });
}

double harmonic(double a, double b) { return a > 0 && b > 0 ? 2 / (1 / a + 1 / b) : 0; }

/// Classes of the medium, renumbered: all that do not conduct become 0, the others 1, 2, ...
struct Classes {
  std::vector<std::uint8_t> number;
  std::vector<std::array<double, 3>> conductance{{0, 0, 0}};  ///< in units of `scale`
  double scale = 0;
};

Classes conducting_classes(const LabelledMedium& medium) {
  Classes classes;
  for (const auto& g : medium.conductance) classes.scale = std::max({classes.scale, g[0], g[1], g[2]});
  if (!(classes.scale > 0)) classes.scale = 1;
  for (const auto& g : medium.conductance) {
    const std::array<double, 3> scaled{g[0] / classes.scale, g[1] / classes.scale, g[2] / classes.scale};
    auto found = std::find(classes.conductance.begin(), classes.conductance.end(), scaled);
    if (found == classes.conductance.end()) found = classes.conductance.insert(found, scaled);
    classes.number.push_back(static_cast<std::uint8_t>(found - classes.conductance.begin()));
  }
  return classes;
}

/// The medium's classes as a lattice array with ghosts.
Bytes class_codes(const LabelledMedium& medium, const Classes& classes, const Lattice& lattice) {
  Bytes code("codes", static_cast<std::size_t>(lattice.entries()));
  import_field(lattice, medium.classes.data, code);
  const auto number = on_device(classes.number);
  const Shape s = lattice.shape;
  for_rows(
      s, 0, s.nz, KOKKOS_LAMBDA(const Team& team, int k, int j, int) {
        for (int half = 0; half < 2; ++half) {
          const HalfRow at = s.half_row(k, j, half);
          along_row(team, at.count, [=](int m) { code(at.own + m) = number(code(at.own + m)); });
        }
      });
  fill_ghosts(lattice, code);
  return code;
}

std::unique_ptr<LevelZero> uniform_level(const LabelledMedium& medium, const Classes& classes, Lattice lattice) {
  const Bytes conducting = class_codes(medium, classes, lattice);
  const Bytes code("neighbour counts", static_cast<std::size_t>(lattice.entries()));
  const int held_axis = medium.held_axis.value_or(-1);
  count_neighbours(lattice, conducting, held_axis, code);
  fill_ghosts(lattice, code);
  const auto host_code = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), code);
  UniformStencil device, host;
  const auto g = classes.conductance.back();
  for (int axis = 0; axis < 3; ++axis) device.weight[axis] = classes.conductance.size() > 1 ? g[axis] : 0;
  device.held = held_axis >= 0 ? 2 * device.weight[held_axis] : 0;
  host = device;
  device.code = code.data();
  host.code = host_code.data();
  const std::int64_t bytes = static_cast<std::int64_t>(code.span());
  return level(std::move(lattice), classes.scale, device, host, {owned(code), owned(host_code)}, bytes);
}

std::unique_ptr<LevelZero> label_level(const LabelledMedium& medium, const Classes& classes, Lattice lattice) {
  const Bytes code = class_codes(medium, classes, lattice);
  if (medium.held_axis) add_held_faces(lattice, *medium.held_axis, code);
  fill_ghosts(lattice, code);
  const std::size_t n = classes.conductance.size();
  std::vector<double> table(3 * n * n), held(n, 0.0);
  for (std::size_t axis = 0; axis < 3; ++axis)
    for (std::size_t a = 0; a < n; ++a)
      for (std::size_t b = 0; b < n; ++b) {
        table[(axis * n + a) * n + b] = harmonic(classes.conductance[a][axis], classes.conductance[b][axis]);
      }
  for (std::size_t a = 0; a < n && medium.held_axis; ++a) held[a] = 2 * classes.conductance[a][*medium.held_axis];
  const std::vector<float> rounded(table.begin(), table.end());
  const auto tables = on_device(table);
  const auto rounded_tables = on_device(rounded);
  const auto held_table = on_device(held);
  const auto host_code = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), code);
  const auto host_table = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), tables);
  const auto host_rounded = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), rounded_tables);
  const auto host_held = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), held_table);
  const int count = static_cast<int>(n);
  const LabelStencil device{code.data(), count, tables.data(), rounded_tables.data(), held_table.data()};
  const LabelStencil host{host_code.data(), count, host_table.data(), host_rounded.data(), host_held.data()};
  const std::int64_t bytes = static_cast<std::int64_t>(code.span());
  return level(std::move(lattice), classes.scale, device, host,
               {owned(code), owned(tables), owned(rounded_tables), owned(held_table), owned(host_code),
                owned(host_table), owned(host_rounded), owned(host_held)},
               bytes);
}

double largest(const Field<double>& field) {
  double most = 0;
  const auto host = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), field.data);
  for (std::size_t n = 0; n < host.span(); ++n) most = std::max(most, host.data()[n]);
  return most;
}

/// No face beyond the last voxel of a closed axis, whatever the field says there.
void close_ends(const Lattice& lattice, int axis, const Kokkos::View<double*>& face) {
  if (lattice.periodic(axis)) return;
  const Shape s = lattice.shape;
  const int before = static_cast<int>(lattice.block.first[2]), planes = static_cast<int>(lattice.grid.cells[2]);
  for_rows(
      s, 0, s.nz, KOKKOS_LAMBDA(const Team& team, int k, int j, int) {
        for (int half = 0; half < 2; ++half) {
          const HalfRow at = s.half_row(k, j, half);
          along_row(team, at.count, [=](int m) {
            if (end_faces(s, axis, before, planes, k, j, 2 * m + half) >= 2) face(at.own + m) = 0;
          });
        }
      });
}

void scale_by(const Kokkos::View<double*>& values, double factor) {
  Kokkos::parallel_for(
      Kokkos::RangePolicy<Execution>(0, static_cast<std::int64_t>(values.extent(0))),
      KOKKOS_LAMBDA(std::int64_t n) { values(n) *= factor; });
}

}  // namespace

template <class Stencil>
Graph VoxelLevel<Stencil>::coarsen(double strength) {
  VoxelAggregates made = aggregate_voxels(lattice_, host_, strength);
  const auto least = lattice_.ranks.sum(static_cast<std::int64_t>(made.graph.nodes));
  std::int64_t active = 0;
  for (const Members members : made.members) active += std::popcount(members >> 24);
  if (10 * least > 7 * lattice_.ranks.sum(active)) made = aggregate_voxels(lattice_, host_, 0);
  first_ = on_device(made.graph.blocks.first);
  members_ = on_device(made.members);
  blocks_x_ = made.graph.blocks.count[0];
  blocks_y_ = made.graph.blocks.count[1];
  return std::move(made.graph);
}

double LevelZero::dot(const Kokkos::View<double*>& a, const Kokkos::View<double*>& b) const {
  const Shape s = lattice_.shape;
  if (s.nz == 0) return 0;
  PartialSums partial(s);
  double* const sums = partial.data();
  const std::int64_t width = partial.width();
  for_rows(
      s, 0, s.nz, KOKKOS_LAMBDA(const Team& team, int k, int j, int strip) {
        double* const sum = sums + strip * width;
        for (int half = 0; half < 2; ++half) {
          const HalfRow at = s.half_row(k, j, half);
          along_row(team, at.count, [=](int m) { sum[m] += a(at.own + m) * b(at.own + m); });
        }
      });
  return partial.total();
}

std::vector<double> LevelZero::plane_sums(const Kokkos::View<double*>& r, int axis) const {
  const Shape s = lattice_.shape;
  const int planes = axis == 0 ? s.nx : axis == 1 ? s.ny : s.nz;
  Kokkos::View<double*> sums("plane sums", static_cast<std::size_t>(planes));
  double* const into = sums.data();
  const double* const v = r.data();
  // One team for each plane of z; x and y planes gather over z in order.
  if (axis == 2) {
    Kokkos::parallel_for(
        Kokkos::RangePolicy<Execution>(0, s.nz), KOKKOS_LAMBDA(int k) {
          double sum = 0;
          for (int j = 0; j < s.ny; ++j)
            for (int i = 0; i < s.nx; ++i) sum += v[s.at(k, j, i)];
          into[k] = sum;
        });
  } else if (axis == 1) {
    Kokkos::parallel_for(
        Kokkos::RangePolicy<Execution>(0, s.ny), KOKKOS_LAMBDA(int j) {
          double sum = 0;
          for (int k = 0; k < s.nz; ++k)
            for (int i = 0; i < s.nx; ++i) sum += v[s.at(k, j, i)];
          into[j] = sum;
        });
  } else {
    const int lanes = s.even;
    Kokkos::parallel_for(
        Kokkos::TeamPolicy<Execution>(2, Kokkos::AUTO), KOKKOS_LAMBDA(const Team& team) {
          const int half = team.league_rank();
          const int count = half == 0 ? lanes : s.odd;
          for (int k = 0; k < s.nz; ++k)
            for (int j = 0; j < s.ny; ++j) {
              const std::int64_t own = s.start(k, j) + s.offset(half);
              along_row(team, count, [=](int m) { into[2 * m + half] += v[own + m]; });
            }
        });
  }
  const auto host = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), sums);
  return std::vector<double>(host.data(), host.data() + planes);
}

std::unique_ptr<LevelZero> make_level_zero(const LabelledMedium& medium, const parallel::Communicator& ranks) {
  const Classes classes = conducting_classes(medium);
  Lattice lattice = make_lattice(medium.classes.grid, medium.ends, ranks);
  return classes.conductance.size() <= 2 ? uniform_level(medium, classes, std::move(lattice))
                                         : label_level(medium, classes, std::move(lattice));
}

std::unique_ptr<LevelZero> make_level_zero(const FaceMedium& medium, const parallel::Communicator& ranks) {
  Lattice lattice = make_lattice(medium.diagonal.grid, medium.ends, ranks);
  const std::array<const Field<double>*, 3> faces{&medium.east, &medium.north, &medium.up};
  double scale = largest(medium.diagonal);
  for (const auto* face : faces) scale = std::max(scale, largest(*face));
  scale = ranks.most(scale);
  if (!(scale > 0)) scale = 1;
  FaceStencil device, host;
  std::vector<std::shared_ptr<void>> keep;
  std::int64_t bytes = 0;
  const auto take = [&](const Field<double>& field, int axis, const double*& on, const double*& off) {
    const Kokkos::View<double*> values("conductances", static_cast<std::size_t>(lattice.entries()));
    import_field(lattice, field.data, values);
    if (axis < 3) close_ends(lattice, axis, values);
    scale_by(values, 1 / scale);
    fill_ghosts(lattice, values);
    const auto mirror = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), values);
    on = values.data();
    off = mirror.data();
    keep.push_back(owned(values));
    keep.push_back(owned(mirror));
    bytes += static_cast<std::int64_t>(sizeof(double) * values.span());
  };
  for (int axis = 0; axis < 3; ++axis) take(*faces[axis], axis, device.face[axis], host.face[axis]);
  take(medium.diagonal, 3, device.extra, host.extra);
  return level(std::move(lattice), scale, device, host, std::move(keep), bytes);
}

}  // namespace voxvolt::numerics::multigrid
