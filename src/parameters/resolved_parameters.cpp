// SPDX-License-Identifier: BSD-3-Clause
// The resolved numbers that a cell reports.
#include <cmath>
#include <limits>

#include "parameters/resolve.hpp"

namespace voxvolt::parameters {
namespace {

using cell::ActiveMaterial;
using cell::CellParams;
using cell::ElectrodeParams;
using cell::PorousRegion;

double bruggeman(const PorousRegion& region) {
  return region.porosity < 1 ? std::log(region.transport_efficiency) / std::log(region.porosity)
                             : std::numeric_limits<double>::quiet_NaN();
}

template <PorousRegion (*of)(const CellParams&)>
void add_region(std::vector<ResolvedParameter>& list, const std::string& s) {
  list.push_back(
      {s + ".thickness", "m", "thickness of the layer", [](const CellParams& c) { return of(c).thickness; }});
  list.push_back({s + ".porosity", "1", "porosity", [](const CellParams& c) { return of(c).porosity; }});
  list.push_back({s + ".transport_efficiency", "1", "effective over bulk conductivity of the electrolyte",
                  [](const CellParams& c) { return of(c).transport_efficiency; }});
  list.push_back({s + ".tortuosity", "1", "porosity over transport efficiency",
                  [](const CellParams& c) { return of(c).porosity / of(c).transport_efficiency; }});
  list.push_back({s + ".bruggeman_exponent", "1", "ln(transport efficiency)/ln(porosity)",
                  [](const CellParams& c) { return bruggeman(of(c)); }});
}

PorousRegion negative_region(const CellParams& c) { return c.negative.region; }
PorousRegion separator_region(const CellParams& c) { return c.separator; }
PorousRegion positive_region(const CellParams& c) { return c.positive.region; }
const ElectrodeParams& negative(const CellParams& c) { return c.negative; }
const ElectrodeParams& positive(const CellParams& c) { return c.positive; }

/// What several materials do not have in common is no number.
double of_all(const ElectrodeParams& electrode, double value) {
  for (const cell::ParticleFamily& family : electrode.families)
    if (family.substance != electrode.families.front().substance) return std::numeric_limits<double>::quiet_NaN();
  return value;
}

template <const ElectrodeParams& (*of)(const CellParams&), bool is_positive>
void add_electrode(std::vector<ResolvedParameter>& list, const std::string& s) {
  const auto add = [&](const char* field, const char* unit, const char* meaning, double (*value)(const CellParams&)) {
    list.push_back({s + "." + field, unit, meaning, value});
  };
  add("active_fraction", "1", "volume fraction of active material",
      [](const CellParams& c) { return of(c).material.fraction; });
  add("inactive_fraction", "1", "volume fraction that is neither active nor pore",
      [](const CellParams& c) { return std::fmax(0, 1 - of(c).region.porosity - of(c).material.fraction); });
  add("particle_radius", "m", "radius of the particles",
      [](const CellParams& c) { return of(c).material.particle_radius; });
  add("surface_area_per_volume", "1/m", "surface of the particles over volume of electrode",
      [](const CellParams& c) { return of(c).material.surface_area_per_volume; });
  add("maximum_concentration", "mol/m^3", "lithium that the material can hold",
      [](const CellParams& c) { return of(c).material.maximum_concentration; });
  add("minimum_stoichiometry", "1", "of the range used", [](const CellParams& c) {
    return is_positive ? of(c).material.stoichiometry_at_full : of(c).material.stoichiometry_at_empty;
  });
  add("maximum_stoichiometry", "1", "of the range used", [](const CellParams& c) {
    return is_positive ? of(c).material.stoichiometry_at_empty : of(c).material.stoichiometry_at_full;
  });
  add("diffusivity", "m^2/s", "in the particles, at a stoichiometry of one half and the reference temperature",
      [](const CellParams& c) { return of_all(of(c), of(c).material.diffusivity); });
  add("diffusivity_activation_energy", "J/mol", "of that",
      [](const CellParams& c) { return of_all(of(c), of(c).material.diffusivity_activation_energy); });
  add("exchange_current_density", "A/m^2", "F K, at the reference concentration and temperature",
      [](const CellParams& c) { return of_all(of(c), of(c).material.exchange_current.reference); });
  add("exchange_current_density_activation_energy", "J/mol", "of that",
      [](const CellParams& c) { return of_all(of(c), of(c).material.exchange_current.activation_energy); });
  add("film_resistance", "ohm m^2", "over the surface of the particles",
      [](const CellParams& c) { return of_all(of(c), of(c).material.film_resistance); });
  add("double_layer_capacitance", "F/m^2", "over the surface of the particles, in impedance",
      [](const CellParams& c) { return of_all(of(c), of(c).material.double_layer_capacitance); });
  add("effective_conductivity", "S/m", "electronic, of the porous electrode",
      [](const CellParams& c) { return of(c).effective_conductivity; });
}

double at_start(const cell::Curve& curve, const CellParams& c) {
  return curve ? (*curve)(c.electrolyte.initial_concentration) : 1;
}

void add_cell(std::vector<ResolvedParameter>& list) {
  const auto add = [&](const char* path, const char* unit, const char* meaning, double (*value)(const CellParams&)) {
    list.push_back({path, unit, meaning, value});
  };
  add("cell.nominal_capacity", "A h", "1C is this in one hour", [](const CellParams& c) { return c.nominal_capacity; });
  add("cell.electrode_area", "m^2", "of one electrode pair", [](const CellParams& c) { return c.electrode_area; });
  add("cell.electrode_pairs_in_parallel", "1", "electrode pairs", [](const CellParams& c) { return c.parallel_pairs; });
  add("cell.cells_in_series", "1", "cells in series", [](const CellParams& c) { return c.cells_in_series; });
  add("cell.contact_resistance", "ohm", "of the whole cell", [](const CellParams& c) { return c.contact_resistance; });
  add("cell.reference_temperature", "K", "of all values", [](const CellParams& c) { return c.reference_temperature; });
  add("cell.ambient_temperature", "K", "of what cools it", [](const CellParams& c) { return c.ambient_temperature; });
  add("cell.initial_temperature", "K", "at the start", [](const CellParams& c) { return c.initial_temperature; });
  add("cell.lower_voltage_cut_off", "V", "open-circuit voltage at 0 %",
      [](const CellParams& c) { return c.lower_voltage_cutoff; });
  add("cell.upper_voltage_cut_off", "V", "open-circuit voltage at 100 %",
      [](const CellParams& c) { return c.upper_voltage_cutoff; });
}

void add_electrolyte(std::vector<ResolvedParameter>& list) {
  const auto add = [&](const char* path, const char* unit, const char* meaning, double (*value)(const CellParams&)) {
    list.push_back({path, unit, meaning, value});
  };
  add("electrolyte.initial_concentration", "mol/m^3", "of the salt",
      [](const CellParams& c) { return c.electrolyte.initial_concentration; });
  add("electrolyte.diffusivity", "m^2/s", "of the salt, at the initial concentration",
      [](const CellParams& c) { return at_start(c.electrolyte.diffusivity, c); });
  add("electrolyte.conductivity", "S/m", "ionic, at the initial concentration",
      [](const CellParams& c) { return at_start(c.electrolyte.conductivity, c); });
  add("electrolyte.cation_transference_number", "1", "at the initial concentration",
      [](const CellParams& c) { return at_start(c.electrolyte.transference_number, c); });
  add("electrolyte.thermodynamic_factor", "1", "at the initial concentration",
      [](const CellParams& c) { return at_start(c.electrolyte.thermodynamic_factor, c); });
}

std::vector<ResolvedParameter> list_of(bool half_cell) {
  std::vector<ResolvedParameter> list;
  add_cell(list);
  if (half_cell) {
    list.push_back({"counter.exchange_current_density", "A/m^2", "of the lithium foil",
                    [](const CellParams& c) { return c.counter->exchange_current.reference; }});
    list.push_back({"counter.double_layer_capacitance", "F/m^2", "of the lithium foil, in impedance",
                    [](const CellParams& c) { return c.counter->double_layer_capacitance; }});
  } else {
    add_region<negative_region>(list, "negative");
    add_electrode<negative, false>(list, "negative");
  }
  add_region<separator_region>(list, "separator");
  add_region<positive_region>(list, "positive");
  add_electrode<positive, true>(list, "positive");
  add_electrolyte(list);
  return list;
}

}  // namespace

const std::vector<ResolvedParameter>& resolved_parameters(bool half_cell) {
  static const std::vector<ResolvedParameter> full = list_of(false), half = list_of(true);
  return half_cell ? half : full;
}

}  // namespace voxvolt::parameters
