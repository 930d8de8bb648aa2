// SPDX-License-Identifier: BSD-3-Clause
#include "parameters/parameter_list.hpp"

#include <algorithm>

#include "config/names.hpp"
#include "parameters/setting.hpp"

namespace voxvolt::parameters {
namespace {

using config::unit;
using config::Unit;

Unit positive(const char* si) { return unit(si).above(0); }
Unit not_negative(const char* si) { return unit(si).at_least(0); }
Unit share() { return unit("1").above(0).below(1); }

/// What an electrode has as a porous layer, whatever its particles are.
bool is_of_layer(const std::string& field) {
  constexpr const char* kFields[] = {"thickness",
                                     "porosity",
                                     "transport_efficiency",
                                     "tortuosity",
                                     "bruggeman_exponent",
                                     "inactive_fraction",
                                     "effective_conductivity",
                                     "conductivity",
                                     "solid_bruggeman_exponent",
                                     "conductivity_activation_energy",
                                     "density",
                                     "specific_heat_capacity",
                                     "thermal_conductivity"};
  return std::ranges::find(kFields, field) != std::end(kFields);
}

class List {
 public:
  void add(const std::string& section, const std::string& field, Unit bounds, const std::string& meaning,
           Argument argument = Argument::none) {
    specs.push_back({section + "." + field, std::move(bounds), meaning, argument});
  }

  void add_cell() {
    const std::string s = "cell";
    add(s, "nominal_capacity", positive("A h"), "1C is this in one hour");
    add(s, "electrode_area", positive("m^2"), "of one electrode pair");
    add(s, "electrode_pairs_in_parallel", unit("1").at_least(1),
        "electrode pairs connected in parallel; 1 if not given");
    add(s, "cells_in_series", unit("1").at_least(1), "voltages are of one cell times this; 1 if not given");
    add(s, "lower_voltage_cut_off", positive("V"), "open-circuit voltage at 0 % state of charge");
    add(s, "upper_voltage_cut_off", positive("V"), "open-circuit voltage at 100 % state of charge");
    add(s, "contact_resistance", not_negative("ohm"), "of the whole cell; 0 if not given");
    add(s, "reference_temperature", positive("K"), "at which all values hold; 298.15 K if not given");
    add(s, "ambient_temperature", positive("K"), "of what cools the cell; the reference temperature if not given");
    add(s, "initial_temperature", positive("K"), "at the start; the ambient temperature if not given");
    add(s, "initial_state_of_charge", unit("1").at_least(0).at_most(1),
        "the set's own start, instead of initial stoichiometries; 100 % if neither is given");
    add(s, "volume", positive("m^3"), "of the cell, with its case");
    add(s, "density", positive("kg/m^3"), "mean over the volume");
    add(s, "specific_heat_capacity", positive("J/kg/K"), "mean over the mass");
    add(s, "thermal_conductivity", positive("W/m/K"), "mean of the cell; no model of this release uses it");
    add(s, "external_surface_area", positive("m^2"), "that is cooled");
    add(s, "heat_transfer_coefficient", not_negative("W/m^2/K"), "from that surface to what cools the cell");
  }

  void add_layer(const std::string& s) {
    add(s, "density", positive("kg/m^3"), "of the layer, electrolyte included");
    add(s, "specific_heat_capacity", positive("J/kg/K"), "of the layer, electrolyte included");
    add(s, "thermal_conductivity", positive("W/m/K"), "of the layer, through the plane");
  }

  void add_region(const std::string& s, const Unit& porosity) {
    add(s, "thickness", positive("m"), "of the layer");
    add(s, "porosity", porosity, "volume of electrolyte over volume");
    add(s, "transport_efficiency", unit("1").above(0).at_most(1),
        "effective over bulk conductivity of the electrolyte (1/MacMullin number)");
    add(s, "tortuosity", unit("1").at_least(1), "instead: transport efficiency = porosity/tortuosity");
    add(s, "bruggeman_exponent", not_negative("1"), "instead: transport efficiency = porosity^exponent");
  }

  void add_kinetics(const std::string& s) {
    add(s, "reaction_rate_constant", positive("mol/m^2/s"),
        "K of j0 = F K sqrt(c_e/c_ref theta (1 - theta)), j = 2 j0 sinh(F eta/(2 R T))");
    add(s, "exchange_current_density", positive("A/m^2"), "instead: F K");
    add(s, "reaction_rate_constant_activation_energy", unit("J/mol"), "0 if not given");
    add(s, "exchange_current_density_activation_energy", unit("J/mol"), "the same, by its other name");
    add(s, "exchange_current_electrolyte_exponent", unit("1").at_least(0).at_most(2), "of c_e/c_ref; 0.5 if not given");
  }

