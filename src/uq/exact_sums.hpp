// SPDX-License-Identifier: BSD-3-Clause
// Sums of doubles and of their products as whole numbers: exact, and so the same in any order.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <span>

namespace voxvolt::uq::exact {

__extension__ using Whole = __int128;
__extension__ using Bits = unsigned __int128;

constexpr int kDigits = 40;                   // of the largest size that is expected
constexpr double kMost = 0x1p52;              // quanta: 2^20 products of two of it stay below 2^127
constexpr std::int64_t kMostTerms = 1 << 20;  // of a sum

/// 2^-40 of the largest size, taken up to a power of two.
inline double quantum_of(std::span<const double> like) {
  double largest = 0;
  for (const double value : like)
    if (std::isfinite(value)) largest = std::max(largest, std::fabs(value));
  int exponent = 0;
  (void)std::frexp(largest > 0 ? largest : 1, &exponent);
  return std::ldexp(1.0, exponent - kDigits);
}
inline bool fits(double value, double quantum) { return std::fabs(value / quantum) < kMost; }
inline Whole quanta_of(double value, double quantum) { return static_cast<Whole>(std::nearbyint(value / quantum)); }

/// Sum of (x - mean)(y - mean) from the sums of n values. With whole p and q next to the means, the sum of (x - p)(y - q) =
/// xy - q x - p y + n p q is exact, and what p and q are off by is taken off: nothing cancels, however small a deviation is
/// against the mean. Terms may wrap around, their sum does not.
inline long double centred(std::int64_t n, Whole x, Whole y, Whole xy) {
  const Whole p = x / n, q = y / n;
  const auto wrapped = [](Whole a, Whole b) { return static_cast<Bits>(a) * static_cast<Bits>(b); };
  const Bits about =
      static_cast<Bits>(xy) - wrapped(q, x) - wrapped(p, y) + wrapped(static_cast<Whole>(wrapped(p, q)), n);
  return static_cast<long double>(static_cast<Whole>(about)) -
         static_cast<long double>(x - p * n) * static_cast<long double>(y - q * n) / static_cast<long double>(n);
}

}  // namespace voxvolt::uq::exact
