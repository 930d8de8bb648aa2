// SPDX-License-Identifier: BSD-3-Clause
#include "parameters/resolve.hpp"

#include <algorithm>
#include <cmath>

#include "config/units.hpp"
#include "parameters/parameter_list.hpp"
#include "parameters/parameter_set.hpp"
#include "parameters/size_distribution.hpp"
#include "parameters/stoichiometry_limits.hpp"

namespace voxvolt::parameters {
namespace {

constexpr double kFaraday = 96485.33212331001;  // C/mol, exact (SI of 2019)
constexpr double kReferenceTemperature = 298.15;

/// Anything that a cell can have where a single particle never looks.
Settings with_stand_ins(Settings settings, const ResolveOptions& options) {
  constexpr double kAny = 1e-3, kAnyConcentration = 1000;
  if (options.single_particle)
    for (const std::string& path : single_particle_stand_ins(settings))
      settings[path] = path == "electrolyte.initial_concentration" ? kAnyConcentration : kAny;
  return settings;
}

class Resolver {
 public:
  Resolver(const Settings& settings, const ResolveOptions& options, FunctionCompiler& functions,
           std::vector<config::Complaint>& complaints)
      : settings_(with_stand_ins(settings, options)),
        options_(options),
        functions_(functions),
        complaints_(complaints) {}

  ResolvedCell resolve() {
    take_cell();
    take_electrolyte();
    if (options_.half_cell) take_counter();
    else take_electrode("negative", cell_.negative);
    take_region("separator", cell_.separator);
    take_electrode("positive", cell_.positive);
    take_thermal();
    ResolvedCell resolved;
    if (!options_.half_cell)
      take_start("negative", cell_.negative, resolved.negative_stoichiometry, resolved.negative_families);
    take_start("positive", cell_.positive, resolved.positive_stoichiometry, resolved.positive_families);
    if (!resolved.negative_stoichiometry && !resolved.positive_stoichiometry)
      resolved.soc = optional("cell.initial_state_of_charge");
    take_limits(resolved);
    resolved.cell = std::move(cell_);
    return resolved;
  }

 private:
  void complain(const std::string& path, const std::string& message) { complaints_.push_back({path, message}); }

  std::optional<double> optional(const std::string& path) const {
    const auto found = settings_.find(path);
    if (found == settings_.end()) return {};
    return std::get<double>(found->second);
  }
  double number(const std::string& path, double otherwise) const { return optional(path).value_or(otherwise); }
  double required(const std::string& path) {
    if (const auto value = optional(path)) return *value;
    complain(path, "the parameter set does not give it, and it is needed: " + meaning_of(path));
    return std::numeric_limits<double>::quiet_NaN();
  }

  /// nullptr when it is not given, or cannot be read.
  const CompiledFunction* function(const std::string& path, bool needed) {
    const auto found = settings_.find(path);
    if (found == settings_.end()) {
      if (needed) complain(path, "the parameter set does not give it, and it is needed: " + meaning_of(path));
      return nullptr;
    }
    try {
      return &functions_.compile(*find_parameter(path), found->second, cell_.reference_temperature);
    } catch (const std::invalid_argument& error) {
      complain(path, error.what());
      return nullptr;
    }
  }
  /// Of a function whose activation energy has a path of its own.
  double activation_energy(const CompiledFunction* f, const std::string& path) {
    const double own = f ? f->activation_energy : 0;
    if (const auto given = optional(path); given && own != 0)
      complain(path, "the formula depends on T already; give the temperature dependence once");
    return own != 0 ? own : number(path, 0);
  }
  cell::Curve curve(const CompiledFunction* f) const { return f ? f->curve : nullptr; }

  void take_cell() {
    cell_.reference_temperature = number("cell.reference_temperature", kReferenceTemperature);
    cell_.ambient_temperature = number("cell.ambient_temperature", cell_.reference_temperature);
    cell_.initial_temperature = number("cell.initial_temperature", cell_.ambient_temperature);
    cell_.nominal_capacity = required("cell.nominal_capacity");
    cell_.electrode_area = required("cell.electrode_area");
    cell_.parallel_pairs = number("cell.electrode_pairs_in_parallel", 1);
    cell_.cells_in_series = number("cell.cells_in_series", 1);
    cell_.contact_resistance = number("cell.contact_resistance", 0);
    cell_.lower_voltage_cutoff = required("cell.lower_voltage_cut_off");
    cell_.upper_voltage_cutoff = required("cell.upper_voltage_cut_off");
    if (cell_.lower_voltage_cutoff >= cell_.upper_voltage_cutoff)
      complain("cell.lower_voltage_cut_off",
               "is not below cell.upper_voltage_cut_off, " + config::with_unit(cell_.upper_voltage_cutoff, "V"));
  }

