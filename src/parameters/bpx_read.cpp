// SPDX-License-Identifier: BSD-3-Clause
// A BPX file -> settings.
#include <algorithm>
#include <cctype>
#include <cmath>
#include <set>

#include "config/loader.hpp"
#include "config/names.hpp"
#include "config/units.hpp"
#include "parameters/bpx.hpp"
#include "parameters/bpx_fields.hpp"
#include "parameters/bpx_header.hpp"
#include "parameters/bpx_value.hpp"

namespace voxvolt::parameters {
namespace {

using bpx::below;
using bpx::Field;
using bpx::nearest_of;
using bpx::Reading;
using config::Entry;
using config::Node;
using config::Place;
using config::Problems;

constexpr const char* kParticle = "Particle";
const std::vector<std::string> kTop{"Header", "Parameterisation", "State", "Validation"};

class BpxReader {
 public:
  BpxReader(const std::string& file, BpxReaction reaction) : reaction_(reaction) { set_.name = file; }

  ParameterSet read(const Node& root) {
    check_keys(root, "", kTop);
    if (const Node* header = part(root, "", "Header", true)) header_ = bpx::read_header(*header, set_.name, problems_);
    problems_.throw_if_any();  // nothing else can be judged without layout and model
    set_.title = header_.title;
    set_.papers = header_.papers;
    if (const Node* parameters = part(root, "", "Parameterisation", true)) take_parameterisation(*parameters);
    take_state(root);
    if (const Node* validation = part(root, "", "Validation", false))
      set_.measurements = bpx::read_measurements(*validation, problems_);
    check_together();
    problems_.throw_if_any();
    remark_on_version();
    return std::move(set_);
  }

 private:
  // ---- Parts of the file

  /// The map at a key; nullptr when it is absent or no map. Complains when it must be there.
  const Node* part(const Node& above, const std::string& path, const std::string& key, bool needed) {
    const Entry* entry = above.find(key);
    if (!entry) {
      if (needed) problems_.add(above.place, below(path, key), "required, and it is not there");
      return nullptr;
    }
    if (entry->value.is_map()) return &entry->value;
    problems_.add(entry->value.is_null() ? entry->place : entry->value.place, below(path, key),
                  config::named(entry->value) + " where a map is needed");
    return nullptr;
  }

  void check_keys(const Node& map, const std::string& path, const std::vector<std::string>& known) {
    bpx::check_keys(map, path, known, problems_);
  }

  void take_parameterisation(const Node& parameters) {
    const std::string path = "Parameterisation";
    std::vector<std::string> known{"Cell", bpx::kNegative, bpx::kPositive, "User-defined"};
    if (header_.is_full || header_.is_partial) known.insert(known.end(), {"Electrolyte", "Separator"});
    for (const Entry& entry : parameters.map())
      if (!header_.is_full && !header_.is_partial && (entry.key == "Electrolyte" || entry.key == "Separator"))
        problems_.add(entry.place, below(path, entry.key), "belongs to files for DFN and SPMe; Header.Model is SPM");
    if (header_.is_full || header_.is_partial) check_keys(parameters, path, known);
    else check_keys(without(parameters, {"Electrolyte", "Separator"}), path, known);
    take_section(parameters, path, "Cell", "cell", bpx::cell_fields());
    if (header_.is_full || header_.is_partial) {
      take_section(parameters, path, "Electrolyte", "electrolyte", bpx::electrolyte_fields());
      take_section(parameters, path, "Separator", "separator", bpx::separator_fields());
    }
    take_electrode(parameters, bpx::kNegative, "negative");
    take_electrode(parameters, bpx::kPositive, "positive");
    if (const Node* own = part(parameters, path, "User-defined", false)) take_user_defined(*own);
  }

  static Node without(const Node& map, const std::vector<std::string>& keys) {
    Node rest = map;
    std::erase_if(rest.map(), [&](const Entry& entry) { return std::ranges::count(keys, entry.key) > 0; });
    return rest;
  }

  // ---- Fields

  void take_section(const Node& above, const std::string& path, const std::string& key, const std::string& section,
                    std::span<const Field> fields) {
    if (const Node* map = part(above, path, key, !header_.is_partial))
      take_fields(*map, below(path, key), section, {fields});
  }

