// SPDX-License-Identifier: BSD-3-Clause
// The parameter sets of inputs/parameters, as they were when the program was built.
#pragma once

#include <string>
#include <vector>

namespace voxvolt::parameters {

struct ShippedSet {
  std::string name;  ///< `chen2020`
  std::string text;  ///< of its file
};

/// By name. Defined by a file that the build makes from inputs/parameters.
const std::vector<ShippedSet>& shipped_sets();
/// How uncertain they are: inputs/parameters/uncertainty, by the names of the sets.
const std::vector<ShippedSet>& shipped_uncertainties();

}  // namespace voxvolt::parameters
