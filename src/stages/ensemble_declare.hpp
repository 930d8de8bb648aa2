// SPDX-License-Identifier: BSD-3-Clause
// What an ensemble needs and promises before it runs.
#pragma once

#include <string>
#include <vector>

#include "stages/ensemble_targets.hpp"

namespace voxvolt::stages {

/// The stages whose inputs it varies and whose products it collects.
std::vector<std::string> stages_of_ensemble(const EnsembleInputs& inputs);
/// The products that it collects, whole paths as names; complains about what cannot be collected.
std::vector<campaign::ProductSpec> collected_specs(const EnsembleInputs& inputs,
                                                   const campaign::Surroundings& surroundings,
                                                   std::vector<config::Complaint>& complaints);
/// The unit of the scalar that its rare event is about.
std::string unit_of_event(const EnsembleInputs& inputs, const std::vector<campaign::ProductSpec>& collected);
/// All its products; complains about what it cannot do.
std::vector<campaign::ProductSpec> declare_ensemble(const EnsembleInputs& inputs,
                                                    const campaign::Surroundings& surroundings,
                                                    std::vector<config::Complaint>& complaints);

}  // namespace voxvolt::stages
