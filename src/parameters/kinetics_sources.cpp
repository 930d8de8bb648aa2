// SPDX-License-Identifier: BSD-3-Clause
#include "parameters/kinetics_sources.hpp"

#include <algorithm>
#include <set>

#include "config/names.hpp"
#include "config/units.hpp"

namespace voxvolt::parameters {
namespace {

using config::Entry;
using config::join_path;
using config::Node;
using config::Problems;
using config::shown;

std::string nearest_of(const std::string& word, const std::vector<std::string>& known) {
  const auto meant = config::nearest(word, known);
  return meant ? "; did you mean `" + *meant + "`?" : "";
}

bool is_number(const Node& node) {
  if (!node.is_scalar() || node.scalar().quoted || node.scalar().text.empty()) return false;
  const std::string& text = node.scalar().text;
  const std::size_t at = text.find_first_not_of("+-.");
  return at != text.npos && text[at] >= '0' && text[at] <= '9';
}

class Taker {
 public:
  Taker(const std::function<bool(const std::string&)>& is_bare, Problems& problems)
      : is_bare_(is_bare), problems_(problems) {}

  Sourced take(Node root) {
    root = config::expand(std::move(root), "", problems_);
    if (const Entry* sources = root.find("sources")) read_sources(sources->value);
    for (Entry& entry : root.map())
      if (entry.key != "sources") entry.value = walk(std::move(entry.value), entry.key);
    out_.tree = std::move(root);
    return std::move(out_);
  }

 private:
  void read_sources(const Node& sources) {
    if (!sources.is_map()) return;  // the description of the file complains
    for (const Entry& entry : sources.map())
      if (entry.value.is_scalar()) out_.sources[entry.key] = entry.value.scalar().text;
  }

  Node walk(Node node, const std::string& path) {
    if (node.is_list()) {
      std::size_t i = 0;
      for (Node& item : node.list()) item = walk(std::move(item), join_path(path, std::to_string(++i)));
    } else if (node.is_map()) {
      node = config::expand(std::move(node), path, problems_);
      if (node.find("value")) return number(std::move(node), path);
      for (Entry& entry : node.map()) entry.value = walk(std::move(entry.value), join_path(path, entry.key));
    } else if (is_number(node) && !is_bare_(path)) {
      problems_.add(node.place, path,
                    "`" + shown(node.scalar().text) + "` says not where it is from: {value: " +
                        shown(node.scalar().text) + ", source: ...} is needed");
    }
    return node;
  }

  Node number(Node node, const std::string& path) {
    const std::vector<std::string> known{"value", "source", "uncertainty", "note"};
    Provenance beside;
    for (const Entry& entry : node.map()) {
      const std::string key = join_path(path, shown(entry.key));
      if (!std::ranges::count(known, entry.key))
        problems_.add(entry.place, key,
                      "unknown key" + nearest_of(entry.key, known) + "; keys are: " + config::listed(known));
      else if (entry.key == "uncertainty") beside.uncertainty = uncertainty(entry, key);
      else if (entry.key == "note" && entry.value.is_scalar()) beside.note = entry.value.scalar().text;
    }
    beside.source = source(node, path);
    out_.numbers[path] = beside;
    return std::move(node.find("value")->value);
  }

  std::string source(const Node& node, const std::string& path) {
    std::vector<std::string> names;
    for (const auto& [name, text] : out_.sources) names.push_back(name);
    const Entry* entry = node.find("source");
    if (!entry || !entry->value.is_scalar()) {
      problems_.add(entry ? entry->value.place : node.place, path + ".source",
                    "required: where the number is from, one of the file's sources: " + config::listed(names));
      return {};
    }
    const std::string& name = entry->value.scalar().text;
    if (!out_.sources.contains(name))
      problems_.add(entry->value.place, path + ".source",
                    "there is no source `" + shown(name) + "`" + nearest_of(name, names) +
                        "; `sources` has: " + config::listed(names));
    return name;
  }

  double uncertainty(const Entry& entry, const std::string& key) {
    const auto refuse = [&](const std::string& why) {
      problems_.add(entry.value.place, key, why);
      return 0.0;
    };
    if (!entry.value.is_scalar()) return refuse("a relative standard deviation is needed, like `20 %`");
    try {
      const config::Quantity given = config::parse_quantity(entry.value.scalar().text);
      if (!config::is_dimensionless(given.unit) || given.value < 0)
        return refuse("`" + shown(entry.value.scalar().text) +
                      "` is not allowed; a relative standard deviation is needed, like `20 %`");
      return given.value;
    } catch (const config::UnitError& error) { return refuse(error.what()); }
  }

  const std::function<bool(const std::string&)>& is_bare_;
  Problems& problems_;
  Sourced out_;
};

}  // namespace

std::vector<std::string> Sourced::papers() const {
  std::set<std::string> names;
  for (const auto& [path, beside] : numbers) names.insert(beside.source);
  std::vector<std::string> papers;
  for (const std::string& name : names)
    if (const auto found = sources.find(name); found != sources.end()) papers.push_back(found->second);
  return papers;
}

Sourced take_sources(Node root, const std::function<bool(const std::string&)>& is_bare, Problems& problems) {
  return Taker(is_bare, problems).take(std::move(root));
}

}  // namespace voxvolt::parameters
