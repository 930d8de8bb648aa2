// SPDX-License-Identifier: BSD-3-Clause
// Settings -> a BPX file of layout 1.x.
#include <algorithm>
#include <cmath>

#include "config/json.hpp"
#include "config/units.hpp"
#include "parameters/bpx.hpp"
#include "parameters/bpx_fields.hpp"
#include "parameters/bpx_value.hpp"
#include "parameters/expression.hpp"
#include "parameters/parameter_list.hpp"

namespace voxvolt::parameters {
namespace {

using bpx::Field;
using config::List;
using config::Map;
using config::Value;

constexpr double kFaraday = 96485.33212331001;  // C/mol, exact (SI of 2019)
constexpr const char* kVersion = "1.1.0";

List list_of(const std::vector<double>& numbers) {
  List list;
  for (const double x : numbers) list.emplace_back(x);
  return list;
}
Value table_of(const std::vector<double>& x, const std::vector<double>& y) {
  return Value(Map{{"x", Value(list_of(x))}, {"y", Value(list_of(y))}});
}
Value table_of(const numerics::SmoothCurve& curve) {
  std::vector<double> x;
  for (int i = 0; i <= curve.intervals(); ++i)
    x.push_back(i == curve.intervals() ? curve.last()
                                       : curve.first() + (curve.last() - curve.first()) / curve.intervals() * i);
  return table_of(x, curve.values());
}

class BpxWriter {
 public:
  BpxWriter(const BpxContent& content) : settings_(content.settings), cell_(content.cell), content_(content) {}

  BpxText write() {
    if (cell_.counter) throw Failure(ExitCode::input, "a half-cell has no place in a BPX file; export a full cell");
    Map parameters;
    parameters.reserve(8);
    parameters.emplace_back("Cell", Value(fields("cell", {bpx::cell_fields()})));
    if (!content_.single_particle)
      parameters.emplace_back("Electrolyte", Value(fields("electrolyte", {bpx::electrolyte_fields()})));
    parameters.emplace_back(bpx::kNegative, Value(electrode("negative", cell_.negative)));
    parameters.emplace_back(bpx::kPositive, Value(electrode("positive", cell_.positive)));
    if (!content_.single_particle)
      parameters.emplace_back("Separator", Value(fields("separator", {bpx::separator_fields()})));
    const Map initial = initial_conditions();  // what they cannot say goes to the user-defined part
    Map own = user_defined();
    if (!own.empty()) parameters.emplace_back("User-defined", Value(std::move(own)));
    Map file{{"Header", Value(header())}, {"Parameterisation", Value(std::move(parameters))}};
    file.emplace_back("State", Value(Map{{"Initial conditions", Value(initial)},
                                         {"Thermal environment", Value(fields("cell", {bpx::thermal_fields()}))}}));
    if (!content_.measurements.empty()) file.emplace_back("Validation", Value(validation()));
    return {config::to_pretty_json(Value(std::move(file))) + "\n", std::move(remarks_)};
  }

 private:
  Map header() const {
    std::string references;
    for (const std::string& paper : content_.papers) references += (references.empty() ? "" : "; ") + paper;
    Map header{{"BPX", Value(std::string(kVersion))}, {"Title", Value(content_.title)}};
    if (!references.empty()) header.emplace_back("References", Value(references));
    header.emplace_back("Model", Value(std::string(content_.single_particle ? "SPM" : "DFN")));
    return header;
  }

  Map electrode(const std::string& section, const cell::ElectrodeParams& electrode) {
    if (electrode.families.empty()) return fields(section, {bpx::electrode_fields(), bpx::particle_fields()});
    Map map = fields(section, {bpx::electrode_fields()}), families;
    for (const cell::ParticleFamily& one : electrode.families) {
      family_ = &one.material;
      families.emplace_back(one.name, Value(fields(section_of(section, one.substance), {bpx::particle_fields()})));
    }
    family_ = nullptr;
    map.emplace_back("Particle", Value(std::move(families)));
    return map;
  }

