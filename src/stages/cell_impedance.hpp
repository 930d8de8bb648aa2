// SPDX-License-Identifier: BSD-3-Clause
// The impedance spectra of a cell as products: (spectrum, frequency), and what the cell was like at each.
#pragma once

#include <string>
#include <vector>

#include "campaign/product.hpp"
#include "campaign/stage_kind.hpp"
#include "solvers/cell/porous_electrode/batch.hpp"
#include "stages/cell_protocol.hpp"

namespace voxvolt::stages {

std::vector<campaign::ProductSpec> impedance_specs();
std::vector<campaign::Produced> impedance_produces();
/// Spectra that the run did not reach are left out. All spectra of the protocol have the same frequencies.
void add_impedance(const std::vector<ProtocolItem>& protocol, const cell::CellResult& result,
                   campaign::Products& products);
/// Of spectra that were taken while the cell moved too fast for their lowest frequencies.
std::vector<std::string> remarks_on_impedance(const cell::CellResult& result);

}  // namespace voxvolt::stages
