// SPDX-License-Identifier: BSD-3-Clause
#include <algorithm>
#include <span>

#include "config/loader.hpp"
#include "config/names.hpp"
#include "config/plain_text.hpp"

namespace voxvolt::config {

namespace {

using Segments = std::span<const std::string>;

struct Setting {
  std::vector<std::string> path;
  std::string text;  ///< of the path
  Node value;        ///< null: remove
  Place place;
};

std::string joined(Segments segments) {
  std::string text;
  for (const std::string& segment : segments) text = join_path(text, segment);
  return text;
}

/// How many segments of `path` the key of an entry covers; 0 when it leads elsewhere. More than all of them: the key
/// lies below the path.
std::size_t covered(const std::string& key, Segments path) {
  const auto segments = split_path(key);
  const auto shared = std::min(segments.size(), path.size());
  const bool agree = std::ranges::equal(std::span(segments).first(shared), path.first(shared));
  return agree ? segments.size() : 0;
}

Node* element(Node& list, const std::string& segment, const Setting& setting) {
  const auto number = element_number(segment);
  if (number && *number <= list.list().size()) return &list.list()[*number - 1];
  throw InputError(
      setting.place, setting.text,
      "the list has elements 1 to " + std::to_string(list.list().size()) + ", not `" + shown(segment) + "`");
}

/// Removes what stands at or below the path, in every spelling with dots; only an element that will be replaced keeps its
/// room in its list. True when there was something.
bool remove(Node& node, Segments path, const Setting& setting) {
  if (node.is_list()) {
    Node* below = element(node, path[0], setting);
    if (path.size() > 1) return remove(*below, path.subspan(1), setting);
    if (setting.value.is_null()) node.list().erase(node.list().begin() + (below - node.list().data()));
    return true;
  }
  if (!node.is_map()) return false;
  const auto at_or_below = [&](const Entry& e) { return covered(e.key, path) >= path.size(); };
  bool removed = std::erase_if(node.map(), at_or_below) > 0;
  for (Entry& entry : node.map())
    if (const std::size_t n = covered(entry.key, path); n > 0) removed |= remove(entry.value, path.subspan(n), setting);
  return removed;
}

/// Puts the value at a path where nothing stands any more.
void insert(Node& node, Segments path, const Setting& setting) {
  if (node.is_list()) {
    Node* below = element(node, path[0], setting);
    if (path.size() > 1) insert(*below, path.subspan(1), setting);
    else *below = setting.value;
    return;
  }
  if (!node.is_map()) node = Node{Node::Entries{}, setting.place};
  Entry* longest = nullptr;
  for (Entry& entry : node.map())
    if (const std::size_t n = covered(entry.key, path); n > 0 && n < path.size())
      if (longest == nullptr || entry.key.size() > longest->key.size()) longest = &entry;
  if (longest != nullptr) insert(longest->value, path.subspan(covered(longest->key, path)), setting);
  else node.map().push_back({joined(path), setting.place, setting.value});
}

void at_place(Node& node, const Place& place) {
  node.place = place;
  if (node.is_list())
    for (Node& item : node.list()) at_place(item, place);
  if (!node.is_map()) return;
  for (Entry& entry : node.map()) {
    entry.place = place;
    at_place(entry.value, place);
  }
}

Setting parse_setting(const std::string& argument, int index) {
  Setting setting;
  setting.place.source = std::make_shared<const std::string>("--set #" + std::to_string(index));
  if (const auto flaw = find_flaw(argument)) throw InputError(setting.place, "", flaw->reason + " in the option");
  const auto equals = argument.find('=');
  setting.text = argument.substr(0, equals);
  if (equals == std::string::npos)
    throw InputError(setting.place, "", "`" + shown(argument) + "` has no `=`; write --set stage.key=value");
  if (!is_path(setting.text) || element_number(setting.text))
    throw InputError(setting.place, "", "`" + shown(setting.text) + "` is not a path; write --set stage.key=value");
  setting.path = split_path(setting.text);
  const std::string value = argument.substr(equals + 1);
  const auto first = value.find_first_not_of(" \t");
  if (first == std::string::npos)
    throw InputError(setting.place, setting.text, "nothing follows the `=`; `~` removes the key");
  if (value.substr(first, value.find_last_not_of(" \t") + 1 - first) == "~") return setting;
  try {
    setting.value = load_yaml(value, *setting.place.source);
  } catch (const InputError& wrong) { throw InputError(setting.place, setting.text, wrong.problems().front().message); }
  at_place(setting.value, setting.place);
  return setting;
}

void check_stage(const Node& root, const std::string& name, const Setting& setting) {
  Problems clashes;  // of no interest here: validation finds them again
  const Node tree = expand(root, "", clashes);
  std::vector<std::string> stages;
  if (const Entry* all = tree.find("stages"); all != nullptr && all->value.is_map()) {
    const Node below = expand(all->value, "", clashes);
    for (const Entry& stage : below.map()) stages.push_back(stage.key);
  }
  if (std::ranges::find(stages, name) != stages.end()) return;
  const auto meant = nearest(name, stages);
  throw InputError(setting.place, setting.text,
                   "there is no stage `" + shown(name) + "`" +
                       (meant ? "; did you mean `" + shown(*meant) + "`?" : "; stages are: " + shown(listed(stages))));
}

}  // namespace

void apply_set(Node& root, const std::string& argument, int index) {
  Setting setting = parse_setting(argument, index);
  if (!root.is_map()) throw InputError(root.place, "", "a campaign is a map of keys, not " + named(root));
  const bool top_level = setting.text == "title" || setting.text == "seed";
  if (!top_level) setting.path.insert(setting.path.begin(), "stages");
  const Segments path = setting.path;
  if (path.size() > 2) check_stage(root, path[1], setting);
  if (setting.value.is_null()) {
    if (!remove(root, path, setting)) throw InputError(setting.place, setting.text, "there is no such key to remove");
    return;
  }
  remove(root, path, setting);
  insert(root, path, setting);
}

}  // namespace voxvolt::config
