// SPDX-License-Identifier: BSD-3-Clause
// A batch of stacks over the ranks of a stage, with their searches, and what it came to on all of them.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "campaign/context.hpp"
#include "solvers/runaway/propagation/batch.hpp"
#include "stages/runaway_products.hpp"
#include "stages/runaway_search.hpp"

namespace voxvolt::stages {

/// A case, or why there is none.
struct PreparedStack {
  runaway::StackCase what;
  std::optional<SearchGoal> search{};
  std::vector<std::string> assumptions;
  std::string refusal;  ///< empty when it can be run
};

/// How a rank tells what one of its stacks came to.
using StackTelling = std::function<campaign::Products(std::size_t member, const StackAnswer&)>;

/// One member: its outcome and the solver's warnings.
struct StackOutcome {
  campaign::Outcome outcome;
  std::vector<std::string> warnings;
};

/// Collective. Runs `members` stacks, shared out over the ranks: `prepare` and `tell` are called for a rank's own members
/// only. Every rank returns all outcomes, in their order. A stack that fails is an outcome and never an exception; a stop
/// request is an AgreedFailure, after a checkpoint where the context has one.
std::vector<StackOutcome> run_stacks(std::size_t members, const std::function<PreparedStack(std::size_t)>& prepare,
                                     const StackTelling& tell, campaign::Context& context);

}  // namespace voxvolt::stages
