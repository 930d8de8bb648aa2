// SPDX-License-Identifier: BSD-3-Clause
// Sets one key of a validated value.
#include <algorithm>
#include <functional>

#include "config/names.hpp"
#include "config/validate.hpp"

namespace voxvolt::config {

namespace {

/// What stands at the end of the path: validated from a node, or given.
using Setter = std::function<Value(const Shape&, const std::string& path)>;

class Assignment {
 public:
  Assignment(std::string path, Setter set, Problems& problems)
      : path_(std::move(path)), set_(std::move(set)), problems_(problems) {}

  /// `rest` of the path leads on from `value`.
  void into(Value& value, const Shape& shape, const std::string& rest) {
    if (rest.empty()) {
      value = set_(shape, path_);
      return;
    }
    std::visit([&](const auto& form) { step(value, form, rest); }, shape.form);
  }

 private:
  void refuse(const Value& value, const std::string& message) { problems_.add(value.place(), path_, message); }
  static std::pair<std::string, std::string> split_first(const std::string& path) {
    const auto dot = path.find('.');
    return {path.substr(0, dot), dot == std::string::npos ? "" : path.substr(dot + 1)};
  }
  std::string above(const std::string& rest) const {
    return rest.size() < path_.size() ? path_.substr(0, path_.size() - rest.size() - 1) : std::string{};
  }

  template <class Form>
  void step(Value& value, const Form&, const std::string& rest) {
    refuse(value, "there is no key `" + shown(rest) + "` below `" + above(rest) + "`");
  }
  void step(Value& value, const StructShape& form, const std::string& rest) { structure(value, *form.schema(), rest); }
  void step(Value& value, const ListShape& form, const std::string& rest) {
    const auto [key, below] = split_first(rest);
    const auto number = element_number(key);
    if (!value.is<List>() || !number || *number > value.as<List>().size())
      return refuse(value, "there is no element `" + shown(key) + "` in this list");
    into(value.as<List>()[*number - 1], *form.item, below);
  }
  void step(Value& value, const MapShape& form, const std::string& rest);
  void step(Value& value, const ChoiceShape& form, const std::string& rest);
  void structure(Value& value, const Schema& schema, const std::string& rest);
  /// A struct that was absent: its defaults, if all that it requires is what is being set.
  Value switched_on(const Schema& schema, const std::string& setting, const Value& where) {
    for (const Member& member : schema.members)
      if (member.must_be_given && member.key != setting)
        refuse(where, "it is not there yet, and requires `" + member.key + "` too");
    Value value = defaults_of(schema);
    value.set_place(where.place());
    return value;
  }
  /// An entry of a map, made when it is missing.
  static Value& entry(Map& map, const std::string& key) {
    for (auto& [name, value] : map)
      if (name == key) return value;
    return map.emplace_back(key, Value()).second;
  }

