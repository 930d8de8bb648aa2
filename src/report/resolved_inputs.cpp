// SPDX-License-Identifier: BSD-3-Clause
#include "report/resolved_inputs.hpp"

#include <algorithm>
#include <set>

#include "campaign/product.hpp"
#include "config/json.hpp"
#include "config/loader.hpp"
#include "config/names.hpp"
#include "config/units.hpp"

namespace voxvolt::report {
namespace {

using config::Node;
using config::Value;

bool is_reference(const Node& node) {
  return node.is_scalar() && !node.scalar().quoted && node.scalar().text.starts_with('$');
}

std::string in_brackets(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
  return "[" + text + "]";
}

void add_rows(const Node& node, const std::string& key, std::vector<Input>& rows) {
  if (node.is_map() && !node.map().empty()) {
    for (const config::Entry& entry : node.map()) add_rows(entry.value, config::join_path(key, entry.key), rows);
  } else if (node.is_list() &&
             std::ranges::any_of(node.list(), [](const Node& item) { return item.is_map() || item.is_list(); })) {
    for (std::size_t i = 0; i < node.list().size(); ++i)
      add_rows(node.list()[i], config::join_path(key, std::to_string(i + 1)), rows);
  } else if (node.is_list()) {
    std::vector<std::string> words;
    for (const Node& item : node.list()) words.push_back(item.is_scalar() ? item.scalar().text : "~");
    rows.push_back({key, in_brackets(words)});
  } else {
    rows.push_back({key, node.is_scalar() ? node.scalar().text : node.is_map() ? "{}" : "~"});
  }
}

std::string scalar_text(const Value& value) {
  if (value.is_null()) return "none";
  if (value.is<bool>()) return value.as<bool>() ? "true" : "false";
  if (value.is<std::int64_t>()) return std::to_string(value.as<std::int64_t>());
  if (value.is<double>()) return campaign::short_number(value.as<double>());
  if (value.is<config::Quantity>())
    return config::with_unit(value.as<config::Quantity>().value, value.as<config::Quantity>().unit);
  if (value.is<config::Reference>()) return value.as<config::Reference>().text();
  return value.is<std::string>() ? value.as<std::string>() : "{}";
}

void add_rows(const Value& value, const std::string& key, std::vector<Input>& rows) {
  if (value.is<config::Map>() && !value.as<config::Map>().empty()) {
    for (const auto& [name, item] : value.as<config::Map>()) add_rows(item, config::join_path(key, name), rows);
    return;
  }
  if (!value.is<config::List>()) {
    rows.push_back({key, scalar_text(value)});
    return;
  }
  const auto& list = value.as<config::List>();
  if (std::ranges::any_of(list, [](const Value& item) { return item.is<config::Map>() || item.is<config::List>(); })) {
    for (std::size_t i = 0; i < list.size(); ++i)
      add_rows(list[i], config::join_path(key, std::to_string(i + 1)), rows);
    return;
  }
  std::vector<std::string> words;
  for (const Value& item : list) words.push_back(scalar_text(item));
  rows.push_back({key, in_brackets(words)});
}

/// Collects what a stage takes from others: references anywhere, and the paths that an ensemble varies and collects.
class Takes {
 public:
  Takes(std::string stage, const std::set<std::string>& stages) : stage_(std::move(stage)), stages_(stages) {}

  void references(const Node& node) {
    if (is_reference(node)) add(node.scalar().text.substr(1));
    if (node.is_list())
      for (const Node& item : node.list()) references(item);
    if (node.is_map())
      for (const config::Entry& entry : node.map()) references(entry.value);
  }
  void keys(const Node& node) {
    if (!node.is_map()) return;
    for (const config::Entry& entry : node.map()) add(entry.key);
  }
  void words(const Node& node) {
    if (node.is_scalar()) add(node.scalar().text);
    if (node.is_list())
      for (const Node& item : node.list()) words(item);
  }
  const std::vector<Arrow>& arrows() const { return arrows_; }

 private:
  void add(const std::string& path) {
    const std::string from = path.substr(0, path.find('.'));
    if (!stages_.contains(from) || from == stage_) return;
    auto arrow = std::ranges::find(arrows_, from, &Arrow::from);
    if (arrow == arrows_.end()) arrow = arrows_.insert(arrows_.end(), {from, stage_, {}});
    if (path.size() <= from.size() + 1) return;
    const std::string what = path.substr(from.size() + 1);
    if (!std::ranges::count(arrow->what, what)) arrow->what.push_back(what);
  }

  std::string stage_;
  const std::set<std::string>& stages_;
  std::vector<Arrow> arrows_;
};

std::string kind_of(const Node& stage) {
  const config::Entry* kind = stage.find("kind");
  return kind && kind->value.is_scalar() ? kind->value.scalar().text : "";
}

std::vector<Arrow> arrows_to(const config::Entry& stage, const std::set<std::string>& stages) {
  Takes takes(stage.key, stages);
  takes.references(stage.value);
  if (kind_of(stage.value) == "ensemble") {
    if (const config::Entry* vary = stage.value.find("vary")) takes.keys(vary->value);
    if (const config::Entry* collect = stage.value.find("collect")) takes.words(collect->value);
  }
  return takes.arrows();
}

}  // namespace

Resolved read_resolved(const std::string& text, const std::string& source_name) {
  const Node root = config::load_yaml(text, source_name);
  Resolved resolved;
  if (const config::Entry* title = root.find("title"); title && title->value.is_scalar())
    resolved.title = title->value.scalar().text;
  const config::Entry* stages = root.find("stages");
  if (!stages || !stages->value.is_map()) return resolved;
  std::set<std::string> names;
  for (const config::Entry& stage : stages->value.map()) names.insert(stage.key);
  for (const config::Entry& stage : stages->value.map()) {
    auto& rows = resolved.inputs[stage.key];
    if (stage.value.is_map()) add_rows(stage.value, "", rows);
    std::erase_if(rows, [](const Input& row) { return row.key == "kind"; });
    for (Arrow& arrow : arrows_to(stage, names)) resolved.arrows.push_back(std::move(arrow));
  }
  return resolved;
}

std::vector<Input> inputs_of_record(const std::string& json, const std::string& stage) {
  std::vector<Input> rows;
  const Value inputs = config::parse_json(json, "the inputs of " + stage, ExitCode::record);
  if (inputs.is<config::Map>() && !inputs.as<config::Map>().empty()) add_rows(inputs, "", rows);
  return rows;
}

void tell_references(std::vector<Input>& rows, const std::vector<Input>& of_record) {
  for (Input& row : rows) {
    if (!row.value.starts_with('$')) continue;
    const auto known = std::ranges::find(of_record, row.key, &Input::key);
    if (known != of_record.end() && known->value != row.value) row.value += " = " + known->value;
  }
}

}  // namespace voxvolt::report
