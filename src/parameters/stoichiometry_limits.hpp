// SPDX-License-Identifier: BSD-3-Clause
// The stoichiometries of 0 and 100 % state of charge, where a parameter set does not give them.
#pragma once

#include "solvers/cell/porous_electrode/porous_electrode_params.hpp"

namespace voxvolt::parameters {

/// Moves the limits of both electrodes to where the open-circuit voltage is that of the cut-offs, with the lithium that
/// the particles hold at the given stoichiometries: n = sum of fraction x thickness x c_max x theta is kept. Where a cut-off
/// is out of reach, the limit is the end of what the lithium allows.
void find_limits(cell::CellParams& cell, double negative_stoichiometry, double positive_stoichiometry);

/// The same of a half-cell, whose lithium has no end.
void find_half_cell_limits(cell::CellParams& cell);

}  // namespace voxvolt::parameters
