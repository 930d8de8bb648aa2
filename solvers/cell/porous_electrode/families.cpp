// SPDX-License-Identifier: BSD-3-Clause
// Several families of particles in one electrode: their sum, and where they are at rest with each other.
#include <algorithm>

#include "solvers/cell/porous_electrode/equilibrium.hpp"
#include "solvers/cell/porous_electrode/porous_electrode_params.hpp"

namespace voxvolt::cell {
namespace {

double sites_of(const ActiveMaterial& m) { return m.fraction * m.maximum_concentration; }

numerics::ValueSlope<double> potential_of(const ActiveMaterial& m, double theta) {
  const numerics::SmoothCurve& u = *m.open_circuit_potential;
  numerics::ValueSlope<double> at{u(theta), u.slope(theta)};
  const double rest = 1 - theta;
  at.value += m.end_term * (1 / theta - 1 / rest);
  at.slope -= m.end_term * (1 / (theta * theta) + 1 / (rest * rest));
  if (!m.hysteresis) return at;
  at.value += m.hysteresis->initial * (*m.hysteresis->half_gap)(theta);
  at.slope += m.hysteresis->initial * m.hysteresis->half_gap->slope(theta);
  return at;
}

bool is_one_potential(const ActiveMaterial& a, const ActiveMaterial& b) {
  if (a.open_circuit_potential != b.open_circuit_potential || a.end_term != b.end_term) return false;
  if (a.hysteresis.has_value() != b.hysteresis.has_value()) return false;
  return !a.hysteresis ||
         (a.hysteresis->half_gap == b.hysteresis->half_gap && a.hysteresis->initial == b.hysteresis->initial);
}

}  // namespace

const ActiveMaterial* family_of(const ElectrodeParams& electrode, std::size_t family) {
  if (electrode.families.empty()) return family == 0 ? &electrode.material : nullptr;
  return family < electrode.families.size() ? &electrode.families[family].material : nullptr;
}

std::size_t family_count(const CellParams& p) {
  const std::size_t negative = p.counter ? 0 : p.negative.families.size(), positive = p.positive.families.size();
  return std::max(negative, positive);
}

void sum_families(ElectrodeParams& electrode) {
  if (electrode.families.empty()) return;
  ActiveMaterial& sum = electrode.material;
  sum = electrode.families.front().material;
  sum.hysteresis.reset();
  sum.diffusivity_factor.reset();
  sum.entropic_coefficient.reset();
  sum.fraction = sum.surface_area_per_volume = 0;
  double sites = 0, empty = 0, full = 0;
  for (const ParticleFamily& family : electrode.families) {
    const ActiveMaterial& m = family.material;
    sum.fraction += m.fraction;
    sum.surface_area_per_volume += m.surface_area_per_volume;
    sites += sites_of(m);
    empty += sites_of(m) * m.stoichiometry_at_empty;
    full += sites_of(m) * m.stoichiometry_at_full;
  }
  sum.particle_radius = 3 * sum.fraction / sum.surface_area_per_volume;
  sum.maximum_concentration = sites / sum.fraction;
  sum.stoichiometry_at_empty = empty / sites;
  sum.stoichiometry_at_full = full / sites;
}

Equilibrium equilibrium_at(const ElectrodeParams& electrode, double stoichiometry) {
  std::vector<const ActiveMaterial*> materials;
  for (std::size_t f = 0; const ActiveMaterial* m = family_of(electrode, f); ++f) materials.push_back(m);
  Equilibrium found{0, std::vector<double>(materials.size(), stoichiometry)};
  const bool is_one =
      std::ranges::all_of(materials, [&](const ActiveMaterial* m) { return is_one_potential(*m, *materials.front()); });
  if (is_one) {
    found.potential = potential_of(*materials.front(), stoichiometry).value;
    return found;
  }
  std::vector<double> sites;
  for (const ActiveMaterial* m : materials) sites.push_back(sites_of(*m));
  found.potential = share_out(sites, stoichiometry, found.stoichiometry,
                              [&](std::size_t f, double theta) { return potential_of(*materials[f], theta); });
  return found;
}

}  // namespace voxvolt::cell
