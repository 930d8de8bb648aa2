// SPDX-License-Identifier: BSD-3-Clause
// What the parts of a kinetics file have against each other, and what they come to in the solver's terms.
#pragma once

#include <string>
#include <vector>

#include "parameters/kinetics_file.hpp"
#include "solvers/runaway/kinetics/kinetics_params.hpp"

namespace voxvolt::parameters {

/// Keys are paths in the file. Empty when the file makes sense.
std::vector<config::Complaint> complaints_of(const KineticsFile& file, const std::string& name);

/// Of a file without complaints.
runaway::Mechanism mechanism_of(const KineticsFile& file, const std::string& name);

/// SI unit of a measure of health; nullptr when there is no such measure.
const char* unit_of_measure(const std::string& measure);
/// Of the slope and the gain of an effect.
std::string unit_of_slope(const std::string& measure);
std::string unit_of_gain(const std::string& measure, const std::string& amount_unit);

}  // namespace voxvolt::parameters
