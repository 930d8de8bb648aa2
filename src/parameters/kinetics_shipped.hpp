// SPDX-License-Identifier: BSD-3-Clause
// The files of inputs/kinetics, as they were when the program was built.
#pragma once

#include "parameters/shipped_sets.hpp"

namespace voxvolt::parameters {

/// By name. Defined by a file that the build makes.
const std::vector<ShippedSet>& shipped_kinetics_files();

}  // namespace voxvolt::parameters
