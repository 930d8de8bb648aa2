// SPDX-License-Identifier: BSD-3-Clause
// Ends, sides, triggers and instruments of a campaign, in the solver's terms.
#pragma once

#include <vector>

#include "config/described.hpp"
#include "solvers/runaway/propagation/grid_params.hpp"
#include "stages/runaway_inputs.hpp"

namespace voxvolt::stages {

runaway::Can can_of(const VentingInput& in);

/// Into a stack that has its layers. What speaks against a trigger goes to `complaints`, with keys below the stage.
void add_surroundings_and_triggers(const RunawayInputs& inputs, runaway::StackParams& stack,
                                   std::vector<config::Complaint>& complaints);

/// Heaters and shorts into a grid that has its parts. As above; numbers of cells and names of bodies are checked here.
void add_triggers(const RunawayInputs& inputs, runaway::GridParams& grid, std::vector<config::Complaint>& complaints);

/// The surroundings of a trigger, in the place of everything's own.
const ProgrammeChoice& ambient_of(const RunawayInputs& in, const ProgrammeChoice& own);

/// Do points of a temperature over time wait for a stage that has not run?
bool has_open_programmes(const RunawayInputs& inputs);

}  // namespace voxvolt::stages