  void take_electrolyte() {
    cell::ElectrolyteParams& e = cell_.electrolyte;
    e.initial_concentration = required("electrolyte.initial_concentration");
    const auto* diffusivity = function("electrolyte.diffusivity", true);
    const auto* conductivity = function("electrolyte.conductivity", true);
    e.diffusivity = curve(diffusivity);
    e.diffusivity_activation_energy = activation_energy(diffusivity, "electrolyte.diffusivity_activation_energy");
    e.conductivity = curve(conductivity);
    e.conductivity_activation_energy = activation_energy(conductivity, "electrolyte.conductivity_activation_energy");
    e.transference_number = curve(function("electrolyte.cation_transference_number", true));
    e.thermodynamic_factor = curve(function("electrolyte.thermodynamic_factor", false));
  }

  void take_region(const std::string& section, cell::PorousRegion& region) {
    region.thickness = required(section + ".thickness");
    region.porosity = required(section + ".porosity");
    if (const auto efficiency = optional(section + ".transport_efficiency")) region.transport_efficiency = *efficiency;
    else if (const auto tortuosity = optional(section + ".tortuosity"))
      region.transport_efficiency = region.porosity / *tortuosity;
    else if (const auto exponent = optional(section + ".bruggeman_exponent"))
      region.transport_efficiency = std::pow(region.porosity, *exponent);
    else
      complain(section + ".transport_efficiency",
               "the parameter set gives none of transport_efficiency, tortuosity, bruggeman_exponent; one is needed");
  }

  /// Active fraction, radius and surface of the particles of a section.
  void take_spheres(const std::string& section, cell::ActiveMaterial& material) {
    const auto f = optional(section + ".active_fraction"), a = optional(section + ".surface_area_per_volume");
    auto r = optional(section + ".particle_radius");
    if (const SizesText* sizes = sizes_of(section); sizes != nullptr && !sizes->lognormal_sigma) {
      try {
        r = is_known(*sizes) ? sauter_mean(size_classes(*sizes, 0)) : std::numeric_limits<double>::quiet_NaN();
      } catch (const std::invalid_argument& error) { complain(section + ".particle_size_distribution", error.what()); }
    }
    const int given = int{f.has_value()} + int{r.has_value()} + int{a.has_value()};
    if (given < 2)
      return complain(section + ".active_fraction",
                      "the parameter set gives fewer than two of active_fraction, particle_radius, "
                      "surface_area_per_volume; two are needed");
    material.particle_radius = r ? *r : 3 * *f / *a;
    material.fraction = f ? *f : *a * *r / 3;
    material.surface_area_per_volume = f && r ? 3 * *f / *r : *a;
  }

  void check_fractions(const std::string& section, const cell::PorousRegion& region, double fraction) {
    const double left = 1 - region.porosity - fraction;
    constexpr double kRounding = 1e-9;
    const std::string sum =
        "porosity " + config::shortest(region.porosity) + " and active fraction " + config::shortest(fraction);
    if (left < -kRounding)
      complain(section + ".porosity", sum +
                                          " are more than the whole; lower one of them (active_fraction, or the "
                                          "surface area that it follows from)");
    if (const auto inactive = optional(section + ".inactive_fraction"); inactive && std::fabs(left - *inactive) > 1e-6)
      complain(section + ".inactive_fraction", "with " + sum + " makes " + config::shortest(1 - left + *inactive) +
                                                   ", not 1; leave it out to have it derived");
  }

  cell::ExchangeCurrent kinetics(const std::string& section) {
    cell::ExchangeCurrent exchange;
    if (const auto density = optional(section + ".exchange_current_density")) exchange.reference = *density;
    else if (const auto rate = optional(section + ".reaction_rate_constant")) exchange.reference = kFaraday * *rate;
    else
      complain(section + ".reaction_rate_constant",
               "the parameter set gives neither reaction_rate_constant nor exchange_current_density; one is needed");
    exchange.electrolyte_reference =
        number("electrolyte.reference_concentration", number("electrolyte.initial_concentration", 1000));
    exchange.activation_energy = number(section + ".exchange_current_density_activation_energy",
                                        number(section + ".reaction_rate_constant_activation_energy", 0));
    exchange.electrolyte = number(section + ".exchange_current_electrolyte_exponent", 0.5);
    exchange.lithium = number(section + ".exchange_current_lithium_exponent", 0.5);
    exchange.vacancy = number(section + ".exchange_current_vacancy_exponent", 0.5);
    return exchange;
  }

