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

}  // namespace voxvolt::numerics
