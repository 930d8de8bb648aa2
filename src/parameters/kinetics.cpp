// SPDX-License-Identifier: BSD-3-Clause
#include "parameters/kinetics.hpp"

#include <algorithm>
#include <stdexcept>

#include "config/free_keys.hpp"
#include "config/loader.hpp"
#include "config/names.hpp"
#include "config/sha256.hpp"
#include "config/units.hpp"
#include "config/validate.hpp"
#include "parameters/kinetics_check.hpp"
#include "parameters/kinetics_file.hpp"
#include "parameters/kinetics_shipped.hpp"

namespace voxvolt::parameters {
namespace {

using config::Complaint;
using config::Problems;
using config::Value;

const config::ShapeRef& file_shape() {
  static const config::ShapeRef shape = config::Form<KineticsFile>::shape({});
  return shape;
}
KineticsFile file_of(const KineticsSet& set) { return config::build<KineticsFile>(set.content); }

bool ends_with_key(const std::string& path, const std::string& key) { return path.ends_with("." + key); }

/// Numbers that are no measurements: how the file counts, stoichiometry, orders.
bool is_bare(const std::string& path) {
  return path == "voxvolt_kinetics" || path.find(".changes.") != path.npos || ends_with_key(path, "order") ||
         ends_with_key(path, "note");
}

/// The place of a path, or of the nearest thing above it.
const config::Place& place_of(const Value& content, std::string path) {
  while (!path.empty()) {
    if (const Value* found = content.find(path); found && found->place().line > 0) return found->place();
    const auto dot = path.rfind('.');
    path = dot == path.npos ? std::string{} : path.substr(0, dot);
  }
  return content.place();
}

}  // namespace

KineticsSet read_kinetics(const std::string& text, const std::string& file) {
  config::Node root = config::load_yaml(text, file);
  if (!root.is_map())
    throw config::InputError(root.place, "", "a kinetics file is a map: voxvolt_kinetics, title, species, reactions");
  Problems problems;
  Sourced sourced = take_sources(std::move(root), &is_bare, problems);
  KineticsSet set;
  set.name = file;
  set.content = config::validate(sourced.tree, *file_shape(), "", problems);
  config::each_reference(set.content, *file_shape(), [&](Value& value, const config::Shape&, const std::string& path) {
    problems.add(value.place(), path,
                 "a kinetics file takes no references; change its numbers where it is used, with `set`");
  });
  problems.throw_if_any();
  const KineticsFile read = file_of(set);
  for (const Complaint& complaint : complaints_of(read, file))
    problems.add(place_of(set.content, complaint.key), complaint.key, complaint.message);
  problems.throw_if_any();
  set.title = read.title;
  set.caveats = read.caveats;
  set.papers = sourced.papers();
  set.numbers = sourced.numbers;
  return set;
}

std::vector<std::string> shipped_kinetics_names() {
  std::vector<std::string> names;
  for (const ShippedSet& set : shipped_kinetics_files()) names.push_back(set.name);
  return names;
}

std::optional<std::string> shipped_kinetics_name(const std::string& given) {
  for (const ShippedSet& set : shipped_kinetics_files())
    if (given == set.name || given == set.name + ".yaml") return set.name;
  return {};
}

std::string shipped_kinetics_version(const std::string& name) {
  const auto found = std::ranges::find(shipped_kinetics_files(), name, &ShippedSet::name);
  if (found == shipped_kinetics_files().end()) throw std::logic_error("there is no shipped kinetics set " + name);
  return config::sha256_hex(found->text).substr(0, 12);
}

KineticsSet shipped_kinetics(const std::string& name) {
  const auto found = std::ranges::find(shipped_kinetics_files(), name, &ShippedSet::name);
  if (found == shipped_kinetics_files().end()) throw std::logic_error("there is no shipped kinetics set " + name);
  KineticsSet set = read_kinetics(found->text, name + ".yaml (shipped)");
  set.name = name;
  return set;
}

config::ShapeRef kinetics_shape_of(const std::string& path) {
  const config::ShapeRef shape = config::shape_at(*file_shape(), path);
  if (!shape) return nullptr;
  if (path == "voxvolt_kinetics" || path.starts_with("sources.")) return nullptr;
  const bool number = std::holds_alternative<config::QuantityShape>(shape->form) ||
                      std::holds_alternative<config::AnyQuantityShape>(shape->form);
  return number ? shape : nullptr;
}

KineticsSet changed(const KineticsSet& set, const KineticsChanges& changes, std::vector<Complaint>& complaints) {
  KineticsSet out = set;
  const std::size_t before = complaints.size();
  for (const auto& [path, given] : changes) {
    if (!kinetics_shape_of(path) || !out.content.find(path)) {
      std::vector<std::string> paths;
      for (const auto& [known, beside] : set.numbers) paths.push_back(known);
      const auto close = config::nearest(path, paths);
      complaints.push_back(
          {path, "the set " + set.name + " has no such number" +
                     (close ? "; did you mean `" + *close + "`?" : "; it has " + config::listed(paths))});
      continue;
    }
    if (given.is<config::Reference>()) continue;
    Problems problems;
    config::assign(out.content, *file_shape(), path, given, problems);
    for (const config::Problem& problem : problems.sorted()) complaints.push_back({path, problem.message});
  }
  if (complaints.size() == before && !changes.empty())
    for (const Complaint& complaint : complaints_of(file_of(out), set.name))
      complaints.push_back({changes.contains(complaint.key) ? complaint.key : "", complaint.message});
  return out;
}

runaway::Mechanism mechanism_of(const KineticsSet& set) { return mechanism_of(file_of(set), set.name); }

std::string kinetics_table() {
  std::string text;
  for (const std::string& name : shipped_kinetics_names()) {
    const KineticsSet set = shipped_kinetics(name);
    text += name + ": " + set.title + "\n";
    for (const std::string& caveat : set.caveats) text += "  caveat: " + caveat + "\n";
    for (const auto& [path, beside] : set.numbers) {
      const Value* value = set.content.find(path);
      const config::ShapeRef shape = kinetics_shape_of(path);
      if (!value || !shape) continue;
      const auto* quantity = std::get_if<config::QuantityShape>(&shape->form);
      const config::Quantity shown =
          quantity ? config::Quantity{value->number(), quantity->unit.si} : value->as<config::Quantity>();
      text += "  " + path + " = " + config::with_unit(shown.value, shown.unit);
      if (beside.uncertainty > 0) text += " (sd " + config::shortest(100 * beside.uncertainty) + " %)";
      text += "  [" + beside.source + "]\n";
    }
  }
  return text;
}

}  // namespace voxvolt::parameters
