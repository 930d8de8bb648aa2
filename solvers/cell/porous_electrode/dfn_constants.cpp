// SPDX-License-Identifier: BSD-3-Clause
#include <map>

#include "solvers/cell/porous_electrode/make_constants.hpp"

namespace voxvolt::cell {
namespace {

using numerics::CubicPairTable;
using numerics::CubicTable;

/// Tables of particles; one for all that share a curve.
class ParticleTables {
 public:
  /// nullptr stands for particles that there are none of.
  void add(CellTables& tables, const ActiveMaterial* negative, const ActiveMaterial* positive) {
    const ActiveMaterial* const materials[2] = {negative, positive};
    for (int side = 0; side < 2; ++side) {
      if (materials[side] == nullptr) continue;
      tables.potential[side] = table(materials[side]->open_circuit_potential);
      tables.entropy[side] = table(materials[side]->entropic_coefficient);
      if (const auto& hysteresis = materials[side]->hysteresis) tables.half_gap[side] = table(hysteresis->half_gap);
      tables.diffusivity[side] = table(materials[side]->diffusivity_factor);
    }
    for (int side = 0; side < 2; ++side)  // where one varies, the other is looked up beside it
      if (tables.diffusivity[1 - side] != nullptr && tables.diffusivity[side] == nullptr)
        tables.diffusivity[side] = std::make_shared<const CubicTable>(numerics::SmoothCurve::constant(1));
  }

 private:
  std::shared_ptr<const CubicTable> table(const Curve& curve) {
    if (!curve) return nullptr;
    auto& made = made_[curve.get()];
    if (!made) made = std::make_shared<const CubicTable>(*curve);
    return made;
  }
  std::map<const numerics::SmoothCurve*, std::shared_ptr<const CubicTable>> made_;
};

}  // namespace

CellTables CellTables::of(const CellParams& p) {
  constexpr double kmol = 1e-3;
  CellTables tables;
  ParticleTables particles;
  for (std::size_t f = 0; f < family_count(p); ++f) {
    CellTables& own = tables.families.emplace_back();
    particles.add(own, p.counter ? nullptr : family_of(p.negative, f), family_of(p.positive, f));
    for (int side = 0; side < 2; ++side)  // where one is missing, so that both are looked up in one go
      if (own.potential[side] == nullptr) own.potential[side] = own.potential[1 - side];
  }
  if (tables.families.empty()) particles.add(tables, p.counter ? nullptr : &p.negative.material, &p.positive.material);
  tables.transport =
      std::make_shared<const CubicPairTable>(*p.electrolyte.diffusivity, *p.electrolyte.conductivity, kmol);
  const auto one = numerics::SmoothCurve::constant(1);
  const auto& factor = p.electrolyte.thermodynamic_factor ? *p.electrolyte.thermodynamic_factor : one;
  tables.charge = std::make_shared<const CubicPairTable>(*p.electrolyte.transference_number, factor, kmol);
  tables.constant_charge = p.electrolyte.transference_number->is_constant() && factor.is_constant();
  return tables;
}

}  // namespace voxvolt::cell
