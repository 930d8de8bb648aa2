// SPDX-License-Identifier: BSD-3-Clause
// What stage `cell` gives: names, units, meanings, and the numbers.
#pragma once

#include <vector>

#include "campaign/product.hpp"
#include "campaign/stage_kind.hpp"
#include "parameters/parameter_set.hpp"
#include "stages/cell_batch.hpp"
#include "stages/cell_families.hpp"
#include "stages/cell_inputs.hpp"

namespace voxvolt::stages {

/// `blended`: the electrodes with several families of particles.
std::vector<campaign::ProductSpec> cell_specs(const CellInputs& inputs, const std::vector<BlendedElectrode>& blended);
/// As the manual names them.
std::vector<campaign::Produced> cell_produces();
/// `measured`: the curve that the inputs `compare` with; else nullptr.
campaign::Products cell_products(const CellInputs& inputs, const CellOutcome& outcome,
                                 const std::vector<BlendedElectrode>& blended, const parameters::Measurement* measured);

}  // namespace voxvolt::stages
