// SPDX-License-Identifier: BSD-3-Clause
// The Kokam cell of Marquis et al., J. Electrochem. Soc. 166 (2019) A3693, doi:10.1149/2.0341915jes: Dualfoil's graphite
// and LiCoO2, Capiglia's electrolyte (J. Power Sources 81-82 (1999) 859), Moura's entropies, as PyBaMM's set Marquis2019.
#pragma once

#include <optional>

#include "support/chen2020.hpp"

namespace voxvolt::test {

inline double squared_sech(double x) { return 1 / (std::cosh(x) * std::cosh(x)); }

inline double marquis2019_graphite(double x) {
  return 0.194 + 1.5 * std::exp(-120 * x) + 0.0351 * std::tanh((x - 0.286) / 0.083) -
         0.0045 * std::tanh((x - 0.849) / 0.119) - 0.035 * std::tanh((x - 0.9233) / 0.05) -
         0.0147 * std::tanh((x - 0.5) / 0.034) - 0.102 * std::tanh((x - 0.194) / 0.142) -
         0.022 * std::tanh((x - 0.9) / 0.0164) - 0.011 * std::tanh((x - 0.124) / 0.0226) +
         0.0155 * std::tanh((x - 0.105) / 0.029);
}

inline double marquis2019_graphite_entropy(double x, double c_max) {
  return (-1.5 * 120 * std::exp(-120 * x) + 0.0351 / 0.083 * squared_sech((x - 0.286) / 0.083) -
          0.0045 / 0.119 * squared_sech((x - 0.849) / 0.119) - 0.035 / 0.05 * squared_sech((x - 0.9233) / 0.05) -
          0.0147 / 0.034 * squared_sech((x - 0.5) / 0.034) - 0.102 / 0.142 * squared_sech((x - 0.194) / 0.142) -
          0.022 / 0.0164 * squared_sech((x - 0.9) / 0.0164) - 0.011 / 0.0226 * squared_sech((x - 0.124) / 0.0226) +
          0.0155 / 0.029 * squared_sech((x - 0.105) / 0.029)) /
         c_max;
}

inline double marquis2019_lico2(double x) {
  const double s = 1.062 * x;
  return 2.16216 + 0.07645 * std::tanh(30.834 - 54.4806 * s) + 2.1581 * std::tanh(52.294 - 50.294 * s) -
         0.14169 * std::tanh(11.0923 - 19.8543 * s) + 0.2051 * std::tanh(1.4684 - 5.4888 * s) +
         0.2531 * std::tanh((-s + 0.56478) / 0.1316) - 0.02167 * std::tanh((s - 0.525) / 0.006);
}

inline double marquis2019_lico2_entropy(double x, double c_max) {
  const double s = 1.062 * x;
  return (-0.07645 * 54.4806 * squared_sech(30.834 - 54.4806 * s) -
          2.1581 * 50.294 * squared_sech(52.294 - 50.294 * s) + 0.14169 * 19.854 * squared_sech(11.0923 - 19.8543 * s) -
          0.2051 * 5.4888 * squared_sech(1.4684 - 5.4888 * s) -
          0.2531 / 0.1316 * squared_sech((-s + 0.56478) / 0.1316) -
          0.02167 / 0.006 * squared_sech((s - 0.525) / 0.006)) /
         c_max;
}

/// Volumetric heat capacity of the stack, mean over its layers, J/(m^3 K).
inline double marquis2019_heat_capacity() {
  const double layers[5][3] = {
      {25e-6, 8954, 385}, {100e-6, 1657, 700}, {25e-6, 397, 700}, {100e-6, 3262, 700}, {25e-6, 2707, 897}};
  double heat = 0, thickness = 0;
  for (const auto& layer : layers) heat += layer[0] * layer[1] * layer[2], thickness += layer[0];
  return heat / thickness;
}

/// `cooling` in W/(m^2 K) over 0.0569 m^2; absent: isothermal.
inline cell::CellParams marquis2019(std::optional<double> cooling = 10) {
  cell::CellParams p;
  p.name = "Marquis2019";
  p.negative = chen2020_electrode(100e-6, 0.3, 0.6, 10e-6, 100 * std::pow(0.6, 1.5));
  p.positive = chen2020_electrode(100e-6, 0.3, 0.5, 10e-6, 10 * std::pow(0.5, 1.5));
  p.separator = {25e-6, 1.0, 1.0};
  auto& n = p.negative.material;
  n.maximum_concentration = 24983.2619938437;
  n.diffusivity = 3.9e-14;
  n.diffusivity_activation_energy = 42770;
  n.exchange_current = chen2020_kinetics(2e-5, n.maximum_concentration, 37480);
  n.open_circuit_potential = curve(marquis2019_graphite, 0, 1);
  n.entropic_coefficient = curve([](double x) { return marquis2019_graphite_entropy(x, 24983.2619938437); }, 0, 1);
  n.stoichiometry_at_empty = 0.0017;
  n.stoichiometry_at_full = 19986.609595075 / n.maximum_concentration;
  auto& q = p.positive.material;
  q.maximum_concentration = 51217.9257309275;
  q.diffusivity = 1e-13;
  q.diffusivity_activation_energy = 18550;
  q.exchange_current = chen2020_kinetics(6e-7, q.maximum_concentration, 39570);
  q.open_circuit_potential = curve(marquis2019_lico2, 0, 1);
  q.entropic_coefficient = curve([](double x) { return marquis2019_lico2_entropy(x, 51217.9257309275); }, 0, 1);
  q.stoichiometry_at_empty = 0.98;
  q.stoichiometry_at_full = 30730.7554385565 / q.maximum_concentration;
  const auto kmol = [](double c) { return c / 1000; };
  p.electrolyte.diffusivity = curve([=](double c) { return 5.34e-10 * std::exp(-0.65 * kmol(c)); }, 0, 4000);
  p.electrolyte.diffusivity_activation_energy = 37040;
  p.electrolyte.conductivity = curve(
      [=](double c) { return 0.0911 + 1.9101 * kmol(c) - 1.052 * kmol(c) * kmol(c) + 0.1554 * std::pow(kmol(c), 3); },
      0, 4000);
  p.electrolyte.conductivity_activation_energy = 34700;
  p.electrolyte.transference_number = curve([](double) { return 0.4; }, 0, 4000);
  p.electrode_area = 0.207 * 0.137;
  p.nominal_capacity = 0.680616;
  p.lower_voltage_cutoff = 3.105;
  p.upper_voltage_cutoff = 4.1;
  if (cooling) p.lumped = cell::LumpedThermal{marquis2019_heat_capacity() * 7.8e-6, *cooling * 0.0569};
  return p;
}

}  // namespace voxvolt::test
