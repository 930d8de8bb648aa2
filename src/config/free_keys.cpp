// SPDX-License-Identifier: BSD-3-Clause
#include "config/free_keys.hpp"

#include <algorithm>
#include <unordered_map>

#include "config/names.hpp"

namespace voxvolt::config {

namespace {

std::string first_segment(const std::string& key) { return key.substr(0, key.find('.')); }

bool is_word_of(const ChoiceShape& choice, const std::string& word) {
  return std::ranges::find(choice.alternatives, word, &Alternative::word) != choice.alternatives.end();
}

/// Has a map the form of a value of this shape?
bool has_form(const Node& map, const Shape& shape) {
  if (std::holds_alternative<MapShape>(shape.form)) return true;
  if (const auto* choice = std::get_if<ChoiceShape>(&shape.form))
    return map.map().size() == 1 && is_word_of(*choice, first_segment(map.map().front().key));
  if (const auto* nested = std::get_if<StructShape>(&shape.form)) {
    const SchemaRef schema = nested->schema();
    return std::ranges::any_of(map.map(),
                               [&](const Entry& e) { return schema->find(first_segment(e.key)) != nullptr; });
  }
  if (const auto* list = std::get_if<ListShape>(&shape.form)) return has_form(map, *list->item);
  return false;
}

/// Is this map what belongs under that word of the choice?
bool is_content_of_word(const ChoiceShape& choice, const std::string& word, const Node& node) {
  const auto found = std::ranges::find(choice.alternatives, word, &Alternative::word);
  return found != choice.alternatives.end() && node.is_map() && std::ranges::any_of(node.map(), [&](const Entry& e) {
           return found->schema()->find(first_segment(e.key)) != nullptr;
         });
}

/// Does a word of the choice stand anywhere below?
bool leads_to_word(const Node& node, const ChoiceShape& choice) {
  const auto is_word = [&](const std::string& segment) { return is_word_of(choice, segment); };
  if (node.is_scalar()) return is_word(node.scalar().text);
  return node.is_map() && std::ranges::any_of(node.map(), [&](const Entry& e) {
           return std::ranges::any_of(split_path(e.key), is_word) || leads_to_word(e.value, choice);
         });
}

/// `{nromal: {mean: 1}}` is a value with a misspelt word, to be named as such, and no way to a value further down.
bool has_misspelt_word(const Node& map, const ChoiceShape& choice) {
  if (map.map().size() != 1 || leads_to_word(map, choice)) return false;
  std::vector<std::string> words;
  for (const Alternative& each : choice.alternatives) words.push_back(each.word);
  return nearest(map.map().front().key, words).has_value();
}

class Flattener {
 public:
  Flattener(const MapShape& shape, const std::string& path, Problems& problems)
      : shape_(shape), path_(path), problems_(problems) {}

  void add(const std::string& above, Entry entry) {
    const std::string key = join_path(above, entry.key);
    if (is_value(entry.value, key)) return keep(key, entry.place, std::move(entry.value));
    // `thickness.normal: {...}` means `thickness: {normal: {...}}`
    const auto dot = key.rfind('.');
    const auto* choice = shape_.known ? nullptr : std::get_if<ChoiceShape>(&shape_.item->form);
    if (choice != nullptr && dot != std::string::npos && is_word_of(*choice, key.substr(dot + 1))) {
      Node chosen{Node::Entries{{key.substr(dot + 1), entry.place, std::move(entry.value)}}, entry.place};
      return keep(key.substr(0, dot), entry.place, std::move(chosen));
    }
    // `rows: {of: ...}` with nothing above it is a value too: its word is its key.
    if (choice != nullptr && dot == std::string::npos && is_content_of_word(*choice, key, entry.value)) {
      Node chosen{Node::Entries{{key, entry.place, std::move(entry.value)}}, entry.place};
      return keep(key, entry.place, std::move(chosen));
    }
    if (!entry.value.is_map() || entry.value.map().empty()) return keep(key, entry.place, std::move(entry.value));
    if (choice != nullptr && has_misspelt_word(entry.value, *choice))
      return keep(key, entry.place, std::move(entry.value));
    for (Entry& below : entry.value.map()) add(key, std::move(below));
  }
  Node take(const Place& place) { return Node{std::move(entries_), place}; }

 private:
  bool is_value(const Node& node, const std::string& key) const {
    if (shape_.known) return shape_.known(key) != nullptr;
    if (node.is_map()) return !node.map().empty() && has_form(node, *shape_.item);
    const auto* choice = std::get_if<ChoiceShape>(&shape_.item->form);
    return choice == nullptr || (node.is_scalar() && is_word_of(*choice, node.scalar().text));
  }
  void keep(const std::string& key, const Place& place, Node value) {
    const auto [earlier, is_new] = places_.emplace(key, place);
    if (is_new) entries_.push_back({key, place, std::move(value)});
    else
      problems_.add(place, join_path(path_, shown(key)),
                    "given twice: here and at " + earlier->second.text() + "; keep one");
  }

  const MapShape& shape_;
  const std::string& path_;
  Problems& problems_;
  Node::Entries entries_;
  std::unordered_map<std::string, Place> places_;
};

}  // namespace

Node flatten(Node map, const MapShape& shape, const std::string& path, Problems& problems) {
  Flattener flattener(shape, path, problems);
  for (Entry& entry : map.map()) flattener.add("", std::move(entry));
  return flattener.take(map.place);
}

}  // namespace voxvolt::config
