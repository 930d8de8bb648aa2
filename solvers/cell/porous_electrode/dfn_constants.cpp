// SPDX-License-Identifier: BSD-3-Clause
#include "solvers/cell/porous_electrode/make_constants.hpp"

namespace voxvolt::cell {
namespace {

using numerics::CubicPairTable;
using numerics::CubicTable;

std::shared_ptr<const CubicTable> table(const Curve& curve) {
  return curve ? std::make_shared<const CubicTable>(*curve) : nullptr;
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
    if (const auto& hysteresis = electrodes[side]->material.hysteresis)
      tables.half_gap[side] = table(hysteresis->half_gap);
    tables.diffusivity[side] = table(electrodes[side]->material.diffusivity_factor);
  }
  for (int side = 0; side < 2; ++side)  // where one varies, the other is looked up beside it
    if (tables.diffusivity[1 - side] != nullptr && tables.diffusivity[side] == nullptr)
      tables.diffusivity[side] = std::make_shared<const CubicTable>(numerics::SmoothCurve::constant(1));
  tables.transport =
      std::make_shared<const CubicPairTable>(*p.electrolyte.diffusivity, *p.electrolyte.conductivity, kmol);
  const auto one = numerics::SmoothCurve::constant(1);
  const auto& factor = p.electrolyte.thermodynamic_factor ? *p.electrolyte.thermodynamic_factor : one;
  tables.charge = std::make_shared<const CubicPairTable>(*p.electrolyte.transference_number, factor, kmol);
  tables.constant_charge = p.electrolyte.transference_number->is_constant() && factor.is_constant();
  return tables;
}

}  // namespace voxvolt::cell
