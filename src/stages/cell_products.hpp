// SPDX-License-Identifier: BSD-3-Clause
// What stage `cell` gives: names, units, meanings, and the numbers.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "campaign/product.hpp"
#include "campaign/stage_kind.hpp"
#include "parameters/parameter_set.hpp"
#include "stages/cell_batch.hpp"
#include "stages/cell_inputs.hpp"

namespace voxvolt::stages {

std::vector<campaign::ProductSpec> cell_specs(const CellInputs& inputs);
/// As the manual names them.
std::vector<campaign::Produced> cell_produces();
/// Is a product of this name looked at?
using Wants = std::function<bool(const std::string& product)>;
/// Is anything that is made of samples? Without it none need be taken: they do not change what the run does.
bool wants_curves(const CellInputs& inputs, const Wants& wants);
/// Is any of the resolved parameters?
bool wants_parameters(const CellInputs& inputs, const Wants& wants);
/// At least what is wanted. `measured`: the curve that the inputs `compare` with; else nullptr.
campaign::Products cell_products(const CellInputs& inputs, const CellOutcome& outcome,
                                 const parameters::Measurement* measured, const Wants& wants);

}  // namespace voxvolt::stages