  /// `extra`: keys that are read elsewhere.
  void take_fields(const Node& map, const std::string& path, const std::string& section,
                   const std::vector<std::span<const Field>>& lists, const std::vector<std::string>& extra = {}) {
    std::vector<std::string> known = extra;
    for (const auto& fields : lists)
      for (const Field& field : fields)
        if (stands(field)) known.emplace_back(field.key);
    for (const Entry& entry : map.map()) {
      if (std::ranges::count(extra, entry.key)) continue;
      const Field* found = nullptr;
      for (const auto& fields : lists)
        for (const Field& field : fields)
          if (entry.key == field.key) found = &field;
      const std::string here = below(path, found ? found->key : config::shown(entry.key));
      if (!found)
        problems_.add(entry.place, here,
                      "unknown field" + nearest_of(entry.key, known) + "; fields here are: " + config::listed(known));
      else if ((found->where & bpx::kLegacy) && !header_.is_legacy)
        problems_.add(entry.place, here, std::string("stands in ") + found->moved + " since BPX 1.0");
      else if ((found->where & bpx::kFull) && !header_.is_full && !header_.is_partial)
        problems_.add(entry.place, here, "belongs to files for DFN and SPMe; Header.Model is SPM");
      else take_field(entry, *found, here, section);
    }
    for (const auto& fields : lists)
      for (const Field& field : fields)
        if ((field.where & bpx::kRequired) && stands(field) && !header_.is_partial && !map.find(field.key))
          problems_.add(map.place, below(path, field.key), "required: " + meaning_of(path_of(field, section)));
  }

  bool stands(const Field& field) const {
    return !((field.where & bpx::kLegacy) && !header_.is_legacy) &&
           !((field.where & bpx::kFull) && !header_.is_full && !header_.is_partial);
  }
  static std::string path_of(const Field& field, const std::string& section) {
    const std::string path = field.path;
    return path.find('.') == std::string::npos ? section + "." + path : path;
  }

  void take_field(const Entry& entry, const Field& field, const std::string& here, const std::string& section) {
    const std::string path = path_of(field, section);
    const auto read = bpx::read_setting(entry.value.is_null() ? Node{{}, entry.place} : entry.value,
                                        *find_parameter(path), {here, problems_});
    if (!read) return;
    Setting setting = *read;
    if (path == "cell.electrode_pairs_in_parallel" &&
        std::get<double>(setting) != std::floor(std::get<double>(setting)))
      return problems_.add(
          entry.value.place, here,
          "`" + config::shown(entry.value.scalar().text) + "` is not allowed; it must be a whole number");
    if (path.ends_with(".hysteresis_rate")) setting = std::get<double>(setting) / bpx::kDecayPerRate;
    if (path.ends_with(".reaction_rate_constant") && reaction_ == BpxReaction::j0_sinh)
      setting = std::get<double>(setting) / 2;
    keep(path, setting, entry.place, here);
  }

  void keep(const std::string& path, const Setting& setting, const Place& place, const std::string& key) {
    set_.settings[path] = setting;
    set_.places[path] = place;
    set_.sources[path] = "bpx";
    keys_[path] = key;
  }

  // ---- Electrodes

  void take_electrode(const Node& parameters, const std::string& key, const std::string& section) {
    const std::string path = "Parameterisation." + key;
    const Node* map = part(parameters, "Parameterisation", key, !header_.is_partial);
    if (!map) return;
    const Entry* blend = map->find(kParticle);
    if (!blend) return take_fields(*map, path, section, {bpx::electrode_fields(), bpx::particle_fields()}, {});
    take_fields(*map, path, section, {bpx::electrode_fields()}, {kParticle});
    const Node* materials = part(*map, path, kParticle, true);
    if (!materials) return;
    if (materials->map().empty())
      problems_.add(blend->place, below(path, kParticle), "is empty; name at least one active material");
    const bool is_blend = materials->map().size() > 1;
    for (const Entry& material : materials->map()) {
      const std::string here = below(below(path, kParticle), config::shown(material.key));
      materials_[section].push_back(material.key);
      const std::string own = is_blend ? own_section(section, material.key) : section;
      if (!sections_.insert(own).second) {
        problems_.add(material.place, here, "comes to the same name as another material, " + own);
        continue;
      }
      if (!material.value.is_map()) {
        problems_.add(material.place, here, config::named(material.value) + " where a map is needed");
        continue;
      }
      take_fields(material.value, here, own, {bpx::particle_fields()});
    }
  }

