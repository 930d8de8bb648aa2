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

/// Kurzawski et al. 2021 (10.1016/j.proci.2020.06.270): three reactions, two of them limited by diffusion.
inline std::shared_ptr<Mechanism> kurzawski() {
  constexpr double density = 1815.759421, gas = 8.3145, bet = 1.1, graphite = 0.1212044831;
  constexpr double ec = 88.062, c6li = 79.007, sei = 161.952, salt = 73.89, c6 = 72.066, coo2 = 90.931, co3o4 = 240.795;
  auto m = std::make_shared<Mechanism>();
  m->name = "kurzawski";
  m->species = {{"ec", 0.05390021822 * density},
                {"c6li", 0.1328782311 * density},
                {"sei", 0.01361898014 * density},
                {"salt", 0},
                {"li2co3", 0},
                {"c6", 0},
                {"coo2", 0.1468153507 * density},
                {"co3o4", 0.005399760104 * density}};
  Reaction first;
  first.name = "sei", first.pre_exponential = 3.707251453e16, first.activation_temperature = 16236.69493;
  first.heat = 635e3, first.changes = {{"sei", -1}, {"salt", salt / sei}};
  first.factors = {{"sei", Factor::Form::power, 0.5}};
  const double edge = 0.31 * std::pow(bet, 1.22);  // 1000 m^2/kg
  const auto area = [](double edge_area) { return 1e-6 * 2e-6 / (1e-6 * edge_area * density); };
  Reaction anode;
  anode.name = "anode", anode.pre_exponential = 3.2718e13 * edge, anode.activation_temperature = 135e3 / gas;
  anode.heat = 2287.1e3;
  const double anode_mass = 2 * c6li + ec, cathode_mass = 3 * coo2 + 0.4 * ec;
  anode.changes = {{"c6li", -2 * c6li / anode_mass},
                   {"ec", -ec / anode_mass},
                   {"c6", 2 * c6 / anode_mass},
                   {"li2co3", salt / anode_mass}};
  anode.factors = {{"c6li"}, {"ec", Factor::Form::saturation, 1, 1.2}};
  anode.barrier = Barrier{"li2co3", 72.5 * 144.132 / (salt * density * graphite * std::sqrt(bet)), 72.5 * 0.08};
  anode.diffusion = DiffusionLimit{2.1e13, area(1e3 * edge), 3.67e-14, 35e3 / gas};
  Reaction cathode;
  cathode.name = "cathode", cathode.pre_exponential = 1539795175.0, cathode.activation_temperature = 122520 / gas;
  cathode.heat = 1732228.705;
  cathode.changes = {
      {"coo2", -3 * coo2 / cathode_mass}, {"ec", -0.4 * ec / cathode_mass}, {"co3o4", co3o4 / cathode_mass}};
  cathode.factors = {{"coo2"}, {"co3o4"}, {"ec", Factor::Form::saturation, 1, 1e-3}};
  cathode.diffusion = DiffusionLimit{6.667e11, area(348.225659632), 2e-14, 29e3 / gas};
  m->reactions = {first, anode, cathode};
  return m;
}

/// Five cells of that set between end blocks, the first one shorted (Torres-Castro et al. 2020, 10.1149/1945-7111/ab84fa).
inline std::shared_ptr<StackParams> five_cells(int volumes = 74) {
  constexpr double faraday = 96485.33212;
  auto s = std::make_shared<StackParams>();
  const auto set = kurzawski();
  const Layer block{"block", 12.7e-3, 32, 0.36, 1356, 1500, 298.15};
  s->layers.push_back(block);
  for (int i = 0; i < 5; ++i) s->layers.push_back({"cell", 7.4e-3, volumes, 0.5, 1815.759421, 778, 298.15, set});
  s->layers.push_back(block);
  s->contacts.assign(6, 0.004);
  s->area = 0.13 * 0.0355;
  for (End* e : {&s->left, &s->right}) e->kind = End::Kind::exchange, e->exchange = {5, 0, Programme::constant(298.15)};
  s->sides.perimeter_per_area = 2 / 0.13 + 2 / 0.0355, s->sides.exchange = {5, 0, Programme::constant(298.15)};
  Short shorted;
  shorted.layer = 1, shorted.voltage = 4.2, shorted.resistance = 8e-3;
  shorted.consumes = {{"c6li", 79.007e-3 / faraday}, {"coo2", 90.931e-3 / faraday}};
  s->shorts = {shorted};
  return s;
}

inline StackResult run(const StackCase& c) {
  StackBatch batch({c});
  batch.run();
  return batch.result(0);
}

}  // namespace voxvolt::runaway::test
