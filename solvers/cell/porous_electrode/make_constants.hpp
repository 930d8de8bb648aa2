// SPDX-License-Identifier: BSD-3-Clause
// From what a cell is (CellParams, a mesh) to what the kernel reads.
#pragma once

#include "solvers/cell/porous_electrode/batch.hpp"
#include "solvers/cell/porous_electrode/dfn_constants.hpp"
#include "solvers/laws/butler_volmer.hpp"
#include "solvers/laws/constants.hpp"

namespace voxvolt::cell {

/// Lifts a parameter to the scalar S: for double, itself. A dual number's lift knows by its address which member is varied.
struct PlainLift {
  double operator()(const double& parameter) const { return parameter; }
};

namespace detail {

/// c_reference^order in kmol/m^3 over 2 j0.
template <class S, class Lift>
S kinetic_of(const ExchangeCurrent& j0, const Lift& lift) {
  const S reference = lift(j0.electrolyte_reference) * 1e-3;
  return laws::concentration_power(reference, j0.electrolyte) / (2.0 * lift(j0.reference));
}

inline ChainShape shape_of(const CellParams& p, const Mesh& mesh) {
  ChainShape shape;
  const int negative = p.counter ? 0 : mesh.negative;
  shape.nodes = std::max(negative, mesh.positive);
  shape.half = (mesh.separator + 1) / 2;
  shape.first = {shape.nodes - negative, shape.nodes - mesh.positive};
  return shape;
}

template <class S>
void allocate(DfnConstants<S>& k) {
  const auto size = static_cast<std::size_t>(k.shape.padded_slots() + 16);
  for (auto* a : {&k.per_current, &k.per_volume, &k.half_length, &k.open, &k.free, &k.solid, &k.voltage_sign, &k.counts,
                  &k.counts_electrode, &k.width})
    a->assign(size, S(0));
  k.half_length.assign(size, S(1e-6));
}

template <class S, class Lift>
void electrode_slots(DfnConstants<S>& k, const ElectrodeParams& e, const ActiveMaterial& m, int side, int nodes,
                     const Lift& lift) {
  const S dx = lift(e.region.thickness) / double(nodes);
  const S area = lift(m.surface_area_per_volume), radius = lift(m.particle_radius);
  for (int p = k.shape.first[side]; p < k.shape.nodes; ++p) {
    const int s = 2 * p + side;
    k.width[s] = dx;
    k.per_current[s] = 1.0 / (area * dx);
    k.per_volume[s] = 1.0 / (lift(e.region.porosity) * dx);
    k.half_length[s] = dx / (2.0 * lift(e.region.transport_efficiency));
    k.open[s] = S(1);
    k.counts[s] = k.counts_electrode[s] = S(1);
    if (p + 1 < k.shape.nodes) {
      k.free[s] = S(1);
      k.solid[s] = dx / lift(e.effective_conductivity);
    }
    k.voltage_sign[s] = S(side == 0 ? -1 : 1);
  }
  k.kinetic[side] = kinetic_of<S>(m.exchange_current, lift);
  k.salt_order[side] = m.exchange_current.electrolyte;
  k.lithium_order[side] = m.exchange_current.lithium;
  k.vacancy_order[side] = m.exchange_current.vacancy;
  k.uneven = k.uneven || k.salt_order[side] != 0.5 || k.lithium_order[side] != 0.5 || k.vacancy_order[side] != 0.5;
  if (m.hysteresis) {
    k.hysteresis = true;
    k.hysteresis_rate[side] = 3.0 * lift(m.hysteresis->rate) / (radius * laws::faraday * lift(m.maximum_concentration));
    k.initial_hysteresis[side] = m.hysteresis->initial;
  }
  k.film[side] = lift(m.film_resistance);
  k.double_layer[side] = lift(m.double_layer_capacitance);
  k.end_term[side] = m.end_term;
  k.diffusion[side] = lift(m.diffusivity) / (radius * radius);
  k.flux[side] = 1.0 / (radius * laws::faraday * lift(m.maximum_concentration));
  k.volume[side] = area * dx * radius * lift(m.maximum_concentration) / 3.0;
  k.collector[side] = dx / (2.0 * lift(e.effective_conductivity));
  k.kinetic_energy[side] = lift(m.exchange_current.activation_energy);
  k.diffusion_energy[side] = lift(m.diffusivity_activation_energy);
  k.conductivity_energy[side] = lift(e.conductivity_activation_energy);
  k.empty[side] = m.stoichiometry_at_empty;
  k.full[side] = m.stoichiometry_at_full;
}

template <class S, class Lift>
void separator_slots(DfnConstants<S>& k, const PorousRegion& region, int nodes, const Lift& lift) {
  for (int p = k.shape.nodes; p < k.shape.length(); ++p)
    for (int side = 0; side < 2; ++side) {
      const int s = 2 * p + side;
      const bool last = p + 1 == k.shape.length();
      const S dx = lift(region.thickness) / double(nodes) * (last && nodes % 2 == 1 ? 0.5 : 1.0);
      k.width[s] = dx;
      k.per_volume[s] = 1.0 / (lift(region.porosity) * dx);
      k.half_length[s] = dx / (2.0 * lift(region.transport_efficiency));
      k.open[s] = k.counts[s] = S(1);
      k.voltage_sign[s] = S(side == 0 ? -1 : (last ? 0 : 1));
    }
}

/// Constants of family f of both electrodes, beside those of the cell; an electrode without it counts no nodes, and its
/// numbers are the other's.
template <class S, class Lift>
DfnConstants<S> family_constants(const DfnConstants<S>& cell, const CellParams& p, const Mesh& mesh, std::size_t f,
                                 const Lift& lift) {
  DfnConstants<S> k = cell;
  k.is_family = true;
  k.uneven = k.hysteresis = false;
  k.tables = cell.tables.families[f];
  const ActiveMaterial* const m[2] = {p.counter ? nullptr : family_of(p.negative, f), family_of(p.positive, f)};
  if (m[0] != nullptr) electrode_slots(k, p.negative, *m[0], 0, mesh.negative, lift);
  if (m[1] != nullptr) electrode_slots(k, p.positive, *m[1], 1, mesh.positive, lift);
  for (int side = 0; side < 2; ++side) {
    k.has_family[side] = m[side] != nullptr;
    if (k.has_family[side]) continue;
    const int other = 1 - side;
    for (Sided<S>* x :
         {&k.kinetic, &k.film, &k.diffusion, &k.flux, &k.kinetic_energy, &k.diffusion_energy, &k.hysteresis_rate})
      (*x)[side] = (*x)[other];
    for (Sided<double>* x : {&k.salt_order, &k.lithium_order, &k.vacancy_order, &k.end_term, &k.initial_hysteresis})
      (*x)[side] = (*x)[other];
    k.volume[side] = S(0);
    for (int s = side; s < k.shape.electrode_slots(); s += 2) k.per_current[s] = k.counts_electrode[s] = S(0);
  }
  k.varied = k.tables.diffusivity[0] != nullptr || k.tables.diffusivity[1] != nullptr;
  k.shells = k.varied && mesh.particle == Mesh::Particle::uniform;
  return k;
}

/// The layers of the stack from the negative face to the positive one.
template <class S, class Lift>
void stack_layers(DfnConstants<S>& k, const ThroughStackThermal& stack, const Lift& lift) {
  using Layer = ThroughStackThermal::Layer;
  std::vector<S> half;  // L/(2 lambda), m^2 K/W
  const auto add = [&](const Layer& layer, const S& thickness, int slot) {
    k.layer_capacity.push_back(lift(layer.heat_capacity) * thickness);
    half.push_back(thickness / (2.0 * lift(layer.conductivity)));
    k.layer_slot.push_back(slot);
    k.heat_capacity += k.layer_capacity.back();
  };
  const int electrodes = k.shape.electrode_slots();
  add(stack.negative_collector, S(lift(stack.negative_collector.thickness)), -1);
  for (int p = k.shape.first[0]; p < k.shape.length(); ++p)
    add(2 * p < electrodes ? stack.negative : stack.separator, k.width[2 * p], 2 * p);
  for (int p = k.shape.length(); p-- > k.shape.first[1];)
    add(2 * p < electrodes ? stack.positive : stack.separator, k.width[2 * p + 1], 2 * p + 1);
  add(stack.positive_collector, S(lift(stack.positive_collector.thickness)), -1);
  // 1/(1/h + R) = h/(1 + h R): no cooling is h = 0.
  const S negative = lift(stack.negative_cooling), positive = lift(stack.positive_cooling);
  k.layer_conductance.push_back(negative / (1.0 + negative * half.front()));
  for (std::size_t n = 0; n + 1 < half.size(); ++n) k.layer_conductance.push_back(1.0 / (half[n] + half[n + 1]));
  k.layer_conductance.push_back(positive / (1.0 + positive * half.back()));
}

}  // namespace detail

/// Parameters have to be free of complaints. `lift(parameter)` gives the scalar that stands for a member of `p`.
template <class S, class Lift>
DfnConstants<S> make_constants(const CellParams& p, const Mesh& mesh, CellTables tables,
                               std::shared_ptr<const ParticleBasis> basis, const Lift& lift) {
  DfnConstants<S> k;
  k.shape = detail::shape_of(p, mesh);
  k.tables = std::move(tables);
  k.basis = std::move(basis);
  detail::allocate(k);
  k.counter = p.counter.has_value();
  if (!k.counter) detail::electrode_slots(k, p.negative, p.negative.material, 0, mesh.negative, lift);
  detail::electrode_slots(k, p.positive, p.positive.material, 1, mesh.positive, lift);
  detail::separator_slots(k, p.separator, mesh.separator, lift);
  if (k.counter) {
    k.kinetic[0] = k.diffusion[0] = k.flux[0] = S(1);
    k.counter_kinetic = detail::kinetic_of<S>(p.counter->exchange_current, lift);
    k.counter_order = p.counter->exchange_current.electrolyte;
    k.counter_energy = lift(p.counter->exchange_current.activation_energy);
    k.counter_film = lift(p.counter->film_resistance);
    k.counter_double_layer = lift(p.counter->double_layer_capacitance);
  }
  k.open_electrode_nodes = (k.counter ? 0 : mesh.negative) + mesh.positive;
  k.open_nodes = k.open_electrode_nodes + 2 * k.shape.half;
  k.electrolyte_diffusion_energy = lift(p.electrolyte.diffusivity_activation_energy);
  k.electrolyte_conductivity_energy = lift(p.electrolyte.conductivity_activation_energy);
  k.area = lift(p.electrode_area) * lift(p.parallel_pairs);
  k.series = lift(p.cells_in_series);
  k.contact = lift(p.contact_resistance) * k.area / k.series;
  k.nominal = lift(p.nominal_capacity);
  k.reference_temperature = lift(p.reference_temperature);
  k.initial_salt = lift(p.electrolyte.initial_concentration) * 1e-3;
  k.varied = k.tables.diffusivity[0] != nullptr || k.tables.diffusivity[1] != nullptr;
  k.shells = k.varied && mesh.particle == Mesh::Particle::uniform;
  if (p.through_stack) {
    k.lumped = k.layered = true;
    detail::stack_layers(k, *p.through_stack, lift);
  }
  if (p.lumped) {
    k.lumped = true;
    k.heat_capacity = lift(p.lumped->heat_capacity) / (k.area * k.series);
    k.cooling = lift(p.lumped->cooling) / (k.area * k.series);
  }
  std::vector<DfnConstants<S>> families;
  for (std::size_t f = 0; f < k.tables.families.size(); ++f)
    families.push_back(detail::family_constants(k, p, mesh, f, lift));
  k.families = std::move(families);
  return k;
}

}  // namespace voxvolt::cell
