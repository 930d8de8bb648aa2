// SPDX-License-Identifier: BSD-3-Clause
#include "solvers/runaway/propagation/crossing.hpp"

#include <algorithm>
#include <cmath>

namespace voxvolt::runaway {

std::optional<double> crossing(const Line::Dense& d, double level) {
  if (!(d.y0 < level && d.y1 >= level)) return {};
  double low = 0, high = 1;
  for (int i = 0; i < 60 && high - low > 1e-14; ++i) {
    const double middle = 0.5 * (low + high);
    (d.at(middle) < level ? low : high) = middle;
  }
  return high;
}

Peak peak_within(double y0, double y1, double slope0, double slope1) {
  const auto at = [&](double s) {
    const double r = 1 - s;
    return y0 * r * r * (1 + 2 * s) + y1 * s * s * (3 - 2 * s) + slope0 * s * r * r - slope1 * s * s * r;
  };
  // Its slope falls from slope0 > 0 to slope1 <= 0: bisect it.
  const double a = 6 * (y0 - y1) + 3 * (slope0 + slope1), b = -6 * (y0 - y1) - 4 * slope0 - 2 * slope1;
  double low = 0, high = 1;
  for (int i = 0; i < 60; ++i) {
    const double s = 0.5 * (low + high);
    (slope0 + s * (b + a * s) > 0 ? low : high) = s;
  }
  Peak best{std::max(y0, y1), y0 > y1 ? 0.0 : 1.0};
  if (at(low) > best.value) best = {at(low), low};
  return best;
}

}  // namespace voxvolt::runaway
