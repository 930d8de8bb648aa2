// SPDX-License-Identifier: BSD-3-Clause
// A measured curve of a parameter file beside the simulated one.
#pragma once

#include <vector>

#include "campaign/product.hpp"
#include "campaign/stage_kind.hpp"
#include "parameters/parameter_set.hpp"
#include "solvers/cell/porous_electrode/batch.hpp"

namespace voxvolt::stages {

std::vector<campaign::ProductSpec> comparison_specs();
std::vector<campaign::Produced> comparison_produces();
/// The voltage at the measured times that the run reached, linear between its samples, and its distance to the measured
/// one. Times count from the start of both; where the two currents differ the distance is no error of the model.
void add_comparison(const parameters::Measurement& measured, const cell::Curves& simulated,
                    campaign::Products& products);

}  // namespace voxvolt::stages