  void take_electrode(const std::string& section, cell::ElectrodeParams& electrode) {
    take_region(section, electrode.region);
    if (has_families(section)) {
      take_families(section, electrode);
    } else {
      take_spheres(section, electrode.material);
      check_fractions(section, electrode.region, electrode.material.fraction);
      take_material(section, electrode.material);
    }
    if (const auto effective = optional(section + ".effective_conductivity"))
      electrode.effective_conductivity = *effective;
    else if (const auto solid = optional(section + ".conductivity"))
      electrode.effective_conductivity =
          *solid * std::pow(1 - electrode.region.porosity, number(section + ".solid_bruggeman_exponent", 0));
    else
      complain(section + ".effective_conductivity",
               "the parameter set gives neither effective_conductivity nor conductivity; one is needed");
    electrode.conductivity_activation_energy = number(section + ".conductivity_activation_energy", 0);
  }

  // ---- Several materials, or sizes

  const SizesText* sizes_of(const std::string& section) const {
    const auto found = settings_.find(section + ".particle_size_distribution");
    return found == settings_.end() ? nullptr : std::get_if<SizesText>(&found->second);
  }
  bool has_families(const std::string& electrode) const {
    return particle_sections(settings_, electrode).front() != electrode || sizes_of(electrode) != nullptr;
  }

  /// The families of each section, in the order of the sections.
  void take_families(const std::string& electrode, cell::ElectrodeParams& into) {
    double fraction = 0;
    for (const std::string& section : particle_sections(settings_, electrode)) {
      cell::ActiveMaterial material;
      take_spheres(section, material);
      take_material(section, material);
      fraction += material.fraction;
      add_sizes(section, section == electrode ? "" : section.substr(section.rfind('.') + 1), material, into);
    }
    check_fractions(electrode, into.region, fraction);
    if (particle_sections(settings_, electrode).front() != electrode)
      for (const auto& [path, setting] : settings_)
        if (path.starts_with(electrode + ".") && !material_path(path) && find_parameter(path)->is_of_particles)
          complain(path, "the electrode has several materials; give it of each: " + electrode + ".materials.NAME" +
                             path.substr(electrode.size()));
    sum_families(into);
  }

  /// The material itself, or its classes of size.
  void add_sizes(const std::string& section, const std::string& name, const cell::ActiveMaterial& material,
                 cell::ElectrodeParams& into) {
    const SizesText* sizes = sizes_of(section);
    const auto add = [&](const std::string& family, const cell::ActiveMaterial& particles) {
      const bool is_new = std::ranges::find(into.families, family, &cell::ParticleFamily::name) == into.families.end();
      if (!is_new)
        complain(section, "two families of particles would be named " + family + "; name a material otherwise");
      into.families.push_back({family, name, particles});
    };
    if (sizes == nullptr || !is_known(*sizes)) return add(name.empty() ? "class_1" : name, material);
    try {
      const std::vector<SizeClass> classes = size_classes(*sizes, material.particle_radius);
      for (std::size_t k = 0; k < classes.size(); ++k) {
        cell::ActiveMaterial one = material;
        one.fraction *= classes[k].volume_fraction;
        one.particle_radius = classes[k].radius;
        one.surface_area_per_volume *= classes[k].volume_fraction * material.particle_radius / classes[k].radius;
        add((name.empty() ? "class" : name) + "_" + std::to_string(k + 1), one);
      }
    } catch (const std::invalid_argument&) {}  // has its complaint already
  }

  /// What a section describes: its families, or the electrode's one material.
  std::vector<cell::ActiveMaterial*> materials_of(const std::string& section, cell::ElectrodeParams& in) const {
    const std::string electrode = section.substr(0, section.find('.'));
    if (in.families.empty()) return {&in.material};
    std::vector<cell::ActiveMaterial*> found;
    for (cell::ParticleFamily& family : in.families)
      if (section_of(electrode, family.substance) == section) found.push_back(&family.material);
    return found;
  }

