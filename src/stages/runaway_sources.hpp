// SPDX-License-Identifier: BSD-3-Clause
// Ends, sides, triggers and instruments of a campaign, in the solver's terms.
#pragma once

#include <vector>

#include "config/described.hpp"
#include "solvers/runaway/propagation/stack_params.hpp"
#include "stages/runaway_inputs.hpp"

namespace voxvolt::stages {

/// Into a stack that has its layers. What speaks against a trigger goes to `complaints`, with keys below the stage.
void add_surroundings_and_triggers(const RunawayInputs& inputs, runaway::StackParams& stack,
                                   std::vector<config::Complaint>& complaints);

/// Do points of a temperature over time wait for a stage that has not run?
bool has_open_programmes(const RunawayInputs& inputs);

}  // namespace voxvolt::stages
