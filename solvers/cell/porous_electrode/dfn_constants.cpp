// SPDX-License-Identifier: BSD-3-Clause
#include "solvers/cell/porous_electrode/make_constants.hpp"

namespace voxvolt::cell {
namespace {

using numerics::CubicTable;

std::shared_ptr<const CubicTable> table(const Curve& curve, double to_argument = 1) {
  return curve ? std::make_shared<const CubicTable>(*curve, to_argument) : nullptr;
}

}  // namespace

CellTables CellTables::of(const CellParams& p) {
  constexpr double kmol = 1e-3;
  CellTables tables;
  const ElectrodeParams* electrodes[2] = {p.counter ? nullptr : &p.negative, &p.positive};
  for (int side = 0; side < 2; ++side) {
    if (electrodes[side] == nullptr) continue;
    tables.potential[side] = table(electrodes[side]->material.open_circuit_potential);
    tables.entropy[side] = table(electrodes[side]->material.entropic_coefficient);
  }
  tables.diffusivity = table(p.electrolyte.diffusivity, kmol);
  tables.conductivity = table(p.electrolyte.conductivity, kmol);
  tables.transference = table(p.electrolyte.transference_number, kmol);
  tables.thermodynamic_factor = p.electrolyte.thermodynamic_factor
                                    ? table(p.electrolyte.thermodynamic_factor, kmol)
                                    : std::make_shared<const CubicTable>(numerics::SmoothCurve::constant(1));
  return tables;
}

}  // namespace voxvolt::cell
