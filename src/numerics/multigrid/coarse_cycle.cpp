// SPDX-License-Identifier: BSD-3-Clause
#include "numerics/multigrid/coarse_levels.hpp"
#include "numerics/multigrid/dense_inverse.hpp"
#include "numerics/multigrid/rows.hpp"

namespace voxvolt::numerics::multigrid {
namespace {

constexpr int stalled_sweeps = 8;  // symmetric sweeps in place of an exact solve that would not fit

std::span<std::byte> bytes_of(const Kokkos::View<float*, Kokkos::HostSpace>& values, int first, int count) {
  return std::as_writable_bytes(std::span<float>(values.data() + first, static_cast<std::size_t>(count)));
}

/// What one relaxation of a node needs, copied into kernels.
struct Rows {
  const int* row;
  const int* column;
  const float* weight;
  const float* diagonal;
  const float* b;
  float* x;

  KOKKOS_INLINE_FUNCTION float neighbours(int n) const {
    float sum = b[n];
    for (int e = row[n]; e < row[n + 1]; ++e) sum += weight[e] * x[column[e]];
    return sum;
  }
  KOKKOS_INLINE_FUNCTION void relax(int n) const {
    const float d = diagonal[n];
    x[n] = d > 0 ? neighbours(n) / d : 0;
  }
};

}  // namespace

void CoarseLevels::solve() {
  visit(0, true);
  if (levels_.size() > 1) visit(0, false);
}

void CoarseLevels::visit(std::size_t l, bool from_zero) {
  Level& level = levels_[l];
  const bool coarsest = l + 1 == levels_.size();
  if (coarsest && inverse_.span() > 0) {
    apply_inverse(inverse_, level.nodes, level.b, level.x);
    return;
  }
  if (level.sharing) {
    gather_right_side(level, levels_[l + 1]);
    visit(l + 1, from_zero);
    take_shared(level, levels_[l + 1]);
    return;
  }
  const int sweeps = coarsest ? stalled_sweeps : 1;
  for (int sweep = 0; sweep < sweeps; ++sweep) {
    for (int c = 0; c < level.colours; ++c) relax(level, c, from_zero && sweep == 0, false);
    if (coarsest) {
      for (int c = level.colours - 1; c >= 0; --c) relax(level, c, false, true);
    }
  }
  if (coarsest) return;
  Level& coarse = levels_[l + 1];
  restrict_residual(level, coarse.b);
  visit(l + 1, true);
  if (l + 2 < levels_.size()) visit(l + 1, false);
  prolong(level, coarse.x);
  for (int c = level.colours - 1; c >= 0; --c) relax(level, c, false, true);
}

void CoarseLevels::relax(Level& level, int colour, bool from_zero, bool backward) {
  const Rows rows{level.row.data(),      level.column.data(), level.weight.data(),
                  level.diagonal.data(), level.b.data(),      level.x.data()};
  // Later colours read zeros that an earlier visit may have left otherwise; with two colours only the first is read.
  const bool first_is_enough = level.colours == 2 && !level.in_block_edges;
  if (from_zero && colour == 0 && !first_is_enough) Kokkos::deep_copy(level.x, 0.0f);
  if (from_zero && colour == 0 && first_is_enough) {
    Kokkos::parallel_for(
        Kokkos::RangePolicy<Execution>(0, level.colour_first[1]),
        KOKKOS_LAMBDA(int n) { rows.x[n] = rows.diagonal[n] > 0 ? rows.b[n] / rows.diagonal[n] : 0; });
  } else if (level.in_block_edges) {
    const int* const group = level.group.data();
    Kokkos::parallel_for(
        Kokkos::RangePolicy<Execution>(level.colour_groups[colour], level.colour_groups[colour + 1]),
        KOKKOS_LAMBDA(int g) {
          const int first = group[g], last = group[g + 1];
          for (int s = 0; s < last - first; ++s) rows.relax(backward ? last - 1 - s : first + s);
        });
  } else {
    Kokkos::parallel_for(
        Kokkos::RangePolicy<Execution>(level.colour_first[colour], level.colour_first[colour + 1]),
        KOKKOS_LAMBDA(int n) { rows.relax(n); });
  }
  refresh(level, colour);
}

void CoarseLevels::refresh(Level& level, int colour) {
  if (!level.beside.lower && !level.beside.upper) return;
  const auto host = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), level.x);
  const auto part = [&](const PlaneNodes& plane, bool there) {
    return there ? bytes_of(host, plane.first[colour], plane.count[colour]) : std::span<std::byte>();
  };
  parallel::exchange(ranks_, level.beside, {part(level.low_plane, true), part(level.high_plane, true)},
                     {part(level.low_ghosts, level.beside.lower.has_value()),
                      part(level.high_ghosts, level.beside.upper.has_value())});
  Kokkos::deep_copy(level.x, host);
}

