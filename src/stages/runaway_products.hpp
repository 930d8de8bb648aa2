// SPDX-License-Identifier: BSD-3-Clause
// What a run of a stack came to, as products.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "campaign/product.hpp"
#include "campaign/stage_kind.hpp"
#include "solvers/runaway/propagation/batch.hpp"
#include "stages/runaway_cases.hpp"
#include "stages/runaway_inputs.hpp"
#include "stages/runaway_search.hpp"

namespace voxvolt::stages {

/// What is known of the key that a search is over.
struct SearchUnit {
  std::string unit = "1";
  std::string key;
};

/// The field `temperature`, or `conversion`, of a layout.
campaign::ProductSpec field_spec(bool temperature);

std::vector<campaign::ProductSpec> runaway_specs(const RunawayInputs& in, const StackOutline& outline,
                                                 const std::optional<SearchUnit>& search);

/// The same, for the manual.
std::vector<campaign::Produced> runaway_produces();

struct StackAnswer {
  runaway::StackResult result;
  std::vector<std::string> assumptions;
  std::optional<SearchFound> found{};
};
campaign::Products runaway_products(const RunawayInputs& in, const StackAnswer& answer,
                                    const std::optional<SearchUnit>& search);

}  // namespace voxvolt::stages
