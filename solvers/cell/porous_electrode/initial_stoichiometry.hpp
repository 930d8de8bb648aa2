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

/// Of each family of both electrodes; empty where no electrode has several.
inline std::vector<Sided<double>> initial_families(const CellCase& what) {
  const CellParams& p = *what.parameters;
  std::vector<Sided<double>> x(family_count(p), Sided<double>{0.5, 0.5});
  const Sided<double> whole = initial_stoichiometries(what);
  const ElectrodeParams* electrodes[2] = {p.counter ? nullptr : &p.negative, &p.positive};
  const std::vector<double>* given[2] = {&what.initial.negative_families, &what.initial.positive_families};
  for (int side = 0; side < 2 && !x.empty(); ++side) {
    if (electrodes[side] == nullptr) continue;
    const std::vector<double> own =
        given[side]->empty() ? equilibrium_at(*electrodes[side], whole[side]).stoichiometry : *given[side];
    for (std::size_t f = 0; f < own.size(); ++f) x[f][side] = own[f];
  }
  return x;
}

inline double initial_temperature(const CellCase& what) {
  return what.initial.temperature.value_or(what.parameters->initial_temperature);
}

}  // namespace voxvolt::cell
