// SPDX-License-Identifier: BSD-3-Clause
// The matrix of level 0, one functor per way to know its entries. With sides 0..5 = west, east, south, north, down, up:
//   link(side)    w_ij, conductance to the neighbour on that side
//   anchor        conductance to held values (dir_i) plus the diagonal term
//   diagonal      d_i = anchor + sum w_ij; zero says that the voxel is not part of the problem
//   neighbours    sum w_ij v_j
//   apply         anchor v_i + sum w_ij (v_i - v_j): exactly zero on a constant without anchors
// Conductances are in units of the medium's largest, so that a float preconditioner is safe.
#pragma once

#include <cstdint>

#include "numerics/multigrid/lattice.hpp"

namespace voxvolt::numerics::multigrid {

KOKKOS_INLINE_FUNCTION std::int64_t beside(const HalfRow& at, int side, int m) {
  switch (side) {
    case 0: return at.west + m;
    case 1: return at.west + m + 1;
    case 2: return at.south + m;
    case 3: return at.north + m;
    case 4: return at.down + m;
    default: return at.up + m;
  }
}

/// One conducting material. A byte per voxel counts its conducting neighbours: x bits 0-1, y bits 2-3, z bits 4-5, held
/// faces bits 6-7; zero is a voxel outside the problem, where every vector is zero, so sums need no mask.
struct UniformStencil {
  const std::uint8_t* code = nullptr;
  double weight[3] = {0, 0, 0};  ///< per axis
  double held = 0;               ///< of one held face

  KOKKOS_INLINE_FUNCTION double link(const HalfRow& at, int side, int m) const {
    return code[at.own + m] != 0 && code[beside(at, side, m)] != 0 ? weight[side >> 1] : 0;
  }
  KOKKOS_INLINE_FUNCTION double anchor(const HalfRow& at, int m) const { return held * (code[at.own + m] >> 6); }

  KOKKOS_INLINE_FUNCTION float diagonal(const HalfRow& at, int m) const {
    const int c = code[at.own + m];
    return static_cast<float>(weight[0]) * static_cast<float>(c & 3) +
           static_cast<float>(weight[1]) * static_cast<float>((c >> 2) & 3) +
           static_cast<float>(weight[2]) * static_cast<float>((c >> 4) & 3) +
           static_cast<float>(held) * static_cast<float>(c >> 6);
  }
  KOKKOS_INLINE_FUNCTION float neighbours(const float* v, const HalfRow& at, int m) const {
    return static_cast<float>(weight[0]) * (v[at.west + m] + v[at.west + m + 1]) +
           static_cast<float>(weight[1]) * (v[at.south + m] + v[at.north + m]) +
           static_cast<float>(weight[2]) * (v[at.down + m] + v[at.up + m]);
  }
  // At most two neighbours along an axis: n v_i is exact, so each bracket vanishes exactly on a constant.
  template <class T>
  KOKKOS_INLINE_FUNCTION double apply(const T* v, const HalfRow& at, int m) const {
    const int c = code[at.own + m];
    const double here = static_cast<double>(v[at.own + m]);
    const auto pair = [v](std::int64_t a, std::int64_t b) {
      return static_cast<double>(v[a]) + static_cast<double>(v[b]);
    };
    const double sum = weight[0] * ((c & 3) * here - pair(at.west + m, at.west + m + 1)) +
                       weight[1] * (((c >> 2) & 3) * here - pair(at.south + m, at.north + m)) +
                       weight[2] * (((c >> 4) & 3) * here - pair(at.down + m, at.up + m)) + held * (c >> 6) * here;
    return sum * static_cast<double>(c != 0 ? 1 : 0);  // a product: a branch around sum would not vectorise
  }
};

/// Several materials. A byte per voxel holds the class (bits 0-5; 0 is outside) and the held faces (bits 6-7).
struct LabelStencil {
  static constexpr int mask = 63;
  const std::uint8_t* code = nullptr;
  int classes = 0;
  const double* table = nullptr;         ///< w[axis][class][class]
  const float* rounded_table = nullptr;  ///< the same
  const double* held = nullptr;          ///< of one held face, per class

  KOKKOS_INLINE_FUNCTION int entry(const HalfRow& at, int side, int m) const {
    return ((side >> 1) * classes + (code[at.own + m] & mask)) * classes + (code[beside(at, side, m)] & mask);
  }
  KOKKOS_INLINE_FUNCTION double link(const HalfRow& at, int side, int m) const { return table[entry(at, side, m)]; }
  KOKKOS_INLINE_FUNCTION double anchor(const HalfRow& at, int m) const {
    const int c = code[at.own + m];
    return held[c & mask] * (c >> 6);
  }
  KOKKOS_INLINE_FUNCTION float diagonal(const HalfRow& at, int m) const {
    float sum = static_cast<float>(anchor(at, m));
    for (int side = 0; side < 6; ++side) sum += rounded_table[entry(at, side, m)];
    return sum;
  }
  KOKKOS_INLINE_FUNCTION float neighbours(const float* v, const HalfRow& at, int m) const {
    float sum = 0;
    for (int side = 0; side < 6; ++side) sum += rounded_table[entry(at, side, m)] * v[beside(at, side, m)];
    return sum;
  }
  template <class T>
  KOKKOS_INLINE_FUNCTION double apply(const T* v, const HalfRow& at, int m) const {
    const double here = static_cast<double>(v[at.own + m]);
    double sum = anchor(at, m) * here;
    for (int side = 0; side < 6; ++side) {
      sum += table[entry(at, side, m)] * (here - static_cast<double>(v[beside(at, side, m)]));
    }
    return sum;
  }
};

/// Stored conductances to the next voxel along each axis (ghosts hold what lies below), and a diagonal term.
struct FaceStencil {
  const double* face[3] = {nullptr, nullptr, nullptr};
  const double* extra = nullptr;

  KOKKOS_INLINE_FUNCTION double link(const HalfRow& at, int side, int m) const {
    return face[side >> 1][(side & 1) == 1 ? at.own + m : beside(at, side, m)];
  }
  KOKKOS_INLINE_FUNCTION double anchor(const HalfRow& at, int m) const { return extra[at.own + m]; }
  KOKKOS_INLINE_FUNCTION float diagonal(const HalfRow& at, int m) const {
    double sum = anchor(at, m);
    for (int side = 0; side < 6; ++side) sum += link(at, side, m);
    return static_cast<float>(sum);
  }
  KOKKOS_INLINE_FUNCTION float neighbours(const float* v, const HalfRow& at, int m) const {
    float sum = 0;
    for (int side = 0; side < 6; ++side) sum += static_cast<float>(link(at, side, m)) * v[beside(at, side, m)];
    return sum;
  }
  template <class T>
  KOKKOS_INLINE_FUNCTION double apply(const T* v, const HalfRow& at, int m) const {
    const double here = static_cast<double>(v[at.own + m]);
    double sum = anchor(at, m) * here;
    for (int side = 0; side < 6; ++side)
      sum += link(at, side, m) * (here - static_cast<double>(v[beside(at, side, m)]));
    return sum;
  }
};

}  // namespace voxvolt::numerics::multigrid
