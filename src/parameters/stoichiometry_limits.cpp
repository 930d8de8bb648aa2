// SPDX-License-Identifier: BSD-3-Clause
#include "parameters/stoichiometry_limits.hpp"

#include <algorithm>
#include <functional>

namespace voxvolt::parameters {
namespace {

constexpr double kEnd = 1e-6;  // how near to 0 and 1 a limit may be

double potential(const cell::ElectrodeParams& electrode, double theta) {
  if (!electrode.families.empty()) return cell::equilibrium_at(electrode, theta).potential;
  const cell::ActiveMaterial& material = electrode.material;
  return (*material.open_circuit_potential)(theta) + material.end_term * (1 / theta - 1 / (1 - theta));
}

/// mol/m^2 of electrode that fill its particles.
double room_of(const cell::ElectrodeParams& electrode) {
  return electrode.material.fraction * electrode.region.thickness * electrode.material.maximum_concentration;
}

/// What each family holds at the limits of their sum.
void share_limits(cell::ElectrodeParams& electrode) {
  if (electrode.families.empty()) return;
  const auto empty = cell::equilibrium_at(electrode, electrode.material.stoichiometry_at_empty).stoichiometry;
  const auto full = cell::equilibrium_at(electrode, electrode.material.stoichiometry_at_full).stoichiometry;
  for (std::size_t f = 0; f < electrode.families.size(); ++f) {
    electrode.families[f].material.stoichiometry_at_empty = empty[f];
    electrode.families[f].material.stoichiometry_at_full = full[f];
  }
}

/// Where a rising function meets `wanted`; an end where it does not.
double meet(const std::function<double(double)>& f, double low, double high, double wanted) {
  for (int i = 0; i < 100; ++i) {
    const double middle = 0.5 * (low + high);
    (f(middle) < wanted ? low : high) = middle;
  }
  return 0.5 * (low + high);
}

}  // namespace

void find_limits(cell::CellParams& cell, double negative_stoichiometry, double positive_stoichiometry) {
  cell::ActiveMaterial &negative = cell.negative.material, &positive = cell.positive.material;
  const double room = room_of(cell.negative), other = room_of(cell.positive);
  const double lithium = room * negative_stoichiometry + other * positive_stoichiometry;
  const auto in_positive = [&](double x) { return (lithium - room * x) / other; };
  const double low = std::max(kEnd, (lithium - other * (1 - kEnd)) / room);
  const double high = std::min(1 - kEnd, (lithium - other * kEnd) / room);
  if (!(low < high)) return;
  const auto voltage = [&](double x) { return potential(cell.positive, in_positive(x)) - potential(cell.negative, x); };
  negative.stoichiometry_at_empty = meet(voltage, low, high, cell.lower_voltage_cutoff / cell.cells_in_series);
  negative.stoichiometry_at_full = meet(voltage, low, high, cell.upper_voltage_cutoff / cell.cells_in_series);
  positive.stoichiometry_at_empty = in_positive(negative.stoichiometry_at_empty);
  positive.stoichiometry_at_full = in_positive(negative.stoichiometry_at_full);
  share_limits(cell.negative);
  share_limits(cell.positive);
}

void find_half_cell_limits(cell::CellParams& cell) {
  cell::ActiveMaterial& material = cell.positive.material;
  const auto voltage = [&](double lacking) {
    return potential(cell.positive, 1 - lacking);
  };  // rises as lithium leaves
  material.stoichiometry_at_empty = 1 - meet(voltage, kEnd, 1 - kEnd, cell.lower_voltage_cutoff / cell.cells_in_series);
  material.stoichiometry_at_full = 1 - meet(voltage, kEnd, 1 - kEnd, cell.upper_voltage_cutoff / cell.cells_in_series);
  share_limits(cell.positive);
}

}  // namespace voxvolt::parameters