  std::string path_;
  Setter set_;
  Problems& problems_;
};

void Assignment::structure(Value& value, const Schema& schema, const std::string& rest) {
  const auto [key, below] = split_first(rest);
  const Member* member = schema.find(key);
  if (member == nullptr || !member->shape) {
    const auto meant = nearest(key, keys_of(schema));
    return refuse(value, member != nullptr ? "`" + key + "` is not in this release"
                                           : "there is no key `" + shown(key) + "`" +
                                                 (meant ? "; did you mean `" + *meant + "`?" : ""));
  }
  if (!value.is<Map>()) value = switched_on(schema, key, value);
  const std::size_t before = problems_.size();
  into(entry(value.as<Map>(), key), *member->shape, below);
  for (const auto* groups : {&schema.exactly_one, &schema.at_most_one})
    for (const auto& group : *groups) {
      const auto there = std::ranges::count_if(group, [&](const std::string& k) {
        const Value* found = value.find(k);
        return found != nullptr && !found->is_null();
      });
      if (there > 1 && std::ranges::find(group, key) != group.end())
        refuse(value, "only one of these keys may be there: " + listed(group));
    }
  if (problems_.size() > before || !schema.check) return;
  for (const Complaint& complaint : schema.check(value))
    problems_.add(value.place(), join_path(above(rest), complaint.key), complaint.message);
}

void Assignment::step(Value& value, const ChoiceShape& form, const std::string& rest) {
  const auto [word, below] = split_first(rest);
  const auto chosen = std::ranges::find(form.alternatives, word, &Alternative::word);
  if (chosen == form.alternatives.end()) {
    std::vector<std::string> words;
    for (const Alternative& each : form.alternatives) words.push_back(each.word);
    return refuse(value, "`" + shown(word) + "` is not one of: " + listed(words));
  }
  const SchemaRef schema = chosen->schema();
  if (below.empty()) {
    value = Value(Map{{word, set_(Shape{StructShape{chosen->schema}}, path_)}}, value.place());
    return;
  }
  const bool is_chosen = value.is<Map>() && !value.as<Map>().empty() && value.as<Map>().front().first == word;
  if (!is_chosen) value = Value(Map{{word, switched_on(*schema, split_first(below).first, value)}}, value.place());
  structure(value.as<Map>().front().second, *schema, below);
}

void Assignment::step(Value& value, const MapShape& form, const std::string& rest) {
  if (!value.is<Map>()) value = Value(Map{}, value.place());
  Map& map = value.as<Map>();
  // The longest key that is there or known and that the path starts with; the whole of it where keys are paths.
  for (auto end = rest.size(); end != std::string::npos && end > 0; end = rest.rfind('.', end - 1)) {
    const std::string key = rest.substr(0, end);
    const bool is_there = std::ranges::any_of(map, [&](const auto& e) { return e.first == key; });
    const bool may_be = form.keys_are_paths ? (form.known ? form.known(key) != nullptr : is_path(key)) : is_name(key);
    const ShapeRef shape = form.known ? form.known(key) : form.item;
    if (!shape || !(is_there || may_be)) continue;
    return into(entry(map, key), *shape, end == rest.size() ? "" : rest.substr(end + 1));
  }
  const auto meant = nearest(rest, form.names);
  refuse(value, "there is no key `" + shown(rest) + "`" + (meant ? "; did you mean `" + *meant + "`?" : ""));
}

void assign_with(Value& root, const Shape& shape, const std::string& path, Setter set, Problems& problems) {
  const std::size_t before = problems.size();
  Value changed = root;
  Assignment(path, std::move(set), problems).into(changed, shape, path);
  if (problems.size() == before) root = std::move(changed);
}

/// A value in SI as a key of this shape holds it: a lone value is a list of one, a number goes through shorthands.
Value as_held(Value value, const Shape& shape) {
  if (const auto* list = std::get_if<ListShape>(&shape.form); list && !value.is<List>() && !value.is<Reference>())
    return Value(List{as_held(std::move(value), *list->item)});
  if (const auto* choice = std::get_if<ChoiceShape>(&shape.form); choice && choice->unnamed && !value.is<Map>()) {
    const Alternative& unnamed = choice->alternatives[*choice->unnamed];
    return Value(Map{{unnamed.word, as_held(std::move(value), Shape{StructShape{unnamed.schema}})}});
  }
  if (const auto* nested = std::get_if<StructShape>(&shape.form); nested && !value.is<Map>()) {
    const SchemaRef schema = nested->schema();
    const Member* member = schema->find(schema->shorthand);
    if (member == nullptr || !member->shape) return value;
    Value whole = defaults_of(*schema);
    *whole.find(member->key) = as_held(std::move(value), *member->shape);
    return whole;
  }
  const auto* quantity = std::get_if<QuantityShape>(&shape.form);
  if (quantity && !quantity->whole && value.is<std::int64_t>()) return Value(value.number());
  if (std::holds_alternative<AnyQuantityShape>(shape.form) && (value.is<double>() || value.is<std::int64_t>()))
    return Value(Quantity{value.number(), "1"});
  return value;
}

}  // namespace

void assign(Value& root, const Shape& shape, const std::string& dotted_path, const Node& node, Problems& problems) {
  const Setter set = [&](const Shape& at, const std::string& path) { return validate(node, at, path, problems); };
  assign_with(root, shape, dotted_path, set, problems);
}

void assign(Value& root, const Shape& shape, const std::string& dotted_path, Value value, Problems& problems) {
  const Setter set = [&](const Shape& at, const std::string& path) {
    const Place place = value.place();
    Value held = as_held(value, at);
    held.set_place(place);
    check_bounds(held, at, path, problems);
    return held;
  };
  assign_with(root, shape, dotted_path, set, problems);
}

}  // namespace voxvolt::config
