// SPDX-License-Identifier: BSD-3-Clause
// What `analyse` makes of an ensemble's table.
#pragma once

#include <string>
#include <vector>

#include "stages/ensemble_design.hpp"
#include "stages/ensemble_table.hpp"

namespace voxvolt::stages {

/// What an ensemble declares for what it is asked to analyse; complains of what its collected products cannot give.
/// `names` are those of its inputs.
std::vector<campaign::ProductSpec> analysis_specs(const EnsembleInputs& inputs, const std::vector<std::string>& names,
                                                  const std::vector<campaign::ProductSpec>& collected,
                                                  std::vector<config::Complaint>& complaints);

/// The same products, filled in.
void add_analyses(campaign::Products& products, const EnsembleInputs& inputs, const InputSpace& space,
                  const MemberDesign& design, const Table& table);

/// Names of the inputs in the sense of sensitivity: rows are one, replicates none.
std::vector<std::string> input_names(const EnsembleInputs& inputs);

}  // namespace voxvolt::stages
