// SPDX-License-Identifier: BSD-3-Clause
// Members of an ensemble from a CSV table.
#pragma once

#include <string>
#include <vector>

#include "stages/ensemble_table.hpp"

namespace voxvolt::stages {

/// Reads a table whose first line names a column for each varied input, in any order, as `path [unit]` (no unit: the
/// input's own SI unit); values separated by commas, one member a line. Values come out in the unit of `varied`, in its
/// order. Throws std::invalid_argument with file, line and what is wrong.
uq::Design design_from_file(const std::string& file, const std::vector<VariedInput>& varied);

}  // namespace voxvolt::stages
