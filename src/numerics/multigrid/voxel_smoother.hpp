// SPDX-License-Identifier: BSD-3-Clause
// The float passes of level 0: pre- and post-smoother fused with restriction, prolongation and inner product.
//
// Across a periodic axis with an odd number of voxels both ends have the same colour ("seams"): there a sweep reads the
// ghost as it was before the sweep (Jacobi), residuals of both colours count, and both colours are prolonged.
#pragma once

#include "numerics/multigrid/voxel_level.hpp"

namespace voxvolt::numerics::multigrid {

/// sum / d, and zero where d is zero. By arithmetic: from a choice compilers make a branch, which would not vectorise.
KOKKOS_INLINE_FUNCTION float quotient(float sum, float d) {
  const float inside = static_cast<float>(static_cast<int>(d > 0));
  return sum * inside / (d + (1 - inside));
}

/// Adds the residuals of a block's voxels (voxel v at residual[v * width]) to its nodes, from `coarse` on.
KOKKOS_INLINE_FUNCTION void restrict_block(Members members, const float* residual, int width, bool both_colours,
                                           float* coarse) {
  constexpr int red[4] = {0, 3, 5, 6};
  constexpr Members components = 0xffffff;
  if (!both_colours && (members & components) == 0) {
    float sum = 0;
    for (const int voxel : red) sum += holds(members, voxel) ? residual[voxel * width] : 0;
    if (members != 0) *coarse = sum;
    return;
  }
  float sums[8] = {0, 0, 0, 0, 0, 0, 0, 0};
  int last = 0;
  for (int voxel = 0; voxel < 8; ++voxel) {
    if (!holds(members, voxel)) continue;
    const int component = component_of(members, voxel);
    last = component > last ? component : last;
    const bool is_red = voxel == 0 || voxel == 3 || voxel == 5 || voxel == 6;
    if (is_red || both_colours) sums[component] += residual[voxel * width];
  }
  if (members == 0) return;
  for (int component = 0; component <= last; ++component) coarse[component] = sums[component];
}

template <class Stencil>
std::array<StageRange, 3> VoxelLevel<Stencil>::ends_and_middle() const {
  const int nz = lattice_.shape.nz;
  const int low = std::min(2, nz), high = std::max(low, nz - 2);
  return {StageRange{0, low}, StageRange{high, nz}, StageRange{low, high}};
}

template <class Stencil>
void VoxelLevel<Stencil>::pre_smooth(const Doubles& r, double factor, const Floats& z, const Floats& into) {
  const int nz = lattice_.shape.nz;
  if (nz == 0) return;
  const bool linked = lattice_.beside.lower || lattice_.beside.upper;
  const auto [low, high, middle] = ends_and_middle();
  if (linked) {
    relax_red_from_zero(r, factor, z, low.first, low.last);
    relax_red_from_zero(r, factor, z, high.first, high.last);
    exchange_planes(lattice_, z);
    relax(r, factor, z, 1, 0, 1);
    relax(r, factor, z, 1, std::max(1, nz - 1), nz);
    exchange_planes(lattice_, z);
  }
  const StageRange all{0, nz};
  const std::array<StageRange, 3> ranges{linked ? middle : all, linked ? StageRange{1, nz - 1} : all, all};
  wave(lattice_.shape, ranges, [&](int stage, int first, int last) {
    if (stage == 0) relax_red_from_zero(r, factor, z, first, last);
    if (stage == 1) relax(r, factor, z, 1, first, last);
    if (stage == 2) restrict_residual(r, factor, z, into, first, last);
  });
}

template <class Stencil>
double VoxelLevel<Stencil>::post_smooth(const Doubles& r, double factor, const Floats& z, const Floats& from,
                                        double over) {
  const int nz = lattice_.shape.nz;
  if (nz == 0) return 0;
  const bool linked = lattice_.beside.lower || lattice_.beside.upper;
  const auto [low, high, middle] = ends_and_middle();
  if (linked) {
    prolong(z, from, over, low.first, low.last);
    prolong(z, from, over, high.first, high.last);
    exchange_planes(lattice_, z);
    relax(r, factor, z, 1, 0, 1);
    relax(r, factor, z, 1, std::max(1, nz - 1), nz);
    exchange_planes(lattice_, z);
  }
  sums_.clear();
  const StageRange all{0, nz};
  const std::array<StageRange, 3> ranges{linked ? middle : all, linked ? StageRange{1, nz - 1} : all, all};
  wave(lattice_.shape, ranges, [&](int stage, int first, int last) {
    if (stage == 0) prolong(z, from, over, first, last);
    if (stage == 1) relax(r, factor, z, 1, first, last);
    if (stage == 2) relax_red_and_sum(r, factor, z, first, last);
  });
  return sums_.total();
}

template <class Stencil>
void VoxelLevel<Stencil>::relax_red_from_zero(const Doubles& r, double factor, const Floats& z, int first, int last) {
  const Shape s = lattice_.shape;
  const Stencil a = stencil_;
  const double* const rhs = r.data();
  float* const v = z.data();
  const float f = static_cast<float>(factor);
  const bool clear_black = seams_;
  for_rows(
      s, first, last, KOKKOS_LAMBDA(const Team& team, int k, int j, int) {
        const int half = (j + k) & 1;
        const HalfRow at = s.half_row(k, j, half);
        along_row(team, at.count, [=](int m) {
          const float d = a.diagonal(at, m);
          v[at.own + m] = quotient(f * static_cast<float>(rhs[at.own + m]), d);
        });
        if (clear_black) {
          const HalfRow black = s.half_row(k, j, 1 - half);
          along_row(team, black.count, [=](int m) { v[black.own + m] = 0; });
        }
      });
  wrap(z, first, last);
}

template <class Stencil>
void VoxelLevel<Stencil>::relax(const Doubles& r, double factor, const Floats& z, int colour, int first, int last) {
  const Shape s = lattice_.shape;
  const Stencil a = stencil_;
  const double* const rhs = r.data();
  float* const v = z.data();
  const float f = static_cast<float>(factor);
  for_rows(
      s, first, last, KOKKOS_LAMBDA(const Team& team, int k, int j, int) {
        const HalfRow at = s.half_row(k, j, (j + k + colour) & 1);
        along_row(team, at.count, [=](int m) {
          const float d = a.diagonal(at, m);
          const float sum = f * static_cast<float>(rhs[at.own + m]) + a.neighbours(v, at, m);
          v[at.own + m] = quotient(sum, d);
        });
      });
  wrap(z, first, last);
}

template <class Stencil>
void VoxelLevel<Stencil>::relax_red_and_sum(const Doubles& r, double factor, const Floats& z, int first, int last) {
  const Shape s = lattice_.shape;
  const Stencil a = stencil_;
  const double* const rhs = r.data();
  float* const v = z.data();
  double* const sums = sums_.data();
  const std::int64_t width = sums_.width();
  const float f = static_cast<float>(factor);
  for_rows(
      s, first, last, KOKKOS_LAMBDA(const Team& team, int k, int j, int strip) {
        const HalfRow at = s.half_row(k, j, (j + k) & 1);
        const HalfRow other = s.half_row(k, j, (j + k + 1) & 1);
        double* const sum = sums + strip * width;
        along_row(team, at.count, [=](int m) {
          const float d = a.diagonal(at, m);
          const double here = rhs[at.own + m];
          const float relaxed = quotient(f * static_cast<float>(here) + a.neighbours(v, at, m), d);
          v[at.own + m] = relaxed;
          sum[m] += here * static_cast<double>(relaxed);
        });
        along_row(team, other.count,
                  [=](int m) { sum[m] += rhs[other.own + m] * static_cast<double>(v[other.own + m]); });
      });
}

template <class Stencil>
void VoxelLevel<Stencil>::prolong(const Floats& z, const Floats& from, double over, int first, int last) {
  const Shape s = lattice_.shape;
  const float* const coarse = from.data();
  const int* const node = first_.data();
  const Members* const members = members_.data();
  float* const v = z.data();
  const float w = static_cast<float>(over);
  const int bx = blocks_x_, by = blocks_y_;
  const int halves = seams_ ? 2 : 1;
  for_rows(
      s, first, last, KOKKOS_LAMBDA(const Team& team, int k, int j, int) {
        const std::int64_t block = (static_cast<std::int64_t>((k >> 1) + 1) * by + (j >> 1)) * bx;
        for (int n = 0; n < halves; ++n) {
          const int half = (j + k + n) & 1;
          const HalfRow at = s.half_row(k, j, half);
          const int voxel = half + 2 * (j & 1) + 4 * (k & 1);
          along_row(team, at.count, [=](int m) {
            const Members held = members[block + m];
            const float step = w * coarse[node[block + m] + component_of(held, voxel)];
            v[at.own + m] += step * static_cast<float>(held >> (24 + voxel) & 1u);
          });
        }
      });
  wrap(z, first, last);
}

template <class Stencil>
void VoxelLevel<Stencil>::restrict_residual(const Doubles& r, double factor, const Floats& z, const Floats& into,
                                            int first, int last) {
  const Shape s = lattice_.shape;
  const Stencil a = stencil_;
  const double* const rhs = r.data();
  const float* const v = z.data();
  const int* const node = first_.data();
  const Members* const members = members_.data();
  float* const coarse = into.data();
  const float f = static_cast<float>(factor);
  const int bx = blocks_x_, by = blocks_y_, halves = seams_ ? 2 : 1;
  const int width = (bx + 15) / 16 * 16;
  const auto policy = Kokkos::TeamPolicy<Execution>(((last + 1) / 2 - first / 2) * by, Kokkos::AUTO)
                          .set_scratch_size(0, Kokkos::PerTeam(static_cast<int>(8 * width * sizeof(float) + 64)));
  Kokkos::parallel_for(
      policy, KOKKOS_LAMBDA(const Team& team) {
        const int z_block = first / 2 + team.league_rank() / by, y_block = team.league_rank() % by;
        const std::int64_t block = (static_cast<std::int64_t>(z_block + 1) * by + y_block) * bx;
        Kokkos::View<float*, Kokkos::ScratchMemorySpace<Execution>, Kokkos::MemoryUnmanaged> scratch(
            team.team_scratch(0), 8 * width);
        float* const rest = scratch.data();
        for (int line = 0; line < 4; ++line) {
          const int k = 2 * z_block + (line >> 1), j = 2 * y_block + (line & 1);
          for (int n = 0; n < halves; ++n) {
            const int half = (j + k + n) & 1;
            float* const q = rest + (half + 2 * line) * width;
            const bool there = k < s.nz && j < s.ny;
            const HalfRow at = s.half_row(k, j, half);
            const int count = there ? at.count : 0;
            if (halves == 1) {  // d z = f r held when red was relaxed: black neighbours are all that is left over
              along_row(team, count, [=](int m) { q[m] = a.neighbours(v, at, m); });
            } else {
              along_row(team, count, [=](int m) {
                q[m] = f * static_cast<float>(rhs[at.own + m]) + a.neighbours(v, at, m) -
                       a.diagonal(at, m) * v[at.own + m];
              });
            }
            along_row(team, bx - count, [=](int m) { q[count + m] = 0; });
          }
        }
        team.team_barrier();
        Kokkos::parallel_for(Kokkos::ThreadVectorRange(team, bx), [=](int m) {
          restrict_block(members[block + m], rest + m, width, halves == 2, coarse + node[block + m]);
        });
      });
}

}  // namespace voxvolt::numerics::multigrid
