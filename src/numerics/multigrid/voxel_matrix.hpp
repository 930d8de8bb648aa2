// SPDX-License-Identifier: BSD-3-Clause
// The double passes of level 0: matrix, Krylov updates, right sides and fluxes.
#pragma once

#include "numerics/multigrid/voxel_level.hpp"

namespace voxvolt::numerics::multigrid {

/// Is this voxel's face on `side` an end face of the box?
KOKKOS_INLINE_FUNCTION int end_faces(const Shape& s, int axis, int planes_before, int planes, int k, int j, int i) {
  const int n = axis == 0 ? i : axis == 1 ? j : k + planes_before;
  const int count = axis == 0 ? s.nx : axis == 1 ? s.ny : planes;
  return (n == 0 ? 1 : 0) + (n == count - 1 ? 2 : 0);
}

template <class Stencil>
double VoxelLevel<Stencil>::direct(const Floats& z, double gamma, double beta, const Floats& p) {
  const int nz = lattice_.shape.nz;
  if (nz == 0) return 0;
  const bool linked = lattice_.beside.lower || lattice_.beside.upper;
  if (linked) {
    combine(z, gamma, beta, p, 0, 1);
    combine(z, gamma, beta, p, std::max(1, nz - 1), nz);
    exchange_planes(lattice_, p);
  }
  sums_.clear();
  const std::array<StageRange, 2> ranges{linked ? StageRange{1, nz - 1} : StageRange{0, nz}, StageRange{0, nz}};
  wave(lattice_.shape, ranges, [&](int stage, int first, int last) {
    if (stage == 0) combine(z, gamma, beta, p, first, last);
    if (stage == 1) sum_energy(p, first, last);
  });
  return sums_.total();
}

template <class Stencil>
void VoxelLevel<Stencil>::combine(const Floats& z, double gamma, double beta, const Floats& p, int first, int last) {
  const Shape s = lattice_.shape;
  const float g = static_cast<float>(gamma), b = static_cast<float>(beta);
  const float* const from = z.data();
  float* const v = p.data();
  for_rows(
      s, first, last, KOKKOS_LAMBDA(const Team& team, int k, int j, int) {
        for (int half = 0; half < 2; ++half) {
          const HalfRow at = s.half_row(k, j, half);
          along_row(team, at.count, [=](int m) { v[at.own + m] = g * from[at.own + m] + b * v[at.own + m]; });
        }
      });
  wrap_planes(lattice_, p, first, last);
}

template <class Stencil>
void VoxelLevel<Stencil>::sum_energy(const Floats& p, int first, int last) {
  const Shape s = lattice_.shape;
  const Stencil a = stencil_;
  const float* const v = p.data();
  double* const sums = sums_.data();
  const std::int64_t width = sums_.width();
  for_rows(
      s, first, last, KOKKOS_LAMBDA(const Team& team, int k, int j, int strip) {
        double* const sum = sums + strip * width;
        for (int half = 0; half < 2; ++half) {
          const HalfRow at = s.half_row(k, j, half);
          along_row(team, at.count, [=](int m) { sum[m] += static_cast<double>(v[at.own + m]) * a.apply(v, at, m); });
        }
      });
}

template <class Stencil>
double VoxelLevel<Stencil>::step(double alpha, const Floats& p, const Doubles& x, const Doubles& r) {
  if (lattice_.shape.nz == 0) return 0;
  sums_.clear();
  const Shape s = lattice_.shape;
  const Stencil a = stencil_;
  const float* const v = p.data();
  double* const solution = x.data();
  double* const rest = r.data();
  double* const sums = sums_.data();
  const std::int64_t width = sums_.width();
  for_rows(
      s, 0, s.nz, KOKKOS_LAMBDA(const Team& team, int k, int j, int strip) {
        double* const sum = sums + strip * width;
        for (int half = 0; half < 2; ++half) {
          const HalfRow at = s.half_row(k, j, half);
          along_row(team, at.count, [=](int m) {
            solution[at.own + m] += alpha * static_cast<double>(v[at.own + m]);
            const double left = rest[at.own + m] - alpha * a.apply(v, at, m);
            rest[at.own + m] = left;
            sum[m] += left * left;
          });
        }
      });
  return sums_.total();
}

template <class Stencil>
void VoxelLevel<Stencil>::residual(const Doubles& b, const Doubles& x, const Doubles& r) {
  if (lattice_.shape.nz == 0) return;
  fill_ghosts(lattice_, x);
  const Shape s = lattice_.shape;
  const Stencil a = stencil_;
  const double* const rhs = b.data();
  const double* const v = x.data();
  double* const rest = r.data();
  for_rows(
      s, 0, s.nz, KOKKOS_LAMBDA(const Team& team, int k, int j, int) {
        for (int half = 0; half < 2; ++half) {
          const HalfRow at = s.half_row(k, j, half);
          along_row(team, at.count, [=](int m) { rest[at.own + m] = rhs[at.own + m] - a.apply(v, at, m); });
        }
      });
}

template <class Stencil>
void VoxelLevel<Stencil>::add_held_ends(int axis, const Doubles& b) {
  const Shape s = lattice_.shape;
  const Stencil a = stencil_;
  double* const rhs = b.data();
  const int before = static_cast<int>(lattice_.block.first[2]), planes = static_cast<int>(lattice_.grid.cells[2]);
  for_rows(
      s, 0, s.nz, KOKKOS_LAMBDA(const Team& team, int k, int j, int) {
        for (int half = 0; half < 2; ++half) {
          const HalfRow at = s.half_row(k, j, half);
          along_row(team, at.count, [=](int m) {
            const int ends = end_faces(s, axis, before, planes, k, j, 2 * m + half);
            // A voxel that is both ends has both faces in its anchor.
            if (ends >= 2) rhs[at.own + m] += a.anchor(at, m) / (ends == 3 ? 2 : 1);
          });
        }
      });
}

template <class Stencil>
void VoxelLevel<Stencil>::add_tilt(int axis, const Doubles& b) {
  const Shape s = lattice_.shape;
  const Stencil a = stencil_;
  double* const rhs = b.data();
  for_rows(
      s, 0, s.nz, KOKKOS_LAMBDA(const Team& team, int k, int j, int) {
        for (int half = 0; half < 2; ++half) {
          const HalfRow at = s.half_row(k, j, half);
          along_row(team, at.count,
                    [=](int m) { rhs[at.own + m] += a.link(at, 2 * axis + 1, m) - a.link(at, 2 * axis, m); });
        }
      });
}

template <class Stencil>
double VoxelLevel<Stencil>::flux(const Doubles& x, int axis, double jump, bool held_ends) {
  if (lattice_.shape.nz == 0) return 0;
  sums_.clear();
  const Shape s = lattice_.shape;
  const Stencil a = stencil_;
  const double* const v = x.data();
  double* const sums = sums_.data();
  const std::int64_t width = sums_.width();
  const int before = static_cast<int>(lattice_.block.first[2]), planes = static_cast<int>(lattice_.grid.cells[2]);
  for_rows(
      s, 0, s.nz, KOKKOS_LAMBDA(const Team& team, int k, int j, int strip) {
        double* const sum = sums + strip * width;
        for (int half = 0; half < 2; ++half) {
          const HalfRow at = s.half_row(k, j, half);
          along_row(team, at.count, [=](int m) {
            const double here = v[at.own + m];
            sum[m] += a.link(at, 2 * axis + 1, m) * (v[beside(at, 2 * axis + 1, m)] - here + jump);
            const int ends = held_ends ? end_faces(s, axis, before, planes, k, j, 2 * m + half) : 0;
            const double face = ends == 0 ? 0 : a.anchor(at, m) / (ends == 3 ? 2 : 1);
            sum[m] += face * ((ends & 1) * here + (ends >> 1) * (1 - here));
          });
        }
      });
  return sums_.total();
}

template <class Stencil>
double VoxelLevel<Stencil>::dissipation(const Doubles& x, int axis, double jump, bool held_ends) {
  if (lattice_.shape.nz == 0) return 0;
  sums_.clear();
  const Shape s = lattice_.shape;
  const Stencil a = stencil_;
  const double* const v = x.data();
  double* const sums = sums_.data();
  const std::int64_t width = sums_.width();
  const int before = static_cast<int>(lattice_.block.first[2]), planes = static_cast<int>(lattice_.grid.cells[2]);
  for_rows(
      s, 0, s.nz, KOKKOS_LAMBDA(const Team& team, int k, int j, int strip) {
        double* const sum = sums + strip * width;
        for (int half = 0; half < 2; ++half) {
          const HalfRow at = s.half_row(k, j, half);
          along_row(team, at.count, [=](int m) {
            const double here = v[at.own + m];
            for (int side = 1; side < 6; side += 2) {
              const double drop = v[beside(at, side, m)] - here + (side >> 1 == axis ? jump : 0);
              sum[m] += a.link(at, side, m) * drop * drop;
            }
            const int ends = held_ends ? end_faces(s, axis, before, planes, k, j, 2 * m + half) : 0;
            const double face = ends == 0 ? 0 : a.anchor(at, m) / (ends == 3 ? 2 : 1);
            sum[m] += face * ((ends & 1) * here * here + (ends >> 1) * (1 - here) * (1 - here));
          });
        }
      });
  return sums_.total();
}

template <class Stencil>
void VoxelLevel<Stencil>::add_squared_flux(const Doubles& x, int axis, double jump, bool held_ends, double factor,
                                           const Doubles& into) {
  const Shape s = lattice_.shape;
  const Stencil a = stencil_;
  const double* const v = x.data();
  double* const squares = into.data();
  const int before = static_cast<int>(lattice_.block.first[2]), planes = static_cast<int>(lattice_.grid.cells[2]);
  for_rows(
      s, 0, s.nz, KOKKOS_LAMBDA(const Team& team, int k, int j, int) {
        for (int half = 0; half < 2; ++half) {
          const HalfRow at = s.half_row(k, j, half);
          along_row(team, at.count, [=](int m) {
            const double here = v[at.own + m];
            double twice = a.link(at, 2 * axis + 1, m) * (v[beside(at, 2 * axis + 1, m)] - here + jump) +
                           a.link(at, 2 * axis, m) * (here - v[beside(at, 2 * axis, m)] + jump);
            const int ends = held_ends ? end_faces(s, axis, before, planes, k, j, 2 * m + half) : 0;
            const double face = ends == 0 ? 0 : a.anchor(at, m) / (ends == 3 ? 2 : 1);
            twice += face * ((ends & 1) * here + (ends >> 1) * (1 - here));
            squares[at.own + m] += 0.25 * factor * factor * twice * twice;
          });
        }
      });
}

template <class Stencil>
void VoxelLevel<Stencil>::mask(const Doubles& values) {
  const Shape s = lattice_.shape;
  const Stencil a = stencil_;
  double* const v = values.data();
  for_rows(
      s, 0, s.nz, KOKKOS_LAMBDA(const Team& team, int k, int j, int) {
        for (int half = 0; half < 2; ++half) {
          const HalfRow at = s.half_row(k, j, half);
          along_row(team, at.count, [=](int m) { v[at.own + m] = a.diagonal(at, m) > 0 ? v[at.own + m] : 0; });
        }
      });
}

}  // namespace voxvolt::numerics::multigrid
