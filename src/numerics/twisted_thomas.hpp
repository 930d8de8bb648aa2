// SPDX-License-Identifier: BSD-3-Clause
// Tridiagonal systems eliminated from both ends towards the middle: two recurrences that do not wait for each other.
#pragma once

#include <cstddef>

#include "numerics/aligned_array.hpp"

namespace voxvolt::numerics {

/// d_i u_i - left_i u_{i-1} - right_i u_{i+1} = b_i for i = 0..n-1, diagonally dominant or nearly; no pivoting. What
/// left_0 and right_{n-1} hold is not used.
class TwistedThomas {
 public:
  /// O(n), n divisions. All arrays have n > 0 entries.
  void factor(const double* __restrict d, const double* __restrict left, const double* __restrict right,
              std::size_t n) {
    n_ = n;
    inverse_.resize(n), towards_.resize(n), back_.resize(n);
    const std::size_t m = n / 2, last = n - 1, beyond = last - m;  // beyond is m or m - 1
    double* __restrict inverse = inverse_.data();
    double* __restrict towards = towards_.data();
    double* __restrict back = back_.data();
    double rest = d[m];
    if (m > 0) {
      double p = 1 / d[0], q = 1 / d[last];
      inverse[0] = p, back[0] = p * right[0];
      inverse[last] = q, back[last] = q * left[last];
      for (std::size_t i = 1; i < m; ++i) {
        towards[i] = left[i] * p;
        p = 1 / (d[i] - towards[i] * right[i - 1]);
        inverse[i] = p, back[i] = p * right[i];
        if (i >= beyond) continue;
        const std::size_t j = last - i;
        towards[j] = right[j] * q;
        q = 1 / (d[j] - towards[j] * left[j + 1]);
        inverse[j] = q, back[j] = q * left[j];
      }
      from_left_ = left[m] * p, rest -= from_left_ * right[m - 1];
      if (beyond > 0) from_right_ = right[m] * q, rest -= from_right_ * left[m + 1];
    }
    inverse[m] = 1 / rest;
  }

  /// u <- A^-1 u.
  void solve(double* __restrict u) const {
    const std::size_t m = n_ / 2, last = n_ - 1, beyond = last - m;
    const double* __restrict inverse = inverse_.data();
    const double* __restrict towards = towards_.data();
    const double* __restrict back = back_.data();
    double sum = u[m];
    if (m > 0) {
      double y = u[0], z = u[last];
      u[0] = y * inverse[0];
      if (beyond > 0) u[last] = z * inverse[last];
      for (std::size_t i = 1; i < m; ++i) {
        y = u[i] + towards[i] * y;
        u[i] = y * inverse[i];
        if (i >= beyond) continue;
        z = u[last - i] + towards[last - i] * z;
        u[last - i] = z * inverse[last - i];
      }
      sum += from_left_ * y;
      if (beyond > 0) sum += from_right_ * z;
    }
    double a = sum * inverse[m], b = a;
    u[m] = a;
    for (std::size_t i = 1; i <= m; ++i) {
      a = u[m - i] + back[m - i] * a;
      u[m - i] = a;
      if (i > beyond) continue;
      b = u[m + i] + back[m + i] * b;
      u[m + i] = b;
    }
  }

 private:
  std::size_t n_ = 0;
  double from_left_ = 0, from_right_ = 0;
  AlignedArray<double> inverse_, towards_, back_;
};

}  // namespace voxvolt::numerics
