// SPDX-License-Identifier: BSD-3-Clause
// The loops of level 0: rows of a range of planes as teams, voxels of a half-row as their vector range, and the wave that
// keeps the stages of a smoother in cache.
#pragma once

#include <algorithm>
#include <array>
#include <type_traits>

#include "numerics/multigrid/lattice.hpp"

namespace voxvolt::numerics::multigrid {

using Execution = Kokkos::DefaultExecutionSpace;
using Team = Kokkos::TeamPolicy<Execution>::member_type;

constexpr bool on_host = std::is_same_v<Execution, Kokkos::DefaultHostExecutionSpace>;
constexpr int strip_rows = 64;  ///< rows that share one row of partial sums

/// body(m) for m in [0, count), in any order: the iterations must be independent, which host compilers are told.
template <class Body>
KOKKOS_INLINE_FUNCTION void along_row(const Team& team, int count, const Body& body) {
  if constexpr (on_host) {
#pragma GCC ivdep
    for (int m = 0; m < count; ++m) body(m);
  } else {
    Kokkos::parallel_for(Kokkos::ThreadVectorRange(team, count), body);
  }
}

/// body(team, k, j, strip) for every row of planes [first, last); rows of one strip run one after the other.
template <class Body>
void for_rows(const Shape& shape, int first, int last, const Body& body) {
  if (last <= first) return;
  const int strips = (shape.ny + strip_rows - 1) / strip_rows;
  const int ny = shape.ny;
  Kokkos::parallel_for(
      Kokkos::TeamPolicy<Execution>((last - first) * strips, Kokkos::AUTO), KOKKOS_LAMBDA(const Team& team) {
        const int k = first + team.league_rank() / strips;
        const int strip = team.league_rank() % strips;
        const int end = ny < (strip + 1) * strip_rows ? ny : (strip + 1) * strip_rows;
        for (int j = strip * strip_rows; j < end; ++j) body(team, k, j, k * strips + strip);
      });
}

/// Sums over voxels without a reduction inside the vector loop: every strip of rows has a row of partial sums, so the
/// loop vectorises and the order of additions does not depend on how planes are dealt to ranks.
class PartialSums {
 public:
  explicit PartialSums(const Shape& shape)
      : rows_(shape.nz * ((shape.ny + strip_rows - 1) / strip_rows)),
        width_(shape.row),
        values_("partial sums", static_cast<std::size_t>(rows_ * width_)) {}
  void clear() { Kokkos::deep_copy(values_, 0.0); }
  double* data() const { return values_.data(); }
  std::int64_t width() const { return width_; }
  double total() const;

 private:
  std::int64_t rows_, width_;
  Kokkos::View<double*> values_;
};

/// Planes [first, last) that a stage of a wave still has to do.
struct StageRange {
  int first, last;
};

/// Runs stages s = 0, 1, ... over chunks of planes, each stage one chunk behind the one before, so that on a host a plane
/// is still in cache when the next stage comes; a stage may read its predecessor's planes one further on either side.
/// run(stage, first, last) does planes [first, last).
template <std::size_t stages, class Run>
void wave(const Shape& shape, const std::array<StageRange, stages>& ranges, const Run& run) {
  const std::int64_t cached_entries = 16384;  // about a quarter of a megabyte with the arrays of a stage
  const int chunk = on_host ? 2 * static_cast<int>(std::max<std::int64_t>(1, cached_entries / (2 * shape.plane)))
                            : 2 * ((shape.nz + 1) / 2);
  const int chunks = (shape.nz + chunk - 1) / chunk;
  for (int t = 0; t < chunks + static_cast<int>(stages) - 1; ++t) {
    for (int s = 0; s < static_cast<int>(stages); ++s) {
      const StageRange range = ranges[static_cast<std::size_t>(s)];
      const int first = std::max(range.first, (t - s) * chunk);
      const int last = std::min(range.last, (t - s + 1) * chunk);
      if (first < last) run(s, first, last);
    }
  }
}

}  // namespace voxvolt::numerics::multigrid
