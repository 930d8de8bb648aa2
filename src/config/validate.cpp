// SPDX-License-Identifier: BSD-3-Clause
#include "config/validate.hpp"

#include <algorithm>

#include "config/free_keys.hpp"
#include "config/names.hpp"
#include "config/scalars.hpp"
#include "config/yaml_advice.hpp"

namespace voxvolt::config {

namespace {

std::string did_you_mean(const std::string& word, const std::vector<std::string>& known) {
  const auto meant = nearest(word, known);
  return meant ? "; did you mean `" + *meant + "`?" : "";
}

/// Named when there are few.
std::string allowed_keys(const std::vector<std::string>& keys) {
  constexpr std::size_t few = 16;
  if (keys.empty()) return "; there are no keys here";
  return keys.size() <= few ? "; keys are: " + listed(keys) : "";
}

/// Walks a tree and its description together. Nodes are taken by value, so that dotted keys are expanded by moving.
class Validator {
 public:
  explicit Validator(Problems& problems) : problems_(problems) {}

  /// `base`: what the enclosing struct holds here by default, for the keys that are not given; may be nullptr.
  Value value(Node node, const Shape& shape, const std::string& path, const Value* base) {
    return std::visit([&](const auto& form) { return take(std::move(node), form, path, base); }, shape.form);
  }

 private:
  template <class Form>
  Value take(Node node, const Form& form, const std::string& path, const Value*) {
    return read(node, form, Reading{path, problems_});
  }
  Value take(Node node, const StructShape& form, const std::string& path, const Value* base) {
    return structure(std::move(node), *form.schema(), path, base);
  }
  Value take(Node node, const ListShape& form, const std::string& path, const Value* base);
  Value take(Node node, const MapShape& form, const std::string& path, const Value* base);
  Value take(Node node, const ChoiceShape& form, const std::string& path, const Value* base);

  Value structure(Node node, const Schema& schema, const std::string& path, const Value* base);
  Value given_member(Node node, const Member& member, const std::string& path, const Value* fallback);
  Value absent_member(const Member& member, const std::string& path, const Place& place, const Value& fallback);
  Value alternative(const Alternative& chosen, Node content, const std::string& path, const Value* base);
  static void add_implied(Node& map, const Schema& schema);
  void check_keys(const Node& map, const Schema& schema, const std::string& path);
  void check_groups(const Node& map, const Schema& schema, const std::string& path);
  void check_struct(const Value& value, const Schema& schema, const std::string& path);

