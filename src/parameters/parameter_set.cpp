// SPDX-License-Identifier: BSD-3-Clause
#include "parameters/parameter_set.hpp"

#include <algorithm>
#include <stdexcept>

#include "config/free_keys.hpp"
#include "config/loader.hpp"
#include "config/names.hpp"
#include "config/units.hpp"
#include "config/validate.hpp"
#include "parameters/function.hpp"
#include "parameters/parameter_list.hpp"
#include "parameters/shipped_sets.hpp"

namespace voxvolt::parameters {
namespace {

using config::Entry;
using config::Node;
using config::Problems;

/// The top of a parameter file, without its sections.
struct Heading {
  std::int64_t version = 1;
  std::string title;
  std::optional<std::string> based_on;
  std::map<std::string, std::string> sources;
  static void describe(config::Describe<Heading>& d) {
    d.member("voxvolt_parameters", &Heading::version, "version of the format of parameter files",
             config::unit("1").at_least(1).at_most(1))
        .required();
    d.member("title", &Heading::title, "which cell it is");
    d.member("based_on", &Heading::based_on, "a shipped set that holds what is not given here");
    d.member("sources", &Heading::sources, "where the numbers are from: a name, and the paper with its DOI").required();
  }
};

std::vector<std::string> sections() {
  std::vector<std::string> names;
  for (const ParameterSpec& spec : parameter_list()) {
    const std::string name = spec.path.substr(0, spec.path.find('.'));
    if (std::ranges::find(names, name) == names.end()) names.push_back(name);
  }
  return names;
}

std::string nearest_of(const std::string& word, const std::vector<std::string>& known) {
  const auto meant = config::nearest(word, known);
  return meant ? "; did you mean `" + *meant + "`?" : "";
}

class Reader {
 public:
  explicit Reader(const std::string& file) { set_.name = file; }

  ParameterSet read(const std::string& text) {
    Node root = config::load_yaml(text, set_.name);
    if (!root.is_map()) throw config::InputError(root.place, "", "a parameter set is a map of sections");
    root = config::expand(std::move(root), "", problems_);
    take_heading(root);
    for (Entry& section : root.map()) take_section(section);
    problems_.throw_if_any();
    for (const config::Complaint& complaint : contradictions(set_.settings))
      problems_.add(set_.places.at(complaint.key), complaint.key, complaint.message);
    problems_.throw_if_any();
    if (based_on_) merge_base();
    return std::move(set_);
  }

 private:
  void take_heading(Node& root) {
    Node heading{Node::Entries{}, root.place};
    const auto* schema = config::schema_of<Heading>().get();
    const std::vector<std::string> known_sections = sections();
    std::vector<std::string> known = config::keys_of(*schema);
    known.insert(known.end(), known_sections.begin(), known_sections.end());
    std::erase_if(root.map(), [&](Entry& entry) {
      if (std::ranges::count(known_sections, entry.key)) return false;
      if (schema->find(entry.key)) heading.map().push_back(std::move(entry));
      else
        problems_.add(
            entry.place, config::shown(entry.key),
            "unknown key" + nearest_of(entry.key, known) + "; sections are: " + config::listed(known_sections));
      return true;
    });
    const std::size_t before = problems_.size();
    const config::Value value = config::validate(heading, *config::Form<Heading>::shape({}), "", problems_);
    if (problems_.size() > before) return;
    const auto read = config::build<Heading>(value);
    set_.title = read.title;
    sources_ = read.sources;
    if (!read.based_on) return;
    based_on_ = *read.based_on;
    std::vector<std::string> names;
    for (const ShippedSet& shipped : shipped_sets()) names.push_back(shipped.name);
    if (std::ranges::find(names, *based_on_) == names.end())
      problems_.add(value.find("based_on")->place(), "based_on",
                    "there is no shipped set " + config::shown(*based_on_) + "; there are " + config::listed(names));
  }

  void take_section(Entry& section) {
    if (!section.value.is_map())
      return problems_.add(section.place, section.key,
                           config::named(section.value) + " where a map of parameters is needed");
    Node fields = config::expand(std::move(section.value), section.key, problems_);
    for (Entry& field : fields.map()) {
      if (field.key == "materials" && (section.key == "negative" || section.key == "positive"))
        take_materials(section.key, field);
      else take_field(section.key + "." + field.key, field);
    }
  }

  /// materials: {graphite: {...}, silicon: {...}}
  void take_materials(const std::string& electrode, Entry& materials) {
    const std::string path = electrode + ".materials";
    if (!materials.value.is_map() || materials.value.map().empty())
      return problems_.add(materials.place, path,
                           config::named(materials.value) + " where a map of materials by name is needed");
    for (Entry& material : materials.value.map()) {
      const std::string here = path + "." + config::shown(material.key);
      if (!config::is_name(material.key))
        problems_.add(material.place, here, "is no name; a name is a letter, then letters, digits and _");
      else if (!material.value.is_map())
        problems_.add(material.place, here, config::named(material.value) + " where a map of parameters is needed");
      else
        for (Node fields = config::expand(std::move(material.value), here, problems_); Entry & field : fields.map())
          take_field(here + "." + field.key, field);
    }
  }