  void add_electrode(const std::string& s) {
    const Argument x = Argument::stoichiometry;
    add_region(s, share());
    add(s, "active_fraction", share(), "volume of active material over volume");
    add(s, "inactive_fraction", unit("1").at_least(0).below(1),
        "what is neither active nor pore; derived if not given");
    add(s, "particle_radius", positive("m"), "of the spheres of active material");
    add(s, "particle_size_distribution", unit("m"),
        "by volume, about particle_radius or instead of it: {lognormal: {sigma: 0.4, classes: 7}} or {sizes: {...}}",
        Argument::sizes);
    add(s, "surface_area_per_volume", positive("1/m"), "3 active_fraction/particle_radius: two of the three are given");
    add(s, "maximum_concentration", positive("mol/m^3"), "of lithium in the active material");
    add(s, "minimum_stoichiometry", unit("1").at_least(0).below(1), "of the range used; derived if not given");
    add(s, "maximum_stoichiometry", unit("1").above(0).at_most(1), "of the range used; derived if not given");
    add(s, "initial_stoichiometry", share(), "the set's own start; 100 % state of charge if not given");
    add(s, "diffusivity", positive("m^2/s"), "of lithium in the particles, over stoichiometry", x);
    add(s, "diffusivity_activation_energy", unit("J/mol"), "0 if not given");
    add(s, "ocp", unit("V"), "open-circuit potential against lithium, over stoichiometry", x);
    add(s, "ocp_end_term", not_negative("V"), "adds U (1/theta - 1/(1 - theta)) to it; 0 if not given");
    add(s, "entropic_change_coefficient", unit("V/K"), "dU/dT over stoichiometry; 0 if not given", x);
    add(s, "ocp_delithiation", unit("V"), "instead, with ocp_lithiation: the branch while lithium leaves", x);
    add(s, "ocp_lithiation", unit("V"), "the branch while lithium enters; ocp is their mean", x);
    add(s, "hysteresis_half_gap", unit("V"),
        "half of delithiation minus lithiation potential, over stoichiometry; derived from those branches", x);
    add(s, "hysteresis_rate", positive("1"), "how fast a branch is reached, per stoichiometry; 100 if not given");
    add(s, "initial_hysteresis", unit("1").at_least(-1).at_most(1), "1 delithiated, -1 lithiated; 0 if not given");
    add_kinetics(s);
    add(s, "exchange_current_lithium_exponent", unit("1").at_least(0).at_most(2), "of theta in j0; 0.5 if not given");
    add(s, "exchange_current_vacancy_exponent", unit("1").at_least(0).at_most(2),
        "of 1 - theta in j0; 0.5 if not given");
    add(s, "film_resistance", not_negative("ohm m^2"), "over the particles' surface; 0 if not given");
    add(s, "double_layer_capacitance", not_negative("F/m^2"),
        "over the particles' surface; counts in impedance, over time it is left out; 0 if not given");
    add(s, "effective_conductivity", positive("S/m"), "electronic, of the porous electrode");
    add(s, "conductivity", positive("S/m"), "instead, of the solid: effective = conductivity (1 - porosity)^exponent");
    add(s, "solid_bruggeman_exponent", not_negative("1"), "of that; 0 if not given");
    add(s, "conductivity_activation_energy", unit("J/mol"), "0 if not given");
    add_layer(s);
  }

  /// Kept with a set until their models come.
  void add_later(const std::string& s, const std::string& field, const Unit& bounds, const std::string& meaning,
                 Argument argument = Argument::none) {
    add(s, field, bounds, meaning + "; not used in this release", argument);
  }

