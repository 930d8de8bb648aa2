// SPDX-License-Identifier: BSD-3-Clause
// What is kept of a cell between two calls.
#pragma once

#include <vector>

#include "solvers/cell/porous_electrode/batch.hpp"

namespace voxvolt::cell {

/// All of a run but the stepper's state and the results so far; plain numbers, saved as they are.
struct Progress {
  double step_start = 0;                                      ///< s since the start of the run
  double elapsed = 0;                                         ///< s within the protocol step
  double step = 0;                                            ///< s, the next to try
  double last_step = 0, last_error = 0, after_rejection = 0;  // StepControl
  double protocol_step = 0, begun = 0;
  double next_sample = 0, next_profile = 0;  // counts
  double charge_at_start = 0, energy_at_start = 0, voltage_at_start = 0, least_anode_potential = 0;
  double lithium = 0, salt = 0, negative = 0, positive = 0;  // inventories at the start of the run, mol/m^2
  double guess = 0;                                          ///< A/m^2, for the next consistent start
  // Powers at the last accepted steps, newest first, of one smooth stretch; and their integrals so far, J/m^2.
  double stretch = 0;  ///< how many of them there are
  double power_time[3] = {0, 0, 0}, taken[3] = {0, 0, 0}, heat[3] = {0, 0, 0}, size = 0, heat_size = 0;
  double all_taken = 0, all_heat = 0, gross = 0, gross_heat = 0, warmth = 0;  // warmth: held at the start
  static constexpr int count = 36;
  double* numbers() { return &step_start; }
  const double* numbers() const { return &step_start; }
};
static_assert(sizeof(Progress) == Progress::count * sizeof(double));

/// What is kept of a cell between two calls.
struct CellRecord {
  Progress progress;
  std::vector<double> state;  ///< the stepper's; empty before the first call
  CellResult result;
};

}  // namespace voxvolt::cell
