// SPDX-License-Identifier: BSD-3-Clause
// The analysis `rare_event` of an ensemble: members beside those of its design, where the analysis asks for them.
#pragma once

#include <functional>
#include <vector>

#include "stages/ensemble_design.hpp"

namespace voxvolt::stages {

/// What an ensemble declares for it; nothing when it is not asked for. `unit`: that of the collected scalar.
std::vector<campaign::ProductSpec> rare_event_specs(const EnsembleInputs& inputs, const std::string& unit);

/// Evaluates members (by column of the targets) and gives the value of one collected scalar of each; NaN where it failed.
using Evaluate = std::function<std::vector<double>(const uq::Design& members)>;

/// The same products, filled in. False when the event was not reached, so that the
/// probability is an upper bound.
bool add_rare_event(campaign::Products& products, const EnsembleInputs& inputs, const InputSpace& space,
                    const std::string& unit, const Evaluate& evaluate);

}  // namespace voxvolt::stages
