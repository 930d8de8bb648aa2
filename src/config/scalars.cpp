// SPDX-License-Identifier: BSD-3-Clause
#include "config/scalars.hpp"

#include <charconv>
#include <cmath>
#include <filesystem>

#include "config/names.hpp"
#include "config/units.hpp"
#include "config/yaml_advice.hpp"

namespace voxvolt::config {

namespace {

/// The text of a scalar; complains and returns nullptr when it is none. `needed` says what belongs here.
const std::string* scalar_text(const Node& node, const char* needed, const Reading& reading) {
  if (node.is_scalar()) return &node.scalar().text;
  reading.complain(node.place, node.is_null() ? "nothing is written here; needed is " + std::string(needed)
                                              : named(node) + " where " + needed + " is needed");
  return nullptr;
}

std::string with_example(const std::string& unit) {
  return "a number with a unit, like `1 " + unit + "` (any unit of that dimension)";
}

void check_whole(double value, const QuantityShape& shape, const std::string& given, const Place& place,
                 const Reading& reading) {
  constexpr double exact = 9007199254740992.0;  // beyond 2^53 not every whole number is a double
  if (value != std::floor(value) || std::abs(value) > exact)
    return reading.complain(place, "`" + shown(given) + "` is not a whole number");
  const auto whole = static_cast<std::int64_t>(value);
  if (whole < shape.smallest || whole > shape.largest)
    return reading.complain(place, "`" + shown(given) + "` is out of range: " + std::to_string(shape.smallest) +
                                       " to " + std::to_string(shape.largest));
  check_number(value, shape, given, place, reading);
}

Value read_whole(const Node& node, const QuantityShape& shape, const Reading& reading) {
  const std::string& text = node.scalar().text;
  std::int64_t whole = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), whole);
  const bool leading_zero = text.size() > 1 && text[text.starts_with('-') ? 1 : 0] == '0';
  if (error == std::errc{} && end == text.data() + text.size() && !leading_zero && shape.unit.si == "1") {
    if (whole < shape.smallest || whole > shape.largest)
      reading.complain(node.place, "`" + shown(text) + "` is out of range: " + std::to_string(shape.smallest) + " to " +
                                       std::to_string(shape.largest));
    else check_number(static_cast<double>(whole), shape, text, node.place, reading);
    return Value(whole, node.place);
  }
  const Quantity given = parse_quantity(text);
  const double value = convert(given.value, given.unit, shape.unit.si, shape.unit.difference);
  check_whole(value, shape, text, node.place, reading);
  return Value(std::abs(value) < 9e18 ? static_cast<std::int64_t>(value) : std::int64_t{0}, node.place);
}

double read_number(const std::string& text, const QuantityShape& shape) {
  const Quantity given = parse_quantity(text);
  if (given.unit == "1" && !is_dimensionless(shape.unit.si))
    throw UnitError("`" + shown(text) + "` has no unit; needed is " + with_example(shape.unit.si));
  return convert(given.value, given.unit, shape.unit.si, shape.unit.difference);
}

/// Turns what is wrong with a number or a unit into a problem.
template <class Read>
Value guarded(const Node& node, const Reading& reading, Read read) {
  try {
    return read();
  } catch (const UnitError& wrong) {
    const auto advice = missing_space(node.scalar().text);
    reading.complain(node.place, advice ? *advice : wrong.what());
    return Value(0.0, node.place);
  }
}

}  // namespace

bool is_reference(const Node& node, bool quotes_count) {
  return node.is_scalar() && node.scalar().text.starts_with('$') && (quotes_count || !node.scalar().quoted);
}

Value read_reference(const Node& node, const Reading& reading) {
  const std::string& text = node.scalar().text;
  const std::string path = text.substr(1);
  const auto dot = path.find('.');
  Reference reference{path.substr(0, dot), dot == std::string::npos ? "" : path.substr(dot + 1)};
  if (path.find_first_of(" +-*/^()") != std::string::npos)
    reading.complain(node.place, "`" + shown(text) +
                                     "`: no arithmetic on references; a derived quantity is a product of a "
                                     "stage, named as `$stage.product`");
  else if (!is_name(reference.stage) || (dot != std::string::npos && !is_path(reference.path)))
    reading.complain(node.place, "`" + shown(text) + "` is not a reference; write `$stage.product`");
  return Value(std::move(reference), node.place);
}

