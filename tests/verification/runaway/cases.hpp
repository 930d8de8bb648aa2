// SPDX-License-Identifier: BSD-3-Clause
// Mechanisms and stacks of the known answers.
#pragma once

#include <cmath>
#include <memory>
#include <numbers>

#include "solvers/runaway/propagation/batch.hpp"

namespace voxvolt::runaway::test {

/// Hatchard et al. 2001, Kim et al. 2007: LCO/graphite, with R = 8.314 J/(mol K).
inline std::shared_ptr<Mechanism> kim() {
  auto m = std::make_shared<Mechanism>();
  m->name = "kim";
  m->species = {{"sei", 0.15}, {"anode", 0.75}, {"film", 0.033}, {"product", 0.04}, {"cathode", 0.96}, {"solvent", 1}};
  const auto reaction = [](const char* name, double a, double e, double heat) {
    Reaction r;
    r.name = name, r.pre_exponential = a, r.activation_temperature = e / 8.314, r.heat = heat;
    return r;
  };
  Reaction sei = reaction("sei", 1.667e15, 1.3508e5, 257e3 * 610.4);
  sei.changes = {{"sei", -1}}, sei.factors = {{"sei"}};
  Reaction anode = reaction("anode", 2.5e13, 1.3508e5, 1714e3 * 610.4);
  anode.changes = {{"anode", -1}, {"film", 1}}, anode.factors = {{"anode"}};
  anode.barrier = Barrier{"film", 1 / 0.033, 1e3};
  Reaction cathode = reaction("cathode", 6.667e13, 1.396e5, 314e3 * 1221);
  cathode.changes = {{"cathode", -1}, {"product", 1}}, cathode.factors = {{"cathode"}, {"product"}};
  Reaction electrolyte = reaction("electrolyte", 5.14e25, 2.74e5, 155e3 * 406.9);
  electrolyte.changes = {{"solvent", -1}}, electrolyte.factors = {{"solvent"}};
  m->reactions = {sei, anode, cathode, electrolyte};
  return m;
}

/// A first-order reaction of one species.
inline std::shared_ptr<Mechanism> one_step(double a, double activation, double heat, double initial) {
  auto m = std::make_shared<Mechanism>();
  m->name = "one step";
  m->species = {{"reactant", initial}};
  Reaction r;
  r.name = "burn", r.pre_exponential = a, r.activation_temperature = activation, r.heat = heat;
  r.changes = {{"reactant", -1}}, r.factors = {{"reactant"}};
  m->reactions = {r};
  return m;
}

/// An 18650 cell in an oven: one volume that exchanges through its whole surface.
inline std::shared_ptr<StackParams> cell_18650(double ambient, double initial) {
  auto s = std::make_shared<StackParams>();
  constexpr double radius = 9e-3, length = 65e-3;
  Layer l;
  l.name = "cell", l.thickness = length, l.density = 2580, l.heat_capacity = 830, l.conductivity = 3.4;
  l.initial_temperature = initial, l.mechanism = kim();
  s->layers = {l};
  s->area = std::numbers::pi * radius * radius;
  s->sides.perimeter_per_area = 2 / radius + 2 / length;
  s->sides.exchange = {7.17, 0.8, Programme::constant(ambient)};
  return s;
}

/// A hot block and three cells (case C), `volumes` per cell.
inline std::shared_ptr<StackParams> hot_block_and_cells(int volumes, int cells = 3) {
  auto s = std::make_shared<StackParams>();
  const auto burning = one_step(1e9, 110000 / 8.314, 1.44e6, 630);
  s->layers.push_back({"block", 2e-3, std::max(2, volumes * 2 / 7), 237, 2700, 900, 973.15});
  for (int i = 0; i < cells; ++i) s->layers.push_back({"cell", 7e-3, volumes, 0.5, 1800, 800, 294.15, burning});
  s->contacts.assign(cells, 0.004);
  s->contacts[0] = 0.002;
  s->sides.perimeter_per_area = 66.6667;
  s->sides.exchange = {10, 0, Programme::constant(294.15)};
  return s;
}

inline StackResult run(const StackCase& c) {
  StackBatch batch({c});
  batch.run();
  return batch.result(0);
}

}  // namespace voxvolt::runaway::test