  Problems& problems_;
};

Value Validator::structure(Node node, const Schema& schema, const std::string& path, const Value* base) {
  const Place place = node.place;
  if (!node.is_map() && !node.is_null() && !schema.shorthand.empty())
    node = Node{Node::Entries{{schema.shorthand, place, std::move(node)}}, place};
  if (!node.is_map()) {
    const auto advice = node.is_scalar() ? missing_space(node.scalar().text) : std::nullopt;
    problems_.add(place, path,
                  advice ? *advice : named(node) + " where a map of keys is needed" + allowed_keys(keys_of(schema)));
    return defaults_of(schema);
  }
  const std::size_t before = problems_.size();
  node = expand(std::move(node), path, problems_);
  add_implied(node, schema);
  check_keys(node, schema, path);
  check_groups(node, schema, path);
  Map map;
  for (const Member& member : schema.members) {
    if (!member.shape) continue;
    const std::string below = join_path(path, member.key);
    const Value* held = base == nullptr ? nullptr : base->find(member.key);
    const Value& fallback = held == nullptr ? member.fallback : *held;
    Entry* entry = node.find(member.key);
    map.emplace_back(member.key, entry != nullptr ? given_member(std::move(entry->value), member, below, &fallback)
                                                  : absent_member(member, below, place, fallback));
  }
  Value value(std::move(map), place);
  if (problems_.size() == before) check_struct(value, schema, path);
  return value;
}

void Validator::add_implied(Node& map, const Schema& schema) {
  const Entry* given = schema.implied ? map.find(schema.shorthand) : nullptr;
  if (given == nullptr || !given->value.is_scalar()) return;
  const Place key = given->place, place = given->value.place;
  for (const auto& [name, text] : schema.implied(given->value.scalar().text))
    if (map.find(name) == nullptr) map.map().push_back({name, key, Node{Node::Scalar{text, true}, place}});
}

bool means_absent(const Node& node, const Shape& shape) {
  const bool none_is_a_value = std::holds_alternative<TextShape>(shape.form) ||
                               std::holds_alternative<ListShape>(shape.form) ||
                               std::holds_alternative<ChoiceShape>(shape.form);
  return node.is_word("~") || (node.is_word("none") && !none_is_a_value);
}

Value Validator::given_member(Node node, const Member& member, const std::string& path, const Value* fallback) {
  const Place place = node.place;
  if (member.may_be_absent && means_absent(node, *member.shape)) {
    if (member.must_be_given) problems_.add(place, path, "required: " + member.sentence);
    Value absent;
    absent.set_place(place);
    return absent;
  }
  if (!node.is_null() && !node.is_word("~"))
    return value(std::move(node), *member.shape, path, fallback->is_null() ? nullptr : fallback);
  problems_.add(place, path, "nothing is written here; write a value, or leave the key out");
  return *fallback;
}

Value Validator::absent_member(const Member& member, const std::string& path, const Place& place,
                               const Value& fallback) {
  if (member.must_be_given) {
    problems_.add(place, path, "required: " + member.sentence);
    return fallback;
  }
  // A nested struct may have required keys, and checks of its own.
  const Node nothing{Node::Entries{}, place};
  if (!fallback.is_null()) {
    if (const auto* nested = std::get_if<StructShape>(&member.shape->form))
      return structure(nothing, *nested->schema(), path, &fallback);
    if (const auto* choice = std::get_if<ChoiceShape>(&member.shape->form); choice && !fallback.as<Map>().empty())
      for (const Alternative& each : choice->alternatives)
        if (each.word == fallback.as<Map>().front().first) return alternative(each, nothing, path, &fallback);
  }
  Value value = fallback;
  value.set_place(place);
  return value;
}

void Validator::check_keys(const Node& map, const Schema& schema, const std::string& path) {
  const std::vector<std::string> known = keys_of(schema);
  for (const Entry& entry : map.map()) {
    const Member* member = schema.find(entry.key);
    const std::string key = join_path(path, shown(entry.key));
    if (member == nullptr && problems_.size() < Problems::limit)
      problems_.add(entry.place, key, "unknown key" + did_you_mean(entry.key, known) + allowed_keys(known));
    else if (member == nullptr) problems_.add(entry.place, key, "unknown key");
    else if (!member->shape) problems_.add(entry.place, key, "not in this release");
  }
}

void Validator::check_groups(const Node& map, const Schema& schema, const std::string& path) {
  const auto check = [&](const std::vector<std::string>& group, bool one_is_needed) {
    std::vector<const Entry*> given;
    for (const std::string& key : group)
      if (const Entry* entry = map.find(key); entry != nullptr && !entry->value.is_word("~")) given.push_back(entry);
    if (given.empty() && one_is_needed)
      problems_.add(map.place, path, "one of these keys is required: " + listed(group));
    for (std::size_t i = 1; i < given.size(); ++i)
      problems_.add(given[i]->place, join_path(path, given[i]->key),
                    "excludes `" + given[0]->key + "` (" + given[0]->place.text() + "); give one of: " + listed(group));
  };
  for (const auto& group : schema.exactly_one) check(group, true);
  for (const auto& group : schema.at_most_one) check(group, false);
}

void Validator::check_struct(const Value& value, const Schema& schema, const std::string& path) {
  if (!schema.check) return;
  for (const Complaint& complaint : schema.check(value)) {
    const Value* at = value.find(complaint.key);
    problems_.add(at != nullptr ? at->place() : value.place(), join_path(path, complaint.key), complaint.message);
  }
}

Value Validator::alternative(const Alternative& chosen, Node content, const std::string& path, const Value* base) {
  const Place place = content.place;
  const Value* held = base != nullptr && base->is<Map>() ? base->find(chosen.word) : nullptr;
  Value inner = structure(std::move(content), *chosen.schema(), join_path(path, chosen.word), held);
  return Value(Map{{chosen.word, std::move(inner)}}, place);
}

Value Validator::take(Node node, const ChoiceShape& form, const std::string& path, const Value* base) {
  const Place place = node.place;
  std::vector<std::string> words;
  for (const Alternative& each : form.alternatives) words.push_back(each.word);
  const auto chosen = [&](const std::string& word) {
    return std::ranges::find(form.alternatives, word, &Alternative::word);
  };
  const std::string allowed = "one of: " + listed(words) + (form.unnamed ? ", or a value" : "");
  const auto refuse = [&](const Place& where, const std::string& message) {
    problems_.add(where, path, message);
    return Value(Map{}, place);
  };
  if (node.is_scalar()) {
    const std::string word = node.scalar().text;
    if (const auto found = chosen(word); found != form.alternatives.end())
      return alternative(*found, Node{Node::Entries{}, place}, path, base);
    if (const auto advice = missing_space(word)) return refuse(place, *advice);
    if (!form.unnamed || is_name(word))
      return refuse(place, "`" + shown(word) + "` is not " + allowed + did_you_mean(word, words));
  }
  if (node.is_map()) {
    node = expand(std::move(node), path, problems_);
    if (node.map().size() != 1)
      return refuse(place, std::to_string(node.map().size()) + " keys where one is needed, " + allowed);
    Entry& entry = node.map().front();
    if (const auto found = chosen(entry.key); found != form.alternatives.end())
      return alternative(*found, std::move(entry.value), path, base);
    return refuse(entry.place, "`" + shown(entry.key) + "` is not " + allowed + did_you_mean(entry.key, words));
  }
  if (!form.unnamed || node.is_null())
    return refuse(
        place,
        (node.is_null() ? "nothing is written here; needed is " : named(node) + " where a word is needed, ") + allowed);
  return alternative(form.alternatives[*form.unnamed], std::move(node), path, base);
}

Value Validator::take(Node node, const ListShape& form, const std::string& path, const Value*) {
  const Place place = node.place;
  const bool of_quantities = std::holds_alternative<QuantityShape>(form.item->form) ||
                             std::holds_alternative<AnyQuantityShape>(form.item->form);
  if (of_quantities && is_reference(node, true)) return read_reference(node, Reading{path, problems_});
  Node::Nodes items;
  if (node.is_list()) items = std::move(node.list());
  else if (!node.is_word("none")) items.push_back(std::move(node));
  if (items.size() < form.least || items.size() > form.most) {
    const std::string counted = form.least == form.most ? std::to_string(form.least)
                                : form.most == ListShape{}.most
                                    ? "at least " + std::to_string(form.least)
                                    : std::to_string(form.least) + " to " + std::to_string(form.most);
    problems_.add(place, path, "a list of " + std::to_string(items.size()) + "; needed: " + counted);
  }
  List list;
  for (Node& item : items)
    list.push_back(value(std::move(item), *form.item, join_path(path, std::to_string(list.size() + 1)), nullptr));
  return Value(std::move(list), place);
}

Value Validator::take(Node node, const MapShape& form, const std::string& path, const Value*) {
  const Place place = node.place;
  if (!node.is_map()) {
    const auto advice = node.is_scalar() ? missing_space(node.scalar().text) : std::nullopt;
    problems_.add(place, path, advice ? *advice : named(node) + " where a map of names and values is needed");
    return Value(Map{}, place);
  }
  const auto refuse_name = [&](const Entry& entry) {
    problems_.add(entry.place, join_path(path, shown(entry.key)),
                  "a name is needed: a letter, then letters, digits and `_`");
    return true;
  };
  // Before dots are interpreted: `../x` is to be shown as it was written.
  std::erase_if(node.map(), [&](const Entry& entry) { return !is_path(entry.key) && refuse_name(entry); });
  node =
      form.keys_are_paths ? flatten(std::move(node), form, path, problems_) : expand(std::move(node), path, problems_);
  Map map;
  for (Entry& entry : node.map()) {
    const std::string below = join_path(path, shown(entry.key));
    const bool well_named = form.keys_are_paths ? is_path(entry.key) : is_name(entry.key);
    const ShapeRef shape = !well_named ? nullptr : form.known ? form.known(entry.key) : form.item;
    if (!well_named) refuse_name(entry);
    else if (!shape && problems_.size() < Problems::limit)
      problems_.add(entry.place, below, "unknown key" + did_you_mean(entry.key, form.names) + allowed_keys(form.names));
    else if (!shape) problems_.add(entry.place, below, "unknown key");
    else map.emplace_back(entry.key, value(std::move(entry.value), *shape, below, nullptr));
  }
  return Value(std::move(map), place);
}

}  // namespace

Value validate(const Node& node, const Shape& shape, const std::string& path, Problems& problems) {
  return Validator(problems).value(node, shape, path, nullptr);
}

Value defaults_of(const Schema& schema) {
  Map map;
  for (const Member& member : schema.members)
    if (member.shape) map.emplace_back(member.key, member.fallback);
  return Value(std::move(map));
}

std::vector<std::string> keys_of(const Schema& schema) {
  std::vector<std::string> keys;
  for (const Member& member : schema.members)
    if (member.shape) keys.push_back(member.key);
  return keys;
}

}  // namespace voxvolt::config
