// SPDX-License-Identifier: BSD-3-Clause
// Incremental capacity dQ/dV over voltage and differential voltage dV/dQ over capacity of the steps that charge or
// discharge: the mean over bins of equal width, (Q(b) - Q(a))/(b - a), of a monotone cubic through a step's samples (no
// noise, so nothing is smoothed). Where the voltage turns back, only what goes beyond all before counts for dQ/dV; its
// charge is that of the bin where it does. Q is the charge that the cell took up, so that both are positive either way.
#pragma once

#include <string>
#include <vector>

#include "campaign/product.hpp"
#include "campaign/stage_kind.hpp"
#include "solvers/cell/porous_electrode/batch.hpp"
#include "stages/cell_inputs.hpp"

namespace voxvolt::stages {

std::vector<campaign::ProductSpec> differential_specs();
std::vector<campaign::Produced> differential_produces();
/// Steps whose current keeps its sign and whose voltage moves over at least ten bins, with at least a twentieth of the charge
/// of the largest such step. Errors are what half of the samples would have said otherwise. Bins that a step does not cover
/// wholly have no value.
void add_differential(const DifferentialInput& bins, const cell::Curves& curves, campaign::Products& products);
/// Of samples or a tolerance too coarse for the bins, and of steps whose voltage turns back.
std::vector<std::string> remarks_on_differential(const DifferentialInput& bins, double tolerance,
                                                 const cell::Curves& curves);

}  // namespace voxvolt::stages