  /// The set's own start, of an electrode or of all its materials.
  void take_start(const std::string& electrode, cell::ElectrodeParams& in, std::optional<double>& whole,
                  std::vector<double>& families) {
    if (in.families.empty()) {
      whole = optional(electrode + ".initial_stoichiometry");
      return;
    }
    double sites = 0, held = 0;
    for (const std::string& section : particle_sections(settings_, electrode)) {
      const auto start = optional(section + ".initial_stoichiometry");
      if (!start) continue;
      for (const cell::ActiveMaterial* material : materials_of(section, in)) {
        families.push_back(*start);
        sites += material->fraction * material->maximum_concentration;
        held += *start * material->fraction * material->maximum_concentration;
      }
    }
    if (families.size() == in.families.size()) whole = held / sites;
    else if (!families.empty()) {
      families.clear();
      complain(electrode + ".initial_stoichiometry",
               "initial stoichiometries are given for some materials only; give them for all, or none");
    }
  }

  void take_material(const std::string& section, cell::ActiveMaterial& material) {
    material.maximum_concentration = required(section + ".maximum_concentration");
    if (const auto* diffusivity = function(section + ".diffusivity", true)) {
      material.diffusivity = diffusivity->value;
      if (!diffusivity->constant)
        material.diffusivity_factor = functions_.sum_of(diffusivity->curve, 1 / diffusivity->value, nullptr, 0);
      material.diffusivity_activation_energy =
          activation_energy(diffusivity, section + ".diffusivity_activation_energy");
    }
    take_potential(section, material);
    material.end_term = number(section + ".ocp_end_term", 0);
    if (const auto* entropic = function(section + ".entropic_change_coefficient", false);
        entropic && !(entropic->constant && entropic->value == 0))
      material.entropic_coefficient = entropic->curve;
    material.exchange_current = kinetics(section);
    material.film_resistance = number(section + ".film_resistance", 0);
    material.double_layer_capacitance = number(section + ".double_layer_capacitance", 0);
    take_hysteresis(section, material);
  }

  bool has_branches(const std::string& section) const {
    return settings_.contains(section + ".ocp_delithiation") || settings_.contains(section + ".ocp_lithiation");
  }

  void take_potential(const std::string& section, cell::ActiveMaterial& material) {
    if (!has_branches(section)) {
      material.open_circuit_potential = curve(function(section + ".ocp", true));
      return;
    }
    const auto *out = function(section + ".ocp_delithiation", true), *in = function(section + ".ocp_lithiation", true);
    if (!out || !in || !out->curve || !in->curve) return;
    material.open_circuit_potential = functions_.sum_of(out->curve, 0.5, in->curve, 0.5);
    material.hysteresis = cell::Hysteresis{functions_.sum_of(out->curve, 0.5, in->curve, -0.5)};
  }

  void take_hysteresis(const std::string& section, cell::ActiveMaterial& material) {
    if (const auto* half_gap = function(section + ".hysteresis_half_gap", false))
      material.hysteresis = cell::Hysteresis{half_gap->curve};
    if (material.hysteresis) {
      material.hysteresis->rate = number(section + ".hysteresis_rate", 100);
      material.hysteresis->initial = number(section + ".initial_hysteresis", 0);
      return;
    }
    for (const char* field : {".hysteresis_rate", ".initial_hysteresis"})
      if (!has_branches(section) && settings_.contains(section + field))
        complain(section + field,
                 "there is no hysteresis without hysteresis_half_gap, or ocp_delithiation and ocp_lithiation");
  }

  void take_counter() {
    cell_.counter = cell::LithiumCounter{kinetics("counter"), number("counter.film_resistance", 0),
                                         number("counter.double_layer_capacitance", 0)};
  }

  cell::ThroughStackThermal::Layer layer(const std::string& section) {
    return {required(section + ".density") * required(section + ".specific_heat_capacity"),
            required(section + ".thermal_conductivity"), required(section + ".thickness")};
  }

  /// J/K: of the cell as a whole if the set knows it, else of the layers.
  double heat_capacity() {
    const auto density = optional("cell.density"), volume = optional("cell.volume"),
               specific = optional("cell.specific_heat_capacity");
    if (density && volume && specific) return *density * *volume * *specific;
    double per_area = 0;
    std::vector<std::string> layers{"negative_collector", "separator", "positive", "positive_collector"};
    if (!options_.half_cell) layers.push_back("negative");
    for (const std::string& section : layers)
      per_area += required(section + ".density") * required(section + ".specific_heat_capacity") *
                  required(section + ".thickness");
    return per_area * cell_.electrode_area * cell_.parallel_pairs;
  }

