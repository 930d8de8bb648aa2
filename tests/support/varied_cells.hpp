// SPDX-License-Identifier: BSD-3-Clause
// Random cells: Chen2020 with its numbers varied, at random temperatures, under random pulses.
#pragma once

#include <random>

#include "support/cell_cases.hpp"

namespace voxvolt::test {

/// Varies by up to +-`spread`; transport_efficiency and surface area follow.
inline cell::CellParams varied_chen2020(std::mt19937_64& draw, double spread) {
  std::uniform_real_distribution<double> factor(1 - spread, 1 + spread);
  cell::CellParams p = chen2020();
  for (cell::ElectrodeParams* e : {&p.negative, &p.positive}) {
    e->region.thickness *= factor(draw);
    e->region.porosity *= factor(draw);
    e->region.transport_efficiency = std::pow(e->region.porosity, 1.5) * factor(draw);
    e->effective_conductivity *= factor(draw);
    e->material.fraction = std::min(e->material.fraction * factor(draw), 1 - e->region.porosity);
    e->material.particle_radius *= factor(draw);
    e->material.surface_area_per_volume = 3 * e->material.fraction / e->material.particle_radius;
    e->material.diffusivity *= factor(draw);
    e->material.diffusivity_activation_energy = 30000;
    e->material.exchange_current.reference *= factor(draw);
  }
  p.separator.thickness *= factor(draw);
  p.electrolyte.initial_concentration *= factor(draw);
  p.electrolyte.conductivity_activation_energy = 17000;
  p.electrolyte.diffusivity_activation_energy = 17000;
  return p;
}

}  // namespace voxvolt::test