  void add_electrode_later(const std::string& s) {
    const Argument x = Argument::stoichiometry;
    add_later(s, "tabulated_exchange_current_density", positive("A/m^2"), "F K over stoichiometry, for one number", x);
    add_later(s, "youngs_modulus", positive("Pa"), "of the active material");
    add_later(s, "poissons_ratio", unit("1").above(-1).at_most(0.5), "of the active material");
    add_later(s, "partial_molar_volume", unit("m^3/mol"), "of lithium in the active material");
    add_later(s, "stress_free_concentration", not_negative("mol/m^3"), "of lithium, where the material has its volume");
    add_later(s, "volume_change", unit("1"), "of a particle over its volume, over mean stoichiometry", x);
    add_later(s, "initial_crack_length", not_negative("m"), "of surface cracks");
    add_later(s, "initial_crack_width", not_negative("m"), "of surface cracks");
    add_later(s, "crack_density", not_negative("1/m^2"), "cracks per surface of particles");
    add_later(s, "paris_law_factor", unit("1"), "b of the stress intensity b stress sqrt(pi length)");
    add_later(s, "paris_law_exponent", unit("1"), "m of the growth of cracks per cycle");
    add_later(s, "cracking_rate", not_negative("1"), "k of that growth, in m per cycle and (Pa m^0.5)^m");
    add_later(s, "cracking_rate_activation_energy", unit("J/mol"), "of that");
    add_later(s, "lam_rate", not_negative("1/s"), "loss of active material by stress");
    add_later(s, "lam_exponent", unit("1"), "of the stress over the critical one in that");
    add_later(s, "critical_stress", positive("Pa"), "in that");
    add_later(s, "lam_reaction_factor", not_negative("m^3/mol"), "loss of active material by side reactions");
  }

  void add_side_reactions() {
    const std::string sei = "sei", plating = "plating";
    add_later(sei, "lithium_per_mole", positive("1"), "moles of lithium in a mole of it");
    add_later(sei, "partial_molar_volume", positive("m^3/mol"), "of the interphase");
    add_later(sei, "reaction_exchange_current_density", not_negative("A/m^2"), "reaction-limited growth");
    add_later(sei, "resistivity", not_negative("ohm m"), "of the interphase");
    add_later(sei, "solvent_diffusivity", not_negative("m^2/s"), "growth limited by diffusion of the solvent");
    add_later(sei, "solvent_concentration", not_negative("mol/m^3"), "of the solvent in the bulk");
    add_later(sei, "open_circuit_potential", unit("V"), "of its formation");
    add_later(sei, "electron_conductivity", not_negative("S/m"), "growth limited by migration of electrons");
    add_later(sei, "interstitial_diffusivity", not_negative("m^2/s"), "growth limited by diffusion of interstitials");
    add_later(sei, "interstitial_concentration", not_negative("mol/m^3"), "of lithium interstitials, reference");
    add_later(sei, "initial_thickness", not_negative("m"), "at the start");
    add_later(sei, "initial_thickness_on_cracks", not_negative("m"), "at the start, on cracks");
    add_later(sei, "ec_concentration", not_negative("mol/m^3"), "of ethylene carbonate in the electrolyte");
    add_later(sei, "ec_diffusivity", not_negative("m^2/s"), "of ethylene carbonate in the interphase");
    add_later(sei, "rate_constant", not_negative("m/s"), "growth limited by ethylene carbonate");
    add_later(sei, "growth_activation_energy", unit("J/mol"), "of the growth");
    add_later(plating, "metal_partial_molar_volume", positive("m^3/mol"), "of lithium metal");
    add_later(plating, "rate_constant", not_negative("m/s"), "of plating and stripping");
    add_later(plating, "initial_concentration", not_negative("mol/m^3"), "of plated lithium");
    add_later(plating, "typical_concentration", positive("mol/m^3"), "of plated lithium, a scale");
    add_later(plating, "transfer_coefficient", share(), "of plating");
    add_later(plating, "dead_lithium_rate", not_negative("1/s"), "at which plated lithium is lost");
  }

  void add_collector(const std::string& s) {
    add(s, "thickness", positive("m"), "of the share of the foil that belongs to one electrode pair");
    add_layer(s);
  }

  void add_electrolyte() {
    const std::string s = "electrolyte";
    const Argument c = Argument::concentration;
    add(s, "initial_concentration", positive("mol/m^3"), "of the salt");
    add(s, "reference_concentration", positive("mol/m^3"),
        "at which exchange current densities hold; the initial one if not given");
    add(s, "diffusivity", positive("m^2/s"), "of the salt, over concentration", c);
    add(s, "diffusivity_activation_energy", unit("J/mol"), "0 if not given");
    add(s, "conductivity", positive("S/m"), "ionic, over concentration", c);
    add(s, "conductivity_activation_energy", unit("J/mol"), "0 if not given");
    add(s, "cation_transference_number", unit("1").below(1), "over concentration", c);
    add(s, "thermodynamic_factor", positive("1"), "1 + dln f/dln c, over concentration; 1 if not given", c);
  }

