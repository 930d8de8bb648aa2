// SPDX-License-Identifier: BSD-3-Clause
// Forward sensitivities of one cell: how its curves change with its parameters, from dual numbers through the very kernel
// that computes the curves.
#pragma once

#include <vector>

#include "solvers/cell/porous_electrode/batch.hpp"

namespace voxvolt::cell {

/// Names a number of a cell: `[](const CellParams& p) -> const double& { return p.negative.material.diffusivity; }`.
using ParameterOf = const double& (*)(const CellParams&);

/// [parameter][sample], per unit of the parameter (SI), at fixed times since the start of the protocol's step and with all
/// other numbers of CellParams held: `surface_area_per_volume` does not follow `fraction`, nor an efficiency its porosity.
struct Sensitivities {
  CellResult run;                                    ///< samples at each accepted step
  std::vector<std::vector<double>> voltage;          ///< V per unit, at run.curves.time
  std::vector<std::vector<double>> current;          ///< A per unit
  std::vector<std::vector<double>> anode_potential;  ///< V per unit
  std::vector<std::vector<double>> temperature;      ///< K per unit
  std::vector<std::vector<double>> end;              ///< [parameter][run.steps] s per unit: of the moment a step ended
};

/// Runs the case, then takes its accepted steps again in dual numbers, four parameters at a time. Exact to round-off for what
/// was computed, so as close to the true derivative as the curves are to the true ones. The end of a step that a condition
/// ended moves with the parameters, and what follows moves with it; the rates of change which that takes are differences over
/// 1e-5 of a time step and over 1 ms. Throws Failure(ExitCode::input) for a case that Batch would refuse, for a run that
/// fails, for a through-stack temperature after such a step, and for a number that the kernel takes no derivative by
/// (temperatures of the surroundings, stoichiometries, end terms, curves).
Sensitivities sensitivities(const CellCase& what, const std::vector<ParameterOf>& parameters);

}  // namespace voxvolt::cell
