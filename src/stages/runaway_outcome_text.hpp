// SPDX-License-Identifier: BSD-3-Clause
// Outcomes of stacks as bytes, to tell them to other ranks.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "stages/runaway_batch.hpp"

namespace voxvolt::stages {

/// Number of the member, and what it came to. Products have no fields.
using NumberedOutcome = std::pair<std::size_t, StackOutcome>;

std::string text_of(std::vector<NumberedOutcome> outcomes);
/// Throws MachineFailure when the text ends too early.
std::vector<NumberedOutcome> stack_outcomes_of(const std::string& text);

}  // namespace voxvolt::stages
