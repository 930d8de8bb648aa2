// SPDX-License-Identifier: BSD-3-Clause
#include "numerics/cubic_rows.hpp"

namespace voxvolt::numerics {

CubicTable::CubicTable(const SmoothCurve& curve, double to_argument, double scale)
    : first_(curve.first() * to_argument),
      per_interval_(curve.intervals() / ((curve.last() - curve.first()) * to_argument)),
      intervals_(curve.intervals()) {
  const double width = (curve.last() - curve.first()) / curve.intervals();
  rows_.reserve(4 * (curve.values().size()));
  for (std::size_t i = 0; i + 1 < curve.values().size(); ++i) {
    const double a = curve.values()[i], b = curve.values()[i + 1];
    const double left = width * curve.slopes()[i], right = width * curve.slopes()[i + 1];
    for (const double x : {a, left, 3 * (b - a) - 2 * left - right, left + right - 2 * (b - a)})
      rows_.push_back(scale * x);
  }
  for (const double x : {curve.values().back(), width * curve.slopes().back(), 0.0, 0.0}) rows_.push_back(scale * x);
}

CubicPairTable::CubicPairTable(const SmoothCurve& a, const SmoothCurve& b, double to_argument)
    : first_(a.first() * to_argument),
      per_interval_(a.intervals() / ((a.last() - a.first()) * to_argument)),
      intervals_(a.intervals()) {
  const double width = (a.last() - a.first()) / a.intervals();
  rows_.resize(8 * static_cast<std::size_t>(intervals_ + 1));
  for (int i = 0; i <= intervals_; ++i)
    for (int which = 0; which < 2; ++which) {
      const SmoothCurve& f = which == 0 ? a : b;
      const double x = a.first() + width * i, left = width * f.slope(x), value = f(x);
      double* row = rows_.data() + 8 * static_cast<std::size_t>(i) + which;
      row[0] = value;
      row[2] = left;
      if (i == intervals_) continue;  // straight beyond the end
      const double rise = f(x + width) - value, right = width * f.slope(x + width);
      row[4] = 3 * rise - 2 * left - right;
      row[6] = left + right - 2 * rise;
    }
}

}  // namespace voxvolt::numerics