void CoarseLevels::restrict_residual(Level& level, const Kokkos::View<float*>& into) {
  const Rows rows{level.row.data(),      level.column.data(), level.weight.data(),
                  level.diagonal.data(), level.b.data(),      level.x.data()};
  const int* const first = level.child_first.data();
  const int* const child = level.child.data();
  float* const coarse = into.data();
  const int nodes = static_cast<int>(level.child_first.extent(0)) - 1;
  Kokkos::parallel_for(
      Kokkos::RangePolicy<Execution>(0, nodes), KOKKOS_LAMBDA(int a) {
        float sum = 0;
        for (int c = first[a]; c < first[a + 1]; ++c) {
          const int n = child[c];
          sum += rows.neighbours(n) - rows.diagonal[n] * rows.x[n];
        }
        coarse[a] = sum;
      });
}

void CoarseLevels::prolong(Level& level, const Kokkos::View<float*>& from) {
  float* const x = level.x.data();
  const float* const coarse = from.data();
  const int* const aggregate = level.aggregate.data();
  const float over = static_cast<float>(options_.over_correction);
  // The last colour is recomputed from the others before anything reads it, unless nodes of one colour are joined.
  const int end = level.in_block_edges ? level.nodes : level.colour_first[level.colours - 1];
  Kokkos::parallel_for(
      Kokkos::RangePolicy<Execution>(0, end), KOKKOS_LAMBDA(int n) { x[n] += over * coarse[aggregate[n]]; });
  for (int c = 0; c + 1 < level.colours; ++c) refresh(level, c);
  if (level.in_block_edges) refresh(level, level.colours - 1);
}

void CoarseLevels::gather_right_side(Level& level, Level& whole) {
  const auto mine = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), level.b);
  Kokkos::View<float*, Kokkos::HostSpace> all(Kokkos::view_alloc("gathered", Kokkos::WithoutInitializing),
                                              level.place_of_all.extent(0));
  parallel::gather_into(ranks_, bytes_of(mine, 0, level.nodes), bytes_of(all, 0, static_cast<int>(all.extent(0))),
                        level.share_bytes);
  const auto here = Kokkos::create_mirror_view_and_copy(Execution::memory_space(), all);
  const int* const place = level.place_of_all.data();
  const float* const from = here.data();
  float* const into = whole.b.data();
  Kokkos::parallel_for(
      Kokkos::RangePolicy<Execution>(0, static_cast<int>(all.extent(0))),
      KOKKOS_LAMBDA(int n) { into[place[n]] = from[n]; });
}

void CoarseLevels::take_shared(Level& level, const Level& whole) {
  float* const x = level.x.data();
  const float* const from = whole.x.data();
  const int* const place = level.place.data();
  Kokkos::parallel_for(
      Kokkos::RangePolicy<Execution>(0, level.nodes), KOKKOS_LAMBDA(int n) { x[n] = from[place[n]]; });
}

}  // namespace voxvolt::numerics::multigrid
