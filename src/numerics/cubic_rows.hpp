// SPDX-License-Identifier: BSD-3-Clause
// A smooth curve as kernels read it: one row of four coefficients per interval, and one straight row beyond the end.
#pragma once

#include <Kokkos_Core.hpp>
#include <vector>

#include "numerics/aligned_array.hpp"
#include "numerics/smooth_curve.hpp"

namespace voxvolt::numerics {

/// f and df/dx.
template <class S>
struct ValueSlope {
  S value, slope;
};

/// The whole number part of a scalar, for tables; overloaded beside each scalar type.
KOKKOS_INLINE_FUNCTION int whole_part(double x) { return static_cast<int>(x); }

/// Does not own its rows. Below `first` the first cubic goes on, above the end a straight line.
struct CubicRows {
  const double* rows =
      nullptr;  ///< 4 (intervals + 1): value = a0 + a1 t + a2 t^2 + a3 t^3, t in intervals from the row
  double first = 0;
  double per_interval = 1;  ///< 1 / width
  int intervals = 1;

  template <class S>
  KOKKOS_INLINE_FUNCTION S value(S x) const {
    S t;
    const double* a = row(x, t);
    return a[0] + t * (a[1] + t * (a[2] + t * a[3]));
  }
  template <class S>
  KOKKOS_INLINE_FUNCTION ValueSlope<S> with_slope(S x) const {
    S t;
    const double* a = row(x, t);
    return {a[0] + t * (a[1] + t * (a[2] + t * a[3])), (a[1] + t * (2 * a[2] + t * (3 * a[3]))) * per_interval};
  }

 private:
  template <class S>
  KOKKOS_INLINE_FUNCTION const double* row(S x, S& t) const {
    const S place = (x - first) * per_interval;
    int i = whole_part(place);
    i = i > 0 ? i : 0;
    i = i < intervals ? i : intervals;
    t = place - static_cast<double>(i);
    return rows + 4 * i;
  }
};

/// Two functions on one grid, so that one look finds both; a row of eight is a cache line:
/// a0 b0 a1 b1 a2 b2 a3 b3.
struct CubicPairRows {
  const double* rows = nullptr;
  double first = 0, per_interval = 1;
  int intervals = 1;

  template <class S>
  KOKKOS_INLINE_FUNCTION void values(const S& x, S& a, S& b) const {
    S t;
    const double* r = row(x, t);
    a = r[0] + t * (r[2] + t * (r[4] + t * r[6]));
    b = r[1] + t * (r[3] + t * (r[5] + t * r[7]));
  }
  template <class S>
  KOKKOS_INLINE_FUNCTION void with_slopes(const S& x, ValueSlope<S>& a, ValueSlope<S>& b) const {
    S t;
    const double* r = row(x, t);
    a = {r[0] + t * (r[2] + t * (r[4] + t * r[6])), (r[2] + t * (2 * r[4] + t * (3 * r[6]))) * per_interval};
    b = {r[1] + t * (r[3] + t * (r[5] + t * r[7])), (r[3] + t * (2 * r[5] + t * (3 * r[7]))) * per_interval};
  }

 private:
  template <class S>
  KOKKOS_INLINE_FUNCTION const double* row(const S& x, S& t) const {
    const S place = (x - first) * per_interval;
    int i = whole_part(place);
    i = i > 0 ? i : 0;
    i = i < intervals ? i : intervals;
    t = place - static_cast<double>(i);
    return rows + 8 * i;
  }
};

/// Owns rows; `to_argument` converts the curve's argument to the kernel's (kmol per mol: 1e-3), `scale` its values.
class CubicTable {
 public:
  explicit CubicTable(const SmoothCurve& curve, double to_argument = 1, double scale = 1);
  CubicRows rows() const { return {rows_.data(), first_, per_interval_, intervals_}; }

 private:
  std::vector<double> rows_;
  double first_, per_interval_;
  int intervals_;
};

/// Owns the rows of two curves, on the range and the intervals of the first; the second is sampled there.
class CubicPairTable {
 public:
  CubicPairTable(const SmoothCurve& a, const SmoothCurve& b, double to_argument = 1);
  CubicPairRows rows() const { return {rows_.data(), first_, per_interval_, intervals_}; }

 private:
  AlignedArray<double> rows_;
  double first_, per_interval_;
  int intervals_;
};

}  // namespace voxvolt::numerics
