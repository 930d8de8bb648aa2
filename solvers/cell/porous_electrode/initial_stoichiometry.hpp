// SPDX-License-Identifier: BSD-3-Clause
// Where the particles of a case start.
#pragma once

#include "solvers/cell/porous_electrode/batch.hpp"
#include "solvers/cell/porous_electrode/dfn_constants.hpp"

namespace voxvolt::cell {

inline Sided<double> initial_stoichiometries(const CellCase& what) {
  const CellParams& p = *what.parameters;
  const double soc = what.initial.soc.value_or(1);
  Sided<double> x{};
  const ActiveMaterial* materials[2] = {&p.negative.material, &p.positive.material};
  for (int side = 0; side < 2; ++side)
    x[side] = materials[side]->stoichiometry_at_empty +
              soc * (materials[side]->stoichiometry_at_full - materials[side]->stoichiometry_at_empty);
  x[0] = what.initial.negative_stoichiometry.value_or(x[0]);
  x[1] = what.initial.positive_stoichiometry.value_or(x[1]);
  return x;
}

inline double initial_temperature(const CellCase& what) {
  return what.initial.temperature.value_or(what.parameters->initial_temperature);
}

}  // namespace voxvolt::cell