  /// `Large Particles` of the positive electrode: positive.materials.large_particles
  static std::string own_section(const std::string& electrode, const std::string& material) {
    std::string name;
    for (const char c : material) {
      const bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'), is_digit = c >= '0' && c <= '9';
      if (name.empty() && !is_letter) name = "material_";
      name += is_letter || is_digit ? static_cast<char>(std::tolower(static_cast<unsigned char>(c))) : '_';
    }
    return section_of(electrode, name.empty() ? "material" : name);
  }

  // ---- User-defined

  void take_user_defined(const Node& own) {
    const std::string path = "Parameterisation.User-defined";
    for (const Entry& entry : own.map()) {
      const std::string here = below(path, config::shown(entry.key));
      if (entry.key == "description") (void)bpx::text_at(own, path, "description", problems_);
      else if (entry.key == bpx::kOwn) take_own(entry, here);
      else if (entry.key == bpx::kThermalConductivity && !header_.is_legacy)
        take_field(entry, {bpx::kThermalConductivity, "cell.thermal_conductivity", bpx::kOptional}, here, "cell");
      else if (const std::string branch = branch_of(entry.key); !branch.empty()) {
        take_field(entry, {"", branch.c_str(), bpx::kOptional}, here, "");
        set_.remarks.push_back(here + " is read as a branch of a hysteresis with one state");
      } else if (is_value(entry.value, here))
        set_.remarks.push_back(here + " is not used: no model of this release knows it");
    }
  }

  /// `Negative electrode lithiation OCP [V]`, as examples of layout 0.x have it.
  static std::string branch_of(const std::string& key) {
    for (const auto& [electrode, section] : {std::pair{bpx::kNegative, "negative"}, {bpx::kPositive, "positive"}})
      for (const char* branch : {"lithiation", "delithiation"})
        if (key == std::string(electrode) + " " + branch + " OCP [V]") return std::string(section) + ".ocp_" + branch;
    return {};
  }

  /// Numbers, formulas, tables, and maps of them.
  bool is_value(const Node& node, const std::string& path) {
    if (!node.is_map() || (node.find("x") && node.find("y")))
      return bpx::read_function(node, {path, problems_}).has_value();
    bool good = true;
    for (const Entry& entry : node.map()) {
      if (entry.key == "description") continue;
      good = is_value(entry.value, below(path, config::shown(entry.key))) && good;
    }
    return good;
  }

  /// What only our own files say: {"positive.film_resistance [ohm m^2]": 0.01}.
  void take_own(const Entry& own, const std::string& path) {
    if (!own.value.is_map()) return problems_.add(own.place, path, config::named(own.value) + " where a map is needed");
    for (const Entry& entry : own.value.map()) {
      const std::string here = below(path, config::shown(entry.key)), name = entry.key.substr(0, entry.key.find(" ["));
      const ParameterSpec* spec = find_parameter(name);
      const std::string written = spec ? name + (spec->unit.si == "1" ? "" : " [" + spec->unit.si + "]") : "";
      if (!spec)
        problems_.add(entry.place, here,
                      "unknown parameter" + nearest_of(name, parameter_paths()) +
                          "; `voxvolt describe cell.parameters` lists them");
      else if (spec->argument == Argument::sizes)
        problems_.add(entry.place, here,
                      "is not written so: sizes are materials of a blended electrode, in `Particle`");
      else if (entry.key != written) problems_.add(entry.place, here, "is written `" + written + "`");
      else if (const auto setting = bpx::read_setting(entry.value, *spec, {here, problems_}, bpx::Kind::own))
        keep_own(name, *setting, entry.place, here);
    }
  }
  /// It says exactly what other fields say as well as the format can.
  void keep_own(const std::string& path, const Setting& setting, const Place& place, const std::string& key) {
    for (const auto& group : exclusive_groups(set_.settings))
      if (std::ranges::count(group, path) > 0)
        for (const std::string& other : group) set_.settings.erase(other);
    keep(path, setting, place, key);
  }

  // ---- State

