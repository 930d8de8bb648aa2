// SPDX-License-Identifier: BSD-3-Clause
// The LG M50 cell of Chen et al., J. Electrochem. Soc. 167 (2020) 080534, doi:10.1149/1945-7111/ab9050 (tables VII to IX),
// with the electrolyte of Nyman et al., Electrochim. Acta 53 (2008) 6356, as PyBaMM's set Chen2020 has it.
#pragma once

#include <cmath>
#include <memory>

#include "solvers/cell/porous_electrode/porous_electrode_params.hpp"

namespace voxvolt::test {

inline cell::Curve curve(const std::function<double(double)>& f, double first, double last) {
  return std::make_shared<const numerics::SmoothCurve>(numerics::SmoothCurve::of(f, first, last));
}

inline double chen2020_graphite(double x) {
  return 1.9793 * std::exp(-39.3631 * x) + 0.2482 - 0.0909 * std::tanh(29.8538 * (x - 0.1234)) -
         0.04478 * std::tanh(14.9159 * (x - 0.2769)) - 0.0205 * std::tanh(30.4444 * (x - 0.6103));
}

inline double chen2020_nmc811(double x) {
  return -0.8090 * x + 4.4875 - 0.0428 * std::tanh(18.5138 * (x - 0.5542)) -
         17.7326 * std::tanh(15.7890 * (x - 0.3117)) + 17.5842 * std::tanh(15.9308 * (x - 0.3120));
}

/// k is in A/m^2 (m^3/mol)^1.5: j0 = k sqrt(c_e) sqrt(c_s (c_max - c_s)).
inline cell::ExchangeCurrent chen2020_kinetics(double k, double c_max, double energy) {
  cell::ExchangeCurrent j0;
  j0.electrolyte_reference = 1000;
  j0.reference = k * c_max * std::sqrt(j0.electrolyte_reference);
  j0.activation_energy = energy;
  return j0;
}

inline cell::ElectrodeParams chen2020_electrode(double thickness, double porosity, double fraction, double radius,
                                                double conductivity) {
  cell::ElectrodeParams e;
  e.region = {thickness, porosity, std::pow(porosity, 1.5)};
  e.effective_conductivity = conductivity;  // Bruggeman exponent 0 in the solid
  e.material.fraction = fraction;
  e.material.particle_radius = radius;
  e.material.surface_area_per_volume = 3 * fraction / radius;
  e.material.end_term = 1e-6;
  return e;
}

inline cell::CellParams chen2020() {
  cell::CellParams p;
  p.name = "Chen2020";
  p.negative = chen2020_electrode(85.2e-6, 0.25, 0.75, 5.86e-6, 215);
  p.positive = chen2020_electrode(75.6e-6, 0.335, 0.665, 5.22e-6, 0.18);
  p.separator = {12e-6, 0.47, std::pow(0.47, 1.5)};
  auto& n = p.negative.material;
  n.maximum_concentration = 33133;
  n.diffusivity = 3.3e-14;
  n.exchange_current = chen2020_kinetics(6.48e-7, n.maximum_concentration, 35000);
  n.open_circuit_potential = curve(chen2020_graphite, 0, 1);
  n.stoichiometry_at_empty = 0.0279;
  n.stoichiometry_at_full = 0.9014;
  auto& q = p.positive.material;
  q.maximum_concentration = 63104;
  q.diffusivity = 4e-15;
  q.exchange_current = chen2020_kinetics(3.42e-6, q.maximum_concentration, 17800);
  q.open_circuit_potential = curve(chen2020_nmc811, 0, 1);
  q.stoichiometry_at_empty = 0.9084;
  q.stoichiometry_at_full = 0.2661;
  const auto kmol = [](double c) { return c / 1000; };
  p.electrolyte.diffusivity =
      curve([=](double c) { return 8.794e-11 * kmol(c) * kmol(c) - 3.972e-10 * kmol(c) + 4.862e-10; }, 0, 4000);
  p.electrolyte.conductivity =
      curve([=](double c) { return 0.1297 * std::pow(kmol(c), 3) - 2.51 * std::pow(kmol(c), 1.5) + 3.329 * kmol(c); },
            0, 4000);
  p.electrolyte.transference_number = curve([](double) { return 0.2594; }, 0, 4000);
  p.electrode_area = 0.065 * 1.58;
  p.nominal_capacity = 5;
  return p;
}

/// The set's own initial state: 29866 and 17038 mol/m^3.
inline double chen2020_initial_negative() { return 29866.0 / 33133.0; }
inline double chen2020_initial_positive() { return 17038.0 / 63104.0; }

}  // namespace voxvolt::test
