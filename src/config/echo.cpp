// SPDX-License-Identifier: BSD-3-Clause
#include <algorithm>
#include <cmath>

#include "config/echo.hpp"
#include "config/json.hpp"
#include "config/names.hpp"
#include "config/units.hpp"

namespace voxvolt::config {

namespace {

/// Does a text stand in YAML without quotes, and read back as itself wherever a scalar may stand?
bool stands_plain(const std::string& text) {
  if (text.empty() || text == "none" || text == "null" || text == "Null" || text == "NULL") return false;
  const auto is_plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("_./+^").find(c) != std::string_view::npos;
  };
  const auto may_be_within = [&](char c) { return is_plain(c) || c == '-' || c == ' '; };
  return is_plain(text.front()) && is_plain(text.back()) && std::ranges::all_of(text, may_be_within);
}

/// Double quotes of JSON are double quotes of YAML.
std::string scalar_text(const std::string& text) { return stands_plain(text) ? text : to_json(Value(text)); }

/// Can a default be written at all? Infinity cannot, nor a file or a stage that is not named yet.
bool can_be_written(const Value& value, const Shape& shape) {
  if (value.is<double>()) return std::isfinite(value.as<double>());
  if (value.is<Reference>()) return !value.as<Reference>().stage.empty();
  return !std::holds_alternative<FileShape>(shape.form) || !value.is<Map>() ||
         !value.find("path")->as<std::string>().empty();
}

bool is_written(const Value& value, const Member* member) {
  if (member == nullptr || !member->shape) return false;
  return value.is_null() ? !member->fallback.is_null() : can_be_written(value, *member->shape);
}

class Writer {
 public:
  /// `key: value` or `key:` and a block below, at `indent` spaces.
  void entry(const std::string& key, const Value& value, const Shape& shape, int indent) {
    const std::string before = spaces(indent) + key + ":";
    if (const auto line = one_line(value, shape)) {
      out_ += before + " " + *line + "\n";
      return;
    }
    out_ += before + "\n";
    block(value, shape, indent + 2);
  }

  void block(const Value& value, const Shape& shape, int indent) {
    if (const auto line = one_line(value, shape)) {
      out_ += spaces(indent) + *line + "\n";
    } else if (value.is<List>()) {
      const Shape& item_shape = *std::get<ListShape>(shape.form).item;
      for (const Value& item : value.as<List>()) {
        const std::size_t start = out_.size();
        block(item, item_shape, indent + 2);
        out_[start + static_cast<std::size_t>(indent)] = '-';
      }
    } else {
      std::visit([&](const auto& form) { map(value.as<Map>(), form, indent); }, shape.form);
    }
  }
  std::string take() { return std::move(out_); }

 private:
  static std::string spaces(int indent) { return std::string(static_cast<std::size_t>(indent), ' '); }

  template <class Form>
  void map(const Map&, const Form&, int) {}
  void map(const Map& map, const StructShape& form, int indent) {
    const SchemaRef schema = form.schema();
    for (const auto& [key, value] : map) {
      const Member* member = schema->find(key);
      if (is_written(value, member)) entry(key, value, *member->shape, indent);
    }
  }
  void map(const Map& map, const MapShape& form, int indent) {
    for (const auto& [key, value] : map) {
      const ShapeRef shape = form.known ? form.known(key) : form.item;
      if (shape) entry(key, value, *shape, indent);
    }
  }
  void map(const Map& map, const ChoiceShape& form, int indent) {
    for (const auto& [word, value] : map)
      for (const Alternative& each : form.alternatives)
        if (each.word == word) entry(word, value, Shape{StructShape{each.schema}}, indent);
  }

  /// The value on one line, when it is no block.
  static std::optional<std::string> one_line(const Value& value, const Shape& shape) {
    if (value.is_null()) return "~";
    if (value.is<Reference>()) return value.as<Reference>().text();
    if (const auto* quantity = std::get_if<QuantityShape>(&shape.form)) {
      if (value.is<std::int64_t>() && quantity->unit.si == "1") return std::to_string(value.as<std::int64_t>());
      return with_unit(value.number(), quantity->unit.si);
    }
    if (value.is<Quantity>()) return with_unit(value.as<Quantity>().value, value.as<Quantity>().unit);
    if (value.is<bool>()) return value.as<bool>() ? "true" : "false";
    if (value.is<std::string>()) return scalar_text(value.as<std::string>());
    if (std::holds_alternative<FileShape>(shape.form)) return scalar_text(value.find("path")->as<std::string>());
    if (value.is<List>()) return flow(value.as<List>(), *std::get<ListShape>(shape.form).item);
    if (is_empty(value.as<Map>(), shape)) return "{}";
    if (const auto* choice = std::get_if<ChoiceShape>(&shape.form))
      for (const Alternative& each : choice->alternatives) {
        const auto& [word, content] = value.as<Map>().front();
        if (each.word == word && is_empty(content.as<Map>(), Shape{StructShape{each.schema}})) return word;
      }
    return {};
  }
  static std::optional<std::string> flow(const List& list, const Shape& item_shape) {
    std::string text;
    for (const Value& item : list) {
      const auto line = one_line(item, item_shape);
      if (!line) return {};
      text += (text.empty() ? "" : ", ") + *line;
    }
    return "[" + text + "]";
  }
  /// Nothing of it will be written.
  static bool is_empty(const Map& map, const Shape& shape) {
    const auto* nested = std::get_if<StructShape>(&shape.form);
    if (nested == nullptr) return map.empty();
    const SchemaRef schema = nested->schema();
    return std::ranges::none_of(map, [&](const auto& e) { return is_written(e.second, schema->find(e.first)); });
  }

  std::string out_;
};

}  // namespace

std::string to_yaml(const Value& value, const Shape& shape, int indent) {
  Writer writer;
  writer.block(value, shape, indent);
  return writer.take();
}

}  // namespace voxvolt::config
