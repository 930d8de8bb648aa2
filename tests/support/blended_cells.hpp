// SPDX-License-Identifier: BSD-3-Clause
// Cells like Chen2020 with several families of particles: graphite and silicon, many sizes.
#pragma once

#include <cmath>
#include <utility>
#include <vector>

#include "support/chen2020.hpp"

namespace voxvolt::test {

inline double silicon_lithiation(double x) {  // Verbrugge et al., J. Electrochem. Soc. 163 (2016) A262
  return ((((((-96.63 * x + 372.6) * x - 587.6) * x + 489.9) * x - 232.8) * x + 62.99) * x - 9.286) * x + 0.8633;
}
inline double silicon_delithiation(double x) {
  return ((((((-51.02 * x + 161.3) * x - 205.7) * x + 140.2) * x - 58.76) * x + 16.87) * x - 3.792) * x + 0.9937;
}

inline cell::CellParams composite(bool hysteresis = true) {
  cell::CellParams p = chen2020();
  cell::ActiveMaterial graphite = p.negative.material, silicon = graphite;
  graphite.fraction = 0.70;
  graphite.surface_area_per_volume = 3 * graphite.fraction / graphite.particle_radius;
  silicon.fraction = 0.02;
  silicon.particle_radius = 1.52e-6;
  silicon.surface_area_per_volume = 3 * silicon.fraction / silicon.particle_radius;
  silicon.maximum_concentration = 278000;
  silicon.diffusivity = 1.67e-14;
  silicon.exchange_current = chen2020_kinetics(6.48e-7 * 28700 / 278000, 278000, 35000);
  silicon.open_circuit_potential =
      curve([](double x) { return 0.5 * (silicon_lithiation(x) + silicon_delithiation(x)); }, 0, 1);
  if (hysteresis)
    silicon.hysteresis = cell::Hysteresis{
        curve([](double x) { return 0.5 * (silicon_delithiation(x) - silicon_lithiation(x)); }, 0, 1), 40, -1};
  silicon.stoichiometry_at_empty = 0.05;
  silicon.stoichiometry_at_full = 0.85;
  p.negative.families = {{"graphite", "graphite", graphite}, {"silicon", "silicon", silicon}};
  cell::sum_families(p.negative);
  return p;
}

/// Gauss quadrature of the standard normal distribution: roots of He_n and weights (n - 1)!/(n He_{n-1}^2), roots by bisection.
inline std::vector<std::pair<double, double>> normal_nodes(int n) {
  const auto hermite = [](int degree, double x) {
    double last = 0, now = 1;
    for (int k = 0; k < degree; ++k) last = std::exchange(now, x * now - k * last);
    return now;
  };
  std::vector<std::pair<double, double>> nodes;
  const double most = 2 * std::sqrt(double(n)) + 1, width = 1e-2;
  for (double low = -most - width / 3; low < most; low += width) {
    double a = low, b = low + width;
    if (hermite(n, a) * hermite(n, b) > 0) continue;
    for (int i = 0; i < 60; ++i) (hermite(n, a) * hermite(n, 0.5 * (a + b)) > 0 ? a : b) = 0.5 * (a + b);
    nodes.emplace_back(a, std::tgamma(n) / (n * std::pow(hermite(n - 1, a), 2)));
  }
  return nodes;
}

/// Spheres of positive radii by volume: a lognormal distribution's Gauss-Hermite classes of n points, about one surface.
inline std::vector<std::pair<double, double>> classes_of(int n) {
  const double sigma = 0.5;
  std::vector<std::pair<double, double>> classes;
  double surface = 0;
  for (const auto& [x, weight] : normal_nodes(n)) {
    classes.emplace_back(std::exp(sigma * x), weight);
    surface += weight / classes.back().first;
  }
  for (auto& [radius, weight] : classes) radius *= surface;  // volume over surface is that of radius 1
  return classes;
}

/// Chen2020 with classes of size in both electrodes, about its own radii.
inline cell::CellParams with_sizes(int n) {
  cell::CellParams p = chen2020();
  for (cell::ElectrodeParams* e : {&p.negative, &p.positive}) {
    const cell::ActiveMaterial whole = e->material;
    for (const auto& [radius, part] : classes_of(n)) {
      cell::ActiveMaterial m = whole;
      m.fraction *= part;
      m.particle_radius *= radius;
      m.surface_area_per_volume = 3 * m.fraction / m.particle_radius;
      e->families.push_back({"class_" + std::to_string(e->families.size() + 1), "", m});
    }
    cell::sum_families(*e);
  }
  return p;
}

}  // namespace voxvolt::test