  void take_thermal() {
    if (options_.thermal == Thermal::lumped)
      cell_.lumped = cell::LumpedThermal{
          options_.heat_capacity ? *options_.heat_capacity : heat_capacity(),
          options_.cooling ? *options_.cooling
                           : required("cell.heat_transfer_coefficient") * required("cell.external_surface_area")};
    if (options_.thermal != Thermal::through_stack) return;
    if (options_.half_cell) return complain("", "a half-cell has no through_stack thermal model");
    // The cooled surface shared out over both faces of all electrode pairs.
    const auto face = [&](const std::optional<double>& given) {
      return given ? *given
                   : required("cell.heat_transfer_coefficient") * required("cell.external_surface_area") /
                         (2 * cell_.electrode_area * cell_.parallel_pairs);
    };
    cell_.through_stack = cell::ThroughStackThermal{layer("negative_collector"),
                                                    layer("negative"),
                                                    layer("separator"),
                                                    layer("positive"),
                                                    layer("positive_collector"),
                                                    face(options_.negative_cooling),
                                                    face(options_.positive_cooling)};
  }

  void take_limits(const ResolvedCell& resolved) {
    std::vector<std::string> sections = particle_sections(settings_, "positive");
    if (!options_.half_cell) std::ranges::copy(particle_sections(settings_, "negative"), std::back_inserter(sections));
    std::size_t given = 0;
    for (const std::string& section : sections) {
      const std::string electrode = section.substr(0, section.find('.'));
      const bool is_positive = electrode == "positive";
      const auto least = optional(section + ".minimum_stoichiometry"),
                 most = optional(section + ".maximum_stoichiometry");
      given += std::size_t{least.has_value()} + std::size_t{most.has_value()};
      if (!least || !most) continue;
      if (*least >= *most) complain(section + ".minimum_stoichiometry", "is not below the maximum_stoichiometry");
      for (cell::ActiveMaterial* material : materials_of(section, is_positive ? cell_.positive : cell_.negative)) {
        material->stoichiometry_at_empty = is_positive ? *most : *least;
        material->stoichiometry_at_full = is_positive ? *least : *most;
      }
    }
    for (cell::ElectrodeParams* electrode : {&cell_.negative, &cell_.positive}) sum_families(*electrode);
    if (given == 2 * sections.size()) return;
    if (given > 0)
      return complain(
          "positive.minimum_stoichiometry",
          "minimum_stoichiometry and maximum_stoichiometry are given for some electrodes only; give all, or none");
    if (!complaints_.empty()) return;
    if (options_.half_cell) {
      if (cell_.positive.material.open_circuit_potential) find_half_cell_limits(cell_);
      return;
    }
    if (!resolved.negative_stoichiometry || !resolved.positive_stoichiometry)
      return complain(
          "negative.initial_stoichiometry",
          "the set gives neither the range of stoichiometries (minimum_stoichiometry, maximum_stoichiometry) "
          "nor initial ones to derive it from");
    if (cell_.negative.material.open_circuit_potential && cell_.positive.material.open_circuit_potential)
      find_limits(cell_, *resolved.negative_stoichiometry, *resolved.positive_stoichiometry);
  }

  const Settings settings_;
  const ResolveOptions& options_;
  FunctionCompiler& functions_;
  std::vector<config::Complaint>& complaints_;
  cell::CellParams cell_;
};

}  // namespace

std::vector<std::string> single_particle_stand_ins(const Settings& settings) {
  std::vector<std::string> paths;
  for (const char* path : {"electrolyte.initial_concentration", "electrolyte.diffusivity", "electrolyte.conductivity",
                           "electrolyte.cation_transference_number", "separator.thickness", "separator.porosity",
                           "separator.transport_efficiency", "negative.porosity", "negative.transport_efficiency",
                           "negative.effective_conductivity", "positive.porosity", "positive.transport_efficiency",
                           "positive.effective_conductivity"}) {
    bool is_given = settings.contains(path);
    for (const auto& group : exclusive_groups(settings))
      if (std::ranges::count(group, path) > 0)
        for (const std::string& other : group) is_given = is_given || settings.contains(other);
    if (!is_given) paths.emplace_back(path);
  }
  return paths;
}

ResolvedCell resolve(const Settings& settings, const ResolveOptions& options, FunctionCompiler& functions,
                     std::vector<config::Complaint>& complaints) {
  return Resolver(settings, options, functions, complaints).resolve();
}

}  // namespace voxvolt::parameters