  void take_state(const Node& root) {
    const Entry* entry = root.find("State");
    if (header_.is_legacy) {
      if (entry)
        problems_.add(entry->place, "State",
                      "is new in BPX 1.0, and Header.BPX says 0.x: there the temperatures stand in "
                      "Parameterisation.Cell, the concentration in Parameterisation.Electrolyte");
    } else if (const Node* state = part(root, "", "State", false)) {
      check_keys(*state, "State", {"Initial conditions", "Thermal environment", "Degradation"});
      if (const Node* initial = part(*state, "State", "Initial conditions", false)) take_initial(*initial);
      if (const Node* thermal = part(*state, "State", "Thermal environment", false))
        take_fields(*thermal, "State.Thermal environment", "cell", {bpx::thermal_fields()});
      if (const Node* degradation = part(*state, "State", "Degradation", false)) take_degradation(*degradation);
    }
    const bool has_start = std::ranges::any_of(
        set_.settings, [](const auto& setting) { return setting.first.ends_with(".initial_stoichiometry"); });
    if (has_start) set_.settings.erase("cell.initial_state_of_charge");  // what our own part says is exact
    else set_.settings.try_emplace("cell.initial_state_of_charge", 1.0);
    if (header_.is_full && !header_.is_legacy && !set_.settings.contains("electrolyte.initial_concentration")) {
      set_.settings["electrolyte.initial_concentration"] = kUsualConcentration;
      set_.remarks.push_back("State gives no `Initial electrolyte concentration [mol.m-3]`: 1000 mol/m^3 is taken");
    }
  }

  void take_initial(const Node& initial) {
    const std::string path = "State.Initial conditions";
    const std::string negative = std::string(bpx::kHysteresisState) + bpx::kNegative,
                      positive = std::string(bpx::kHysteresisState) + bpx::kPositive;
    take_fields(initial, path, "cell", {bpx::initial_fields()}, {negative, positive});
    for (const auto& [key, section] : {std::pair{negative, "negative"}, {positive, "positive"}})
      if (const Entry* entry = initial.find(key)) {
        for (const auto& [own, number] : of_materials(*entry, below(path, key), section)) {
          if (std::fabs(number) > 1)
            problems_.add(entry->value.place, below(path, key),
                          "`" + config::shortest(number) + "` is not allowed; it must be at least -1 and at most 1");
          keep(own + ".initial_hysteresis", number, entry->place, below(path, key));
        }
      }
  }

  /// A number, of an electrode of one material; a map of numbers by material of a blend. By section.
  std::map<std::string, double> of_materials(const Entry& entry, const std::string& path, const std::string& section) {
    const auto found = materials_.find(section);
    if (found == materials_.end()) {
      const auto number = bpx::read_number(entry.value, {path, problems_});
      return number ? std::map<std::string, double>{{section, *number}} : std::map<std::string, double>{};
    }
    const std::string names = config::listed(found->second);
    if (!entry.value.is_map()) {
      problems_.add(entry.place, path, "a map of numbers is needed, for the materials " + names);
      return {};
    }
    check_keys(entry.value, path, found->second);
    std::map<std::string, double> numbers;
    for (const std::string& name : found->second) {
      const Entry* one = entry.value.find(name);
      if (!one) problems_.add(entry.place, path, "has no `" + config::shown(name) + "`; it needs all of " + names);
      else if (const auto number = bpx::read_number(one->value, {below(path, name), problems_}))
        numbers[found->second.size() == 1 ? section : own_section(section, name)] = *number;
    }
    return numbers;
  }

  void take_degradation(const Node& degradation) {
    const std::string path = "State.Degradation";
    const std::string negative = std::string("LAM: ") + bpx::kNegative,
                      positive = std::string("LAM: ") + bpx::kPositive;
    check_keys(degradation, path, {"LLI", negative, positive});
    for (const auto& [key, section] :
         {std::pair{std::string("LLI"), std::string{}}, {negative, "negative"}, {positive, "positive"}}) {
      const Entry* entry = degradation.find(key);
      if (!entry) {
        problems_.add(degradation.place, below(path, key), "required where there is a Degradation");
        continue;
      }
      for (const auto& [own, number] : of_materials(*entry, below(path, key), section))
        if (number != 0)
          set_.not_in_release.push_back(
              {below(path, key), "a cell that starts aged (" + config::shortest(number) + ") is not in this release"});
    }
  }

  // ---- What fields say together

  const double* number(const std::string& path) const {
    const auto found = set_.settings.find(path);
    return found == set_.settings.end() ? nullptr : std::get_if<double>(&found->second);
  }
  void complain(const std::string& path, const std::string& message) {
    problems_.add(set_.places.at(path), keys_.at(path), message);
  }