  Map fields(const std::string& section, const std::vector<std::span<const Field>>& lists) {
    Map map;
    for (const auto& list : lists)
      for (const Field& field : list) {
        if ((field.where & bpx::kLegacy) || (content_.single_particle && (field.where & bpx::kFull))) continue;
        const std::string path =
            std::string(field.path).find('.') == std::string::npos ? section + "." + field.path : field.path;
        if (auto value = value_of(path)) map.emplace_back(field.key, std::move(*value));
      }
    return map;
  }

  const Setting* given(const std::string& path) {
    const auto found = settings_.find(path);
    if (found == settings_.end()) return nullptr;
    written_.push_back(path);
    return &found->second;
  }

  /// Of a parameter that has a field; nothing where it may be left out.
  std::optional<Value> value_of(const std::string& path) {
    if (path.ends_with(".reaction_rate_constant")) return Value(rate_constant(path));
    if (path.ends_with("_activation_energy")) return energy(path);
    if (path == "cell.electrode_pairs_in_parallel") {
      (void)given(path);
      return Value(static_cast<std::int64_t>(cell_.parallel_pairs));
    }
    if (path == "electrolyte.cation_transference_number") return Value(transference_number());
    if (path.ends_with(".ocp")) return ocp(path);
    if (path.ends_with(".hysteresis_rate")) return decay_constant(path);
    const Setting* setting = given(path);
    const bool is_sphere = path.ends_with(".particle_radius") || path.ends_with(".surface_area_per_volume");
    if (setting && !(family_ && is_sphere)) return shown(path, *setting);
    return derived(path);
  }

  std::optional<Value> derived(const std::string& path) const {
    if (path == "cell.reference_temperature") return Value(cell_.reference_temperature);
    if (path == "separator.transport_efficiency") return Value(cell_.separator.transport_efficiency);
    for (const auto& [section, electrode] : {std::pair{"negative.", &cell_.negative}, {"positive.", &cell_.positive}}) {
      if (!path.starts_with(section)) continue;
      const std::string field = path.substr(path.rfind('.') + 1);
      const cell::ActiveMaterial& m = family_ ? *family_ : electrode->material;
      if (field == "transport_efficiency") return Value(electrode->region.transport_efficiency);
      if (field == "effective_conductivity") return Value(electrode->effective_conductivity);
      if (field == "particle_radius") return Value(m.particle_radius);
      if (field == "surface_area_per_volume") return Value(m.surface_area_per_volume);
      if (field == "minimum_stoichiometry") return Value(std::min(m.stoichiometry_at_empty, m.stoichiometry_at_full));
      if (field == "maximum_stoichiometry") return Value(std::max(m.stoichiometry_at_empty, m.stoichiometry_at_full));
    }
    return {};
  }

  const cell::ActiveMaterial& material_at(const std::string& path) const {
    if (family_) return *family_;
    return path.starts_with("negative.") ? cell_.negative.material : cell_.positive.material;
  }

  /// The format's j0 holds at the initial concentration.
  double rate_constant(const std::string& path) const {
    const cell::ExchangeCurrent& j0 = material_at(path).exchange_current;
    const auto own = settings_.find(path);
    return (own != settings_.end() ? std::get<double>(own->second) : j0.reference / kFaraday) *
           std::pow(cell_.electrolyte.initial_concentration / j0.electrolyte_reference, j0.electrolyte);
  }
  std::optional<Value> energy(const std::string& path) const {
    const bool is_salt = path.starts_with("electrolyte.");
    double energy = 0;
    if (path.ends_with("reaction_rate_constant_activation_energy"))
      energy = material_at(path).exchange_current.activation_energy;
    else if (is_salt)
      energy = path.ends_with(".diffusivity_activation_energy") ? cell_.electrolyte.diffusivity_activation_energy
                                                                : cell_.electrolyte.conductivity_activation_energy;
    else energy = material_at(path).diffusivity_activation_energy;
    if (energy == 0) return {};
    return Value(energy);
  }

  double transference_number() {
    const std::string path = "electrolyte.cation_transference_number";
    const Setting& setting = settings_.at(path);
    if (const double* number = std::get_if<double>(&setting)) {
      written_.push_back(path);
      return *number;
    }
    remarks_.push_back(path + ": the format has one number, so its field holds that at the initial concentration");
    return (*cell_.electrolyte.transference_number)(cell_.electrolyte.initial_concentration);
  }

