// SPDX-License-Identifier: BSD-3-Clause
// The inputs that an ensemble varies, as the rest of the campaign knows them.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "campaign/stage_kind.hpp"
#include "stages/ensemble_inputs.hpp"
#include "stages/ensemble_table.hpp"

namespace voxvolt::stages {

/// One column of the design.
struct Target {
  bool whole = false;                ///< a whole number
  bool any_unit = false;             ///< its dimension is known to its stage only
  VariedInput as;                    ///< unit: that in which the design holds it
  std::string key;                   ///< in `vary`; that of the rows for an input that they map
  std::shared_ptr<const Vary> vary;  ///< as the ensemble has it, or what the input's own files say
  std::vector<std::pair<std::string, double>> correlations;  ///< from there too: other paths
  std::string column;                                        ///< of the table that rows are drawn from: its product
  std::string column_unit = "1";                             ///< that it is there in
};

/// Those of all of `vary`, in its order; complains about what cannot be varied so.
std::vector<Target> targets_of(const EnsembleInputs& inputs, const campaign::Surroundings& surroundings,
                               std::vector<config::Complaint>& complaints);
std::vector<VariedInput> varied_of(const std::vector<Target>& targets);
/// What its stage is given: a number in SI, or a quantity where only the stage knows the dimension.
config::Value value_of(const Target& target, double value);

}  // namespace voxvolt::stages
