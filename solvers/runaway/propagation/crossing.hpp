// SPDX-License-Identifier: BSD-3-Clause
// Where the interpolant of a step passes a level.
#pragma once

#include <optional>

#include "solvers/runaway/propagation/line.hpp"

namespace voxvolt::runaway {

/// The share of the step at which it passes `level` upwards, if it starts below and ends at or above it.
std::optional<double> crossing(const Line::Dense& d, double level);

/// The largest value of a cubic with these end values and end slopes (per step), and the share where it is.
struct Peak {
  double value = 0, share = 0;
};
Peak peak_within(double y0, double y1, double slope0, double slope1);

}  // namespace voxvolt::runaway