  std::vector<ParameterSpec> specs;
};

std::vector<ParameterSpec> made() {
  List list;
  list.add_cell();
  list.add_collector("negative_collector");
  list.add_electrode("negative");
  list.add_region("separator", unit("1").above(0).at_most(1));
  list.add_layer("separator");
  list.add_electrode("positive");
  list.add_collector("positive_collector");
  list.add_electrolyte();
  list.add_kinetics("counter");
  list.add_electrode_later("negative");
  list.add_electrode_later("positive");
  list.add_side_reactions();
  list.add("counter", "film_resistance", not_negative("ohm m^2"), "of the lithium foil; 0 if not given");
  for (ParameterSpec& spec : list.specs) {
    const std::string section = spec.path.substr(0, spec.path.find('.')), field = spec.path.substr(section.size() + 1);
    spec.is_of_particles = (section == "negative" || section == "positive") && !is_of_layer(field);
  }
  list.add("counter", "double_layer_capacitance", not_negative("F/m^2"),
           "of the lithium foil; counts in impedance, over time it is left out; 0 if not given");
  return std::move(list.specs);
}

std::string padded(const std::string& text, std::size_t width) {
  return text + std::string(width > text.size() ? width - text.size() : 0, ' ');
}

}  // namespace

const std::vector<ParameterSpec>& parameter_list() {
  static const std::vector<ParameterSpec> list = made();
  return list;
}

const ParameterSpec* find_parameter(const std::string& path) {
  const auto& list = parameter_list();
  const auto in_parts = material_path(path);
  const auto found =
      std::ranges::find(list, in_parts ? in_parts->electrode + "." + in_parts->field : path, &ParameterSpec::path);
  if (found == list.end() || (in_parts && !found->is_of_particles)) return nullptr;
  return &*found;
}

std::optional<MaterialPath> material_path(const std::string& path) {
  const std::vector<std::string> parts = config::split_path(path);
  if (parts.size() != 4 || parts[1] != "materials" || (parts[0] != "negative" && parts[0] != "positive")) return {};
  if (!config::is_name(parts[2])) return {};
  return MaterialPath{parts[0], parts[2], parts[3]};
}

std::string section_of(const std::string& electrode, const std::string& material) {
  return material.empty() ? electrode : electrode + ".materials." + material;
}

std::vector<std::string> particle_sections(const Settings& settings, const std::string& electrode) {
  std::vector<std::string> sections;
  const std::string start = electrode + ".materials.";
  for (auto at = settings.lower_bound(start); at != settings.end() && at->first.starts_with(start); ++at)
    if (const auto in_parts = material_path(at->first)) {
      const std::string section = section_of(electrode, in_parts->material);
      if (sections.empty() || sections.back() != section) sections.push_back(section);
    }
  if (sections.empty()) sections.push_back(electrode);
  return sections;
}

std::vector<std::string> parameter_paths() {
  std::vector<std::string> paths;
  for (const ParameterSpec& spec : parameter_list()) paths.push_back(spec.path);
  return paths;
}

config::ShapeRef shape_of(const std::string& path) {
  const ParameterSpec* spec = find_parameter(path);
  if (!spec) return nullptr;
  if (spec->argument == Argument::sizes) return sizes_shape();
  return spec->argument == Argument::none ? config::make_shape(config::QuantityShape{spec->unit})
                                          : function_shape(spec->unit.si);
}

std::string meaning_of(const std::string& path) {
  const ParameterSpec* spec = find_parameter(path);
  return spec ? spec->meaning : std::string{};
}

std::string parameter_table() {
  std::size_t paths = 0, units = 0;
  for (const ParameterSpec& spec : parameter_list()) {
    paths = std::max(paths, spec.path.size());
    units = std::max(units, spec.unit.si.size());
  }
  std::string text;
  for (const ParameterSpec& spec : parameter_list())
    text += padded(spec.path, paths + 2) + padded(spec.unit.si == "1" ? "-" : spec.unit.si, units + 2) + spec.meaning +
            "\n";
  text += padded("ELECTRODE.materials.NAME.FIELD", paths + 2) + padded("", units + 2) +
          "of one of several active materials: any of the above that an electrode says of its particles\n";
  return text;
}

}  // namespace voxvolt::parameters
