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
#include "stages/cell_families.hpp"
#include "stages/cell_inputs.hpp"

namespace voxvolt::stages {

/// `blended`: the electrodes with several families of particles.
std::vector<campaign::ProductSpec> cell_specs(const CellInputs& inputs, const std::vector<BlendedElectrode>& blended);
/// As the manual names them.
std::vector<campaign::Produced> cell_produces();
/// What of a cell's products anybody looks at. What is not over time does not depend on samples.
struct Needs {
  std::function<bool(const std::string& product)> wants;
  bool curves = true, parameters = true;  ///< any that is made of samples; any of the resolved parameters
  Needs(const CellInputs& inputs, const std::vector<BlendedElectrode>& blended,
        std::function<bool(const std::string& product)> wants);
};
/// At least what is needed. `measured`: the curve that the inputs `compare` with; else nullptr.
campaign::Products cell_products(const CellInputs& inputs, const CellOutcome& outcome,
                                 const std::vector<BlendedElectrode>& blended, const parameters::Measurement* measured,
                                 const Needs& needs);

}  // namespace voxvolt::stages