  /// The mean of the branches where there are some.
  std::optional<Value> ocp(const std::string& path) {
    const std::string section = path.substr(0, path.rfind('.'));
    if (settings_.contains(section + ".ocp_lithiation") && !settings_.contains(path))
      return table_of(*material_at(path).open_circuit_potential);
    const Setting* setting = given(path);
    if (!setting) return {};
    return shown(path, *setting);
  }
  std::optional<Value> decay_constant(const std::string& path) {
    const Setting* rate = given(path);
    if (!rate) return {};
    return Value(bpx::kDecayPerRate * std::get<double>(*rate));
  }

  Value shown(const std::string& path, const Setting& setting) {
    if (const double* number = std::get_if<double>(&setting)) return Value(*number);
    const ParameterSpec& spec = *find_parameter(path);
    const std::string x_si = spec.argument == Argument::concentration ? "mol/m^3" : "1";
    if (const auto* table = std::get_if<TableText>(&setting)) {
      std::vector<double> x, y;
      for (const double at : table->x) x.push_back(config::convert(at, table->x_unit, x_si));
      for (const double at : table->y) y.push_back(config::convert(at, table->unit, spec.unit.si, true));
      return table_of(x, y);
    }
    const auto& formula = std::get<ExpressionText>(setting);
    std::string text;
    for (const char c : formula.text) text += c == '^' ? std::string("**") : std::string(1, c);
    try {
      bpx::check_formula(text);
      const double scale = formula.unit.empty() ? 1 : config::convert(1, formula.unit, spec.unit.si, true);
      return Value(scale == 1 ? text : "(" + text + ") * " + config::shortest(scale));
    } catch (const ExpressionError& error) {
      remarks_.push_back(path + ": its formula " + error.what() +
                         "; a table stands for it, at the reference temperature");
    }
    FunctionCompiler functions;
    return table_of(*functions.compile(spec, setting, cell_.reference_temperature).curve);
  }

  Map initial_conditions() {
    Map map;
    double soc = 1;
    const auto soc_of = [](const cell::ActiveMaterial& m, double x) {
      return (x - m.stoichiometry_at_empty) / (m.stoichiometry_at_full - m.stoichiometry_at_empty);
    };
    if (const Setting* given_soc = given("cell.initial_state_of_charge")) soc = std::get<double>(*given_soc);
    else if (const auto negative = start_of("negative", cell_.negative))
      soc = soc_of(cell_.negative.material, *negative);
    else if (const auto positive = start_of("positive", cell_.positive))
      soc = soc_of(cell_.positive.material, *positive);
    map.emplace_back("Initial state-of-charge", Value(std::clamp(soc, 0.0, 1.0)));
    for (const Field& field : bpx::initial_fields())
      if (std::string(field.path) != "cell.initial_state_of_charge")
        if (const Setting* setting = given(field.path)) map.emplace_back(field.key, Value(std::get<double>(*setting)));
    add_hysteresis_states(map, bpx::kNegative, "negative", cell_.negative);
    add_hysteresis_states(map, bpx::kPositive, "positive", cell_.positive);
    return map;
  }

  /// A number, or one of each family where one has any.
  void add_hysteresis_states(Map& map, const std::string& key, const std::string& section,
                             const cell::ElectrodeParams& electrode) {
    if (electrode.families.empty()) {
      if (const Setting* state = given(section + ".initial_hysteresis"))
        map.emplace_back(bpx::kHysteresisState + key, Value(std::get<double>(*state)));
      return;
    }
    Map states;
    for (const cell::ParticleFamily& one : electrode.families) {
      const auto& hysteresis = one.material.hysteresis;
      (void)given(section_of(section, one.substance) + ".initial_hysteresis");
      states.emplace_back(one.name, Value(hysteresis ? hysteresis->initial : 0.0));
    }
    const auto has_any = [](const cell::ParticleFamily& family) { return family.material.hysteresis.has_value(); };
    if (std::ranges::any_of(electrode.families, has_any))
      map.emplace_back(bpx::kHysteresisState + key, Value(std::move(states)));
  }

