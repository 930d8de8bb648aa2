// SPDX-License-Identifier: BSD-3-Clause
// Walks over values and descriptions together.
#include <algorithm>
#include <cmath>

#include "config/names.hpp"
#include "config/scalars.hpp"
#include "config/units.hpp"
#include "config/validate.hpp"

namespace voxvolt::config {

namespace {

/// The shapes of what stands directly below a value: visit(child, shape, key).
template <class AnyValue, class Visit>
void each_child(AnyValue& value, const Shape& shape, Visit visit) {
  if (const auto* list = std::get_if<ListShape>(&shape.form); list && value.template is<List>()) {
    std::size_t number = 0;
    for (auto& item : value.template as<List>()) visit(item, *list->item, std::to_string(++number));
  }
  if (!value.template is<Map>()) return;
  for (auto& [key, below] : value.template as<Map>()) {
    ShapeRef found;
    if (const auto* nested = std::get_if<StructShape>(&shape.form)) {
      const Member* member = nested->schema()->find(key);
      if (member != nullptr) found = member->shape;
    } else if (const auto* map = std::get_if<MapShape>(&shape.form)) {
      found = map->known ? map->known(key) : map->item;
    } else if (const auto* choice = std::get_if<ChoiceShape>(&shape.form)) {
      const auto chosen = std::ranges::find(choice->alternatives, key, &Alternative::word);
      if (chosen != choice->alternatives.end()) found = make_shape(StructShape{chosen->schema});
    }
    if (found) visit(below, *found, key);
  }
}

std::pair<std::string, std::string> split_first(const std::string& path) {
  const auto dot = path.find('.');
  return {path.substr(0, dot), dot == std::string::npos ? "" : path.substr(dot + 1)};
}

/// Below a map with known keys: the longest key that the path starts with.
ShapeRef shape_in_map(const MapShape& map, const std::string& path) {
  if (map.keys_are_paths && !map.known) return map.item;
  for (auto end = path.size(); end != std::string::npos && end > 0; end = path.rfind('.', end - 1)) {
    const std::string key = path.substr(0, end);
    if (!map.keys_are_paths && key.find('.') != std::string::npos) continue;
    const ShapeRef shape = map.known ? map.known(key) : is_name(key) ? map.item : nullptr;
    if (shape) return end == path.size() ? shape : shape_at(*shape, path.substr(end + 1));
  }
  return nullptr;
}

}  // namespace

void each_reference(Value& value, const Shape& shape, const ReferenceVisitor& visit, const std::string& path) {
  if (value.is<Reference>()) return visit(value, shape, path);
  each_child(value, shape, [&](Value& below, const Shape& expected, const std::string& key) {
    each_reference(below, expected, visit, join_path(path, key));
  });
}

ShapeRef shape_at(const Shape& shape, const std::string& dotted_path) {
  if (dotted_path.empty()) return std::make_shared<const Shape>(shape);
  const auto [key, rest] = split_first(dotted_path);
  if (const auto* map = std::get_if<MapShape>(&shape.form)) return shape_in_map(*map, dotted_path);
  ShapeRef below;
  if (const auto* nested = std::get_if<StructShape>(&shape.form)) {
    const Member* member = nested->schema()->find(key);
    if (member != nullptr) below = member->shape;
  } else if (const auto* list = std::get_if<ListShape>(&shape.form)) {
    if (element_number(key)) below = list->item;
  } else if (const auto* choice = std::get_if<ChoiceShape>(&shape.form)) {
    for (const Alternative& each : choice->alternatives)
      if (each.word == key) below = make_shape(StructShape{each.schema});
  }
  if (!below || rest.empty()) return below;
  return shape_at(*below, rest);
}

std::string sentence_at(const Shape& shape, const std::string& dotted_path) {
  const auto of = [](const Shape& above, const std::string& key) -> std::string {
    if (const auto* nested = std::get_if<StructShape>(&above.form)) {
      const Member* member = nested->schema()->find(key);
      return member != nullptr ? member->sentence : "";
    }
    const auto* map = std::get_if<MapShape>(&above.form);
    return map != nullptr && map->meaning && map->known && map->known(key) ? map->meaning(key) : "";
  };
  for (auto end = dotted_path.size(); end != std::string::npos && end > 0; end = dotted_path.rfind('.', end - 1)) {
    const std::string path = dotted_path.substr(0, end);
    for (auto dot = path.size(); dot != std::string::npos && dot > 0;) {  // a map's key may have dots of its own
      dot = path.rfind('.', dot - 1);
      const ShapeRef above = shape_at(shape, dot == std::string::npos ? "" : path.substr(0, dot));
      const std::string said = above ? of(*above, dot == std::string::npos ? path : path.substr(dot + 1)) : "";
      if (!said.empty()) return said;
    }
  }
  return "";
}

namespace {

/// What a value of this form looks like; complains when it looks otherwise.
class BoundsCheck {
 public:
  BoundsCheck(const Value& value, const Reading& reading) : value_(value), reading_(reading) {}

  void operator()(const QuantityShape& shape) const {
    if (value_.is<Reference>() && !shape.whole) return;
    const bool integer = value_.is<std::int64_t>();
    if (!integer && (shape.whole || !value_.is<double>()))
      return complain(shape.whole ? "a whole number is needed" : "a number is needed");
    const double number = value_.number();
    const std::string given = with_unit(number, shape.unit.si);
    if (!std::isfinite(number)) return complain("`" + given + "` is not a finite number");
    if (integer && (value_.as<std::int64_t>() < shape.smallest || value_.as<std::int64_t>() > shape.largest))
      return complain("`" + given + "` is out of range");
    check_number(number, shape, given, value_.place(), reading_);
  }
  void operator()(const AnyQuantityShape&) const {
    need(value_.is<Quantity>() || value_.is<Reference>(), "a number with its unit");
  }
  void operator()(const TextShape&) const { need(value_.is<std::string>() || value_.is<Reference>(), "a text"); }
  void operator()(const FlagShape&) const { need(value_.is<bool>(), "true or false"); }
  void operator()(const StageShape&) const { need(value_.is<Reference>(), "a stage"); }
  void operator()(const FileShape&) const { need(value_.is<Map>(), "a file"); }
  void operator()(const ListShape& shape) const {
    if (value_.is<Reference>()) return;
    need(value_.is<List>(), "a list");
    if (!value_.is<List>()) return;
    const std::size_t size = value_.as<List>().size();
    if (size < shape.least || size > shape.most)
      complain("a list of " + std::to_string(size) + "; needed: " + std::to_string(shape.least) + " to " +
               std::to_string(shape.most));
  }
  void operator()(const MapShape&) const { need(value_.is<Map>(), "a map"); }
  void operator()(const ChoiceShape&) const {
    need(value_.is<Map>() && value_.as<Map>().size() == 1, "a word and its keys");
  }
  void operator()(const StructShape&) const { need(value_.is<Map>(), "a map of keys"); }

 private:
  void complain(const std::string& message) const { reading_.complain(value_.place(), message); }
  void need(bool is_there, const char* what) const {
    if (!is_there) complain(std::string(what) + " is needed");
  }

  const Value& value_;
  const Reading& reading_;
};

}  // namespace

void check_bounds(const Value& value, const Shape& shape, const std::string& path, Problems& problems) {
  if (value.is_null()) return;  // an absent optional
  std::visit(BoundsCheck(value, Reading{path, problems}), shape.form);
  each_child(value, shape, [&](const Value& below, const Shape& expected, const std::string& key) {
    check_bounds(below, expected, join_path(path, key), problems);
  });
}

}  // namespace voxvolt::config
