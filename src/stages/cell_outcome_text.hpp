// SPDX-License-Identifier: BSD-3-Clause
// Outcomes of cells as bytes, to tell them to other ranks.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "stages/cell_batch.hpp"

namespace voxvolt::stages {

/// Members and their outcomes, bit for bit; read back on the same kind of machine.
std::string outcomes_text(const std::vector<std::pair<std::size_t, CellOutcome>>& outcomes);
/// Throws MachineFailure when the bytes are not whole.
std::vector<std::pair<std::size_t, CellOutcome>> outcomes_of(const std::string& text);

}  // namespace voxvolt::stages