  /// What an electrode holds at the start on the whole, where the settings say so.
  std::optional<double> start_of(const std::string& electrode, const cell::ElectrodeParams& e) const {
    const auto at = [&](const std::string& section) -> std::optional<double> {
      const auto found = settings_.find(section + ".initial_stoichiometry");
      if (found == settings_.end()) return {};
      return std::get<double>(found->second);
    };
    if (e.families.empty()) return at(electrode);
    double sites = 0, held = 0;
    for (const cell::ParticleFamily& one : e.families) {
      const auto x = at(section_of(electrode, one.substance));
      if (!x) return {};
      const double own = one.material.fraction * one.material.maximum_concentration;
      sites += own;
      held += *x * own;
    }
    return held / sites;
  }

  /// Said by other fields, or by none that this cell needs.
  static bool is_said_otherwise(const std::string& path) {
    if (path.starts_with("counter.") || path == "electrolyte.reference_concentration") return true;
    const std::string field = path.substr(path.rfind('.') + 1);
    for (const char* form : {"particle_size_distribution", "tortuosity", "bruggeman_exponent", "conductivity",
                             "solid_bruggeman_exponent", "active_fraction", "inactive_fraction",
                             "reaction_rate_constant", "exchange_current_density", "diffusivity_activation_energy",
                             "reaction_rate_constant_activation_energy", "exchange_current_density_activation_energy"})
      if (field == form) return true;
    return path == "electrolyte.conductivity_activation_energy";
  }

  Map user_defined() {
    Map map, own;
    if (const Setting* conductivity = given("cell.thermal_conductivity"))
      map.emplace_back(bpx::kThermalConductivity, Value(std::get<double>(*conductivity)));
    for (const auto& [path, setting] : settings_) {
      if (std::ranges::count(written_, path) > 0 || is_said_otherwise(path)) continue;
      const std::string si = find_parameter(path)->unit.si;
      for (const std::string& there : paths_in_file(path))
        own.emplace_back(there + (si == "1" ? "" : " [" + si + "]"), shown(path, setting));
    }
    if (own.empty()) return map;
    remarks_.push_back("the format has no field for " + std::to_string(own.size()) +
                       " parameters; they stand in User-defined." + bpx::kOwn);
    map.emplace_back(bpx::kOwn, Value(std::move(own)));
    return map;
  }

  /// A path as the file's materials have it: of each family that its section describes.
  std::vector<std::string> paths_in_file(const std::string& path) const {
    const std::string electrode = path.substr(0, path.find('.')), section = path.substr(0, path.rfind('.'));
    std::vector<std::string> paths;
    const auto& families = (electrode == "negative" ? cell_.negative : cell_.positive).families;
    if (!find_parameter(path)->is_of_particles) return {path};
    if (families.size() == 1)
      return {electrode + path.substr(section.size())};  // a file's one material is the electrode's
    for (const cell::ParticleFamily& one : families)
      if (section_of(electrode, one.substance) == section)
        paths.push_back(section_of(electrode, one.name) + path.substr(section.size()));
    if (paths.empty()) paths.push_back(path);
    return paths;
  }

  Map validation() const {
    Map map;
    for (const Measurement& curve : content_.measurements) {
      List current;
      for (const double i : curve.current) current.emplace_back(i == 0 ? 0.0 : -i);
      Map columns{{"Time [s]", Value(list_of(curve.time))},
                  {"Current [A]", Value(std::move(current))},
                  {"Voltage [V]", Value(list_of(curve.voltage))}};
      if (!curve.temperature.empty()) columns.emplace_back("Temperature [K]", Value(list_of(curve.temperature)));
      map.emplace_back(curve.name, Value(std::move(columns)));
    }
    return map;
  }

  const Settings& settings_;
  const cell::CellParams& cell_;
  const BpxContent& content_;
  const cell::ActiveMaterial* family_ = nullptr;  ///< that is being written, of an electrode with several
  std::vector<std::string> written_, remarks_;
};

}  // namespace

BpxText bpx_of(const BpxContent& content) { return BpxWriter(content).write(); }

}  // namespace voxvolt::parameters
