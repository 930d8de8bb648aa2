// SPDX-License-Identifier: BSD-3-Clause
// The products of an ensemble: the table of members, their status, and statistics over those that ended well.
#pragma once

#include <string>
#include <vector>

#include "campaign/context.hpp"
#include "uq/design.hpp"

namespace voxvolt::stages {

struct VariedInput {
  std::string path;
  std::string unit;
  std::string meaning;
};

/// What an ensemble declares for its varied inputs and what it collects.
std::vector<campaign::ProductSpec> table_specs(const std::vector<VariedInput>& varied,
                                               const std::vector<campaign::ProductSpec>& collected);

/// The same products, filled in. `collected` has whole paths as names. Where a member failed, its rows are NaN.
campaign::Products table_products(const std::vector<VariedInput>& varied,
                                  const std::vector<campaign::ProductSpec>& collected, const uq::Design& design,
                                  const std::vector<campaign::SubGraph::Member>& members);

}  // namespace voxvolt::stages