  void check_together() {
    const double *low = number("cell.lower_voltage_cut_off"), *high = number("cell.upper_voltage_cut_off");
    if (low && high && *low >= *high)
      complain("cell.lower_voltage_cut_off",
               "`" + config::shortest(*low) + "` is not below the upper one, " + config::with_unit(*high, "V"));
    for (const std::string electrode : {"negative", "positive"}) {
      const double* porosity = number(electrode + ".porosity");
      double whole = porosity ? *porosity : 0;
      for (const std::string& section : particle_sections(set_.settings, electrode)) {
        check_range(section);
        check_fraction(section, whole);
        check_branches(section);
      }
    }
  }

  /// Adds a material's fraction to the `whole`.
  void check_fraction(const std::string& section, double& whole) {
    const double *radius = number(section + ".particle_radius"), *area = number(section + ".surface_area_per_volume");
    if (!radius || !area) return;
    const double before = whole, fraction = *radius * *area / 3;
    whole += fraction;
    if (whole > 1 + 1e-9)
      complain(section + ".surface_area_per_volume",
               "`" + config::shortest(*area) + "` times a third of the radius is an active fraction of " +
                   config::shortest(fraction) + ", which with the porosity is more than the whole" +
                   (section.find('.') == std::string::npos
                        ? ""
                        : ", or with that and other materials: " + config::shortest(before)));
  }

  void check_branches(const std::string& section) {
    const bool lithiated = set_.settings.contains(section + ".ocp_lithiation"),
               delithiated = set_.settings.contains(section + ".ocp_delithiation");
    if (lithiated != delithiated)
      complain(
          section + (lithiated ? ".ocp_lithiation" : ".ocp_delithiation"),
          std::string("is one branch of two; give the one of ") + (lithiated ? "delithiation" : "lithiation") + " too");
    if (lithiated && delithiated) set_.settings.erase(section + ".ocp");  // the branches have a mean of their own
    if (lithiated || delithiated || set_.settings.contains(section + ".hysteresis_half_gap")) return;
    set_.settings.erase(section + ".initial_hysteresis");  // no branches: nothing to be on
    set_.settings.erase(section + ".hysteresis_rate");
  }

  void check_range(const std::string& section) {
    const double *least = number(section + ".minimum_stoichiometry"),
                 *most = number(section + ".maximum_stoichiometry");
    if (least && most && *least >= *most)
      complain(section + ".minimum_stoichiometry",
               "`" + config::shortest(*least) + "` is not below the maximum, " + config::shortest(*most));
  }

  void remark_on_version() {
    if (header_.is_before_factor_two && reaction_ == BpxReaction::two_j0_sinh)
      set_.remarks.push_back(
          "a file of a BPX version below 0.3, whose standard said j = j0 sinh(F eta/2RT): read as 2 j0 sinh, as later "
          "files with the same constants are; `parameters: {file: {file: ..., bpx_reaction: j0_sinh}}` reads it by its "
          "standard");
  }

  static constexpr double kUsualConcentration = 1000;  // mol/m^3

  ParameterSet set_;
  Problems problems_;
  BpxReaction reaction_;
  bpx::Header header_;
  std::map<std::string, std::string> keys_;                    // of settings, in the file
  std::map<std::string, std::vector<std::string>> materials_;  // of electrodes that name some, by electrode
  std::set<std::string> sections_;                             // of materials
};

/// JSON with tabs for indentation is no YAML: a tab between tokens is a blank.
std::string without_tabs(std::string text) {
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\' && quoted) ++i;
    else if (text[i] == '"') quoted = !quoted;
    else if (text[i] == '\t' && !quoted) text[i] = ' ';
  }
  return text;
}

}  // namespace

bool is_bpx(const Node& root) {
  return root.is_map() && !root.find("voxvolt_parameters") &&
         (root.find("Header") || root.find("Parameterisation") || root.find("Parameterization"));
}

ParameterSet read_bpx(const Node& root, const std::string& file, BpxReaction reaction) {
  return BpxReader(file, reaction).read(root);
}

ParameterSet read_parameter_file(const std::string& text, const std::string& file, BpxReaction reaction) {
  const bool is_json = file.ends_with(".json");
  const Node root = config::load_yaml(is_json ? without_tabs(text) : text, file);
  if (is_bpx(root) || is_json) {
    if (!root.is_map())
      throw config::InputError(root.place, "", "a BPX file is a map with Header and Parameterisation");
    return read_bpx(root, file, reaction);
  }
  return read_parameter_set(text, file);
}

}  // namespace voxvolt::parameters
