// SPDX-License-Identifier: BSD-3-Clause
// The end of a step, looked at and set right.
#pragma once

#include <cmath>

#include "solvers/cell/porous_electrode/dfn_outputs.hpp"

namespace voxvolt::cell {

/// Looks at the end of a step of `h` seconds, and sets its algebraic rows right where the method's own error shows in the
/// powers; any stepper of the family.
template <class Stepper, class S>
void look_ahead(Stepper& stepper, const ControlRow<S>& row, double h) {
  constexpr double balanced = 2e-9;
  stepper.look_at_next();
  const S target = row.target + row.slope * h;
  for (int round = 0; round < 3; ++round) {
    const auto out = stepper.outputs();
    const double off = plain(off_control(row, target, stepper.seen().current, stepper.voltage()));
    const bool held = std::fabs(off) <= balanced * (std::fabs(plain(target)) + 1);
    if (held && !(out.imbalance(out.powers(), stepper.voltage()) > balanced)) return;
    stepper.polish(row, h);
  }
}

}  // namespace voxvolt::cell