  void take_field(const std::string& path, Entry& field) {
    if (!find_parameter(path))
      return problems_.add(field.place, config::shown(path),
                           "unknown parameter" + nearest_of(path, parameter_paths()) +
                               "; `voxvolt describe cell.parameters` lists them");
    if (!field.value.is_map())
      return problems_.add(field.value.place, path,
                           config::named(field.value) + " where {value: ..., source: ...} is needed");
    Node entry = config::expand(std::move(field.value), path, problems_);
    const std::size_t before = problems_.size();
    take_source(path, entry);
    if (const auto content = content_of(path, entry, field.place)) {
      const config::Value value = config::validate(*content, *shape_of(path), path, problems_);
      if (problems_.size() > before) return;
      set_.settings[path] = setting_of(value);
      set_.places[path] = field.place;
      check_function(path, field.place);
    }
  }

  /// The name of a source, which must be one of the file's.
  void take_source(const std::string& path, const Node& entry) {
    const Entry* source = entry.find("source");
    std::vector<std::string> names;
    for (const auto& [name, text] : sources_) names.push_back(name);
    if (!source || !source->value.is_scalar())
      return problems_.add(source ? source->value.place : entry.place, path + ".source",
                           "required: where the number is from, one of the file's sources: " + config::listed(names));
    const std::string& name = source->value.scalar().text;
    const auto found = sources_.find(name);
    if (found == sources_.end())
      return problems_.add(source->value.place, path + ".source",
                           "there is no source `" + config::shown(name) + "`" + nearest_of(name, names) +
                               "; `sources` has: " + config::listed(names));
    set_.sources[path] = name;
    if (std::ranges::find(set_.papers, found->second) == set_.papers.end()) set_.papers.push_back(found->second);
  }

  /// What stands at an entry, as a campaign would write it: a scalar, or {expression: ...}, {table: ...}.
  std::optional<Node> content_of(const std::string& path, Node& entry, const config::Place& place) {
    const std::vector<std::string> forms{"value", "expression", "table"};
    const std::vector<std::string> known{"value", "expression", "table", "unit", "source", "note"};
    Entry* given = nullptr;
    for (Entry& key : entry.map()) {
      if (!std::ranges::count(known, key.key))
        problems_.add(key.place, path + "." + config::shown(key.key),
                      "unknown key" + nearest_of(key.key, known) + "; keys are: " + config::listed(known));
      if (!std::ranges::count(forms, key.key)) continue;
      if (given) problems_.add(key.place, path + "." + key.key, "excludes `" + given->key + "`; give one of them");
      given = &key;
    }
    if (!given) {
      problems_.add(place, path, "one of these keys is required: value, expression, table");
      return {};
    }
    const Entry* unit = entry.find("unit");
    if (given->key == "value" || given->key == "table") {
      if (unit) problems_.add(unit->place, path + ".unit", "goes with `expression`; a value has its unit beside it");
      if (given->key == "value") return given->value;
      return Node{Node::Entries{{"table", given->place, given->value}}, given->value.place};
    }
    if (!unit && find_parameter(path)->unit.si != "1")
      problems_.add(given->place, path,
                    "an expression needs the unit of its value: `unit: " + find_parameter(path)->unit.si + "`");
    Node formula{Node::Entries{{"text", given->place, given->value}}, given->value.place};
    if (unit) formula.map().push_back({"unit", unit->place, unit->value});
    return Node{Node::Entries{{"expression", given->place, std::move(formula)}}, given->value.place};
  }

  /// A formula is read now, so that what is wrong with it has its place.
  void check_function(const std::string& path, const config::Place& place) {
    const ParameterSpec& spec = *find_parameter(path);
    if (spec.argument == Argument::none || spec.argument == Argument::sizes) return;
    try {
      constexpr double kUsualReference = 298.15;  // K
      (void)FunctionCompiler().compile(spec, set_.settings.at(path), kUsualReference);
    } catch (const std::invalid_argument& error) { problems_.add(place, path, error.what()); }
  }

  void merge_base() {
    ParameterSet base = shipped_set(*based_on_);
    set_.settings = overridden(base.settings, set_.settings);
    for (const auto& [path, setting] : set_.settings) {
      set_.places.try_emplace(path, base.places.contains(path) ? base.places.at(path) : config::Place{});
      if (base.sources.contains(path)) set_.sources.try_emplace(path, base.sources.at(path));
    }
    for (const std::string& paper : base.papers)
      if (std::ranges::find(set_.papers, paper) == set_.papers.end()) set_.papers.push_back(paper);
  }

  ParameterSet set_;
  Problems problems_;
  std::map<std::string, std::string> sources_;
  std::optional<std::string> based_on_;
};

}  // namespace

ParameterSet read_parameter_set(const std::string& text, const std::string& file) { return Reader(file).read(text); }

ParameterSet shipped_set(const std::string& name) {
  const auto found = std::ranges::find(shipped_sets(), name, &ShippedSet::name);
  if (found == shipped_sets().end()) throw std::logic_error("there is no shipped parameter set " + name);
  ParameterSet set = read_parameter_set(found->text, name + ".yaml (shipped)");
  set.name = name;
  return set;
}

}  // namespace voxvolt::parameters