void check_number(double value, const QuantityShape& shape, const std::string& given, const Place& place,
                  const Reading& reading) {
  if (shape.unit.si == "K" && !shape.unit.difference && value < 0)
    reading.complain(place, "`" + shown(given) + "` is below absolute zero");
  else if (!shape.unit.allows(value))
    reading.complain(place, "`" + shown(given) + "` is not allowed; it must be " + shape.unit.allowed_text());
}

Value read(const Node& node, const QuantityShape& shape, const Reading& reading) {
  const char* needed = shape.whole ? "a whole number" : "a number";
  const std::string* text = scalar_text(node, needed, reading);
  if (text == nullptr) return Value(0.0, node.place);
  if (is_reference(node, true)) {
    if (shape.whole) reading.complain(node.place, "`" + shown(*text) + "`: a whole number cannot be a reference");
    const Value reference = read_reference(node, reading);
    if (is_name(reference.as<Reference>().stage) && reference.as<Reference>().path.empty())
      reading.complain(node.place,
                       "`" + shown(*text) + "` names a stage; needed is one of its products, `$stage.product`");
    return reference;
  }
  return guarded(node, reading, [&] {
    if (shape.whole) return read_whole(node, shape, reading);
    const double value = read_number(*text, shape);
    check_number(value, shape, *text, node.place, reading);
    return Value(value, node.place);
  });
}

Value read(const Node& node, const AnyQuantityShape&, const Reading& reading) {
  const std::string* text = scalar_text(node, "a number with its unit", reading);
  if (text == nullptr) return Value(Quantity{}, node.place);
  if (is_reference(node, true)) return read_reference(node, reading);
  return guarded(node, reading, [&] { return Value(parse_quantity(*text), node.place); });
}

Value read(const Node& node, const TextShape&, const Reading& reading) {
  const std::string* text = scalar_text(node, "a text", reading);
  if (text == nullptr) return Value(std::string{}, node.place);
  return is_reference(node) ? read_reference(node, reading) : Value(*text, node.place);
}

Value read(const Node& node, const FlagShape&, const Reading& reading) {
  const std::string* text = scalar_text(node, "true or false", reading);
  if (text != nullptr && *text != "true" && *text != "false")
    reading.complain(node.place, named(node) + " is not a flag; write true or false");
  return Value(text != nullptr && *text == "true", node.place);
}

Value read(const Node& node, const FileShape&, const Reading& reading) {
  const std::string* text = scalar_text(node, "the path of a file", reading);
  std::string path;
  if (text != nullptr && text->empty()) reading.complain(node.place, "the path of a file is needed, not an empty text");
  if (text != nullptr && !text->empty()) {
    namespace fs = std::filesystem;
    // The source of `--set` is no file: its folder is empty, which is the working directory.
    const fs::path folder = node.place.source ? fs::path(*node.place.source).parent_path() : fs::path{};
    path = fs::absolute(folder / *text).lexically_normal().string();
  }
  return Value(Map{{"path", Value(path, node.place)}, {"sha256", Value(std::string{}, node.place)}}, node.place);
}

Value read(const Node& node, const StageShape&, const Reading& reading) {
  const std::string* text = scalar_text(node, "a stage, `$name`", reading);
  if (text == nullptr) return Value(Reference{}, node.place);
  if (!is_reference(node, true)) {
    reading.complain(
        node.place, named(node) + " is not a stage; write " + (is_name(*text) ? "`$" + shown(*text) + "`" : "`$name`"));
    return Value(Reference{}, node.place);
  }
  Value reference = read_reference(node, reading);
  // `$ensemble.table` is the ensemble as a table of its members, which only its stage can be.
  if (reference.as<Reference>().path == "table") reference.as<Reference>().path.clear();
  if (!reference.as<Reference>().path.empty())
    reading.complain(node.place, "`" + shown(*text) + "` names a product; needed is its stage alone, `$" +
                                     shown(reference.as<Reference>().stage) + "`");
  return reference;
}

}  // namespace voxvolt::config
