// SPDX-License-Identifier: BSD-3-Clause
#include "parameters/bpx_value.hpp"

#include <algorithm>
#include <cctype>
#include <numeric>

#include "config/names.hpp"
#include "config/units.hpp"
#include "parameters/expression.hpp"
#include "parameters/function.hpp"

namespace voxvolt::parameters::bpx {
namespace {

using config::Node;

constexpr const char* kForms = "a number, a formula of x in quotes, or a table {\"x\": [...], \"y\": [...]}";

std::string number_is_needed(const Node& node) {
  std::string text = config::named(node) + " where a number is needed";
  if (node.is_scalar() && !node.scalar().text.empty()) {
    const char first = node.scalar().text.front();
    const bool counts = std::isdigit(static_cast<unsigned char>(first)) || first == '-';
    if (counts && !node.scalar().quoted && node.scalar().text.find(' ') != std::string::npos)
      text += "; its unit is that of the key";
    if (counts && node.scalar().quoted) text += "; leave the quotes out";
  }
  return text;
}

/// Ascending in x; equal points once.
std::optional<TableText> sorted(const std::vector<double>& x, const std::vector<double>& y, const Node& node,
                                const Reading& reading) {
  std::vector<std::size_t> order(x.size());
  std::iota(order.begin(), order.end(), 0u);
  std::ranges::stable_sort(order, {}, [&](std::size_t i) { return x[i]; });
  TableText table;
  for (const std::size_t i : order) {
    if (!table.x.empty() && table.x.back() == x[i]) {
      if (table.y.back() == y[i]) continue;
      reading.complain(node.place, "the table has two values at x = " + config::shortest(x[i]) + ": " +
                                       config::shortest(table.y.back()) + " and " + config::shortest(y[i]) +
                                       "; keep one");
      return {};
    }
    table.x.push_back(x[i]);
    table.y.push_back(y[i]);
  }
  if (table.x.size() >= 2) return table;
  reading.complain(node.place,
                   "the table has " + std::to_string(table.x.size()) + " points of different x; at least 2 are needed");
  return {};
}

std::optional<TableText> read_table(const Node& node, const Reading& reading) {
  bool known = true;
  for (const config::Entry& entry : node.map())
    if (entry.key != "x" && entry.key != "y") {
      known = false;
      reading.complain(entry.place, "unknown key `" + config::shown(entry.key) + "` of a table; it has x and y");
    }
  const config::Entry *x = node.find("x"), *y = node.find("y");
  if (!x || !y) {
    reading.complain(node.place, std::string("the table has no `") + (x ? "y" : "x") + "`; it needs x and y");
    return {};
  }
  const auto xs = read_numbers(x->value, {reading.path + ".x", reading.problems});
  const auto ys = read_numbers(y->value, {reading.path + ".y", reading.problems});
  if (!xs || !ys || !known) return {};
  if (xs->size() == ys->size()) return sorted(*xs, *ys, node, reading);
  reading.complain(node.place, "the table has " + std::to_string(xs->size()) + " x and " + std::to_string(ys->size()) +
                                   " y; they go together one by one");
  return {};
}

}  // namespace

std::string below(const std::string& path, const std::string& key) { return path.empty() ? key : path + "." + key; }

std::string nearest_of(const std::string& word, const std::vector<std::string>& known) {
  auto meant = config::nearest(word, known);
  for (const std::string& key : known)
    if (key.starts_with(word + " [")) meant = key;  // its unit is missing
  return meant ? "; did you mean `" + *meant + "`?" : "";
}

void check_keys(const Node& map, const std::string& path, const std::vector<std::string>& known,
                config::Problems& problems) {
  for (const config::Entry& entry : map.map())
    if (std::ranges::find(known, entry.key) == known.end())
      problems.add(entry.place, below(path, config::shown(entry.key)),
                   "unknown key" + nearest_of(entry.key, known) + "; keys here are: " + config::listed(known));
}

void check_formula(const std::string& text) {
  const std::vector<std::string> known{"x", "exp", "tanh", "cosh"};
  for (std::size_t i = 0; i < text.size();) {
    const auto is = [&](std::size_t k, int (*kind)(int)) {
      return k < text.size() && kind(static_cast<unsigned char>(text[k])) != 0;
    };
    std::size_t end = i + 1;
    if (is(i, std::isdigit) || (text[i] == '.' && is(i + 1, std::isdigit))) {
      while (is(end, std::isdigit) || (end < text.size() && text[end] == '.')) ++end;
      if (end < text.size() && (text[end] == 'e' || text[end] == 'E')) {
        std::size_t k = end + 1;
        if (k < text.size() && (text[k] == '+' || text[k] == '-')) ++k;
        if (is(k, std::isdigit)) end = k;
        while (is(end, std::isdigit)) ++end;
      }
    } else if (is(i, std::isalpha) || text[i] == '_') {
      while (is(end, std::isalnum) || (end < text.size() && text[end] == '_')) ++end;
      const std::string name = text.substr(i, end - i);
      if (std::ranges::find(known, name) == known.end())
        throw ExpressionError("has `" + config::shown(name) + "`; formulas of BPX have x, exp, tanh, cosh and numbers");
    } else if (std::string_view("+-*/() \t\n").find(text[i]) == std::string_view::npos) {
      throw ExpressionError("has `" + config::shown(text.substr(i, 1)) + "` at character " + std::to_string(i + 1) +
                            "; formulas of BPX have + - * / ** ( )");
    }
    i = end;
  }
}

std::optional<double> read_number(const Node& node, const Reading& reading) {
  try {
    if (node.is_scalar() && !node.scalar().quoted) return config::parse_number(node.scalar().text);
  } catch (const config::UnitError& error) {
    reading.complain(node.place, number_is_needed(node) + ": " + error.what());
    return {};
  }
  reading.complain(node.place, number_is_needed(node));
  return {};
}

std::optional<std::vector<double>> read_numbers(const Node& node, const Reading& reading) {
  if (!node.is_list()) {
    reading.complain(node.place, config::named(node) + " where a list of numbers is needed");
    return {};
  }
  std::vector<double> numbers;
  for (std::size_t i = 0; i < node.list().size(); ++i)
    if (const auto number = read_number(node.list()[i], {reading.path + "." + std::to_string(i + 1), reading.problems}))
      numbers.push_back(*number);
  if (numbers.size() < node.list().size()) return {};
  return numbers;
}

std::optional<Setting> read_function(const Node& node, const Reading& reading) {
  if (node.is_map()) {
    if (auto table = read_table(node, reading)) return Setting(std::move(*table));
    return {};
  }
  if (!node.is_scalar()) {
    reading.complain(node.place, config::named(node) + " where one of these is needed: " + kForms);
    return {};
  }
  const std::string& text = node.scalar().text;
  if (!node.scalar().quoted) try {
      return Setting(config::parse_number(text));
    } catch (const config::UnitError&) {}
  try {
    check_formula(text);
    (void)Expression(text);
    return Setting(ExpressionText{text, ""});
  } catch (const ExpressionError& error) {
    reading.complain(node.place, "the formula `" + config::shown(text) + "` " + error.what());
  } catch (const config::UnitError& error) { reading.complain(node.place, error.what()); }
  return {};
}

std::optional<Setting> read_setting(const Node& node, const ParameterSpec& spec, const Reading& reading, Kind kind) {
  std::optional<Setting> setting;
  const bool is_function = spec.argument != Argument::none;
  if (is_function && (kind == Kind::own || spec.path != "electrolyte.cation_transference_number"))
    setting = read_function(node, reading);
  else if (const auto number = read_number(node, reading)) setting = *number;
  if (!setting) return {};
  if (auto* table = std::get_if<TableText>(&*setting)) {
    table->unit = spec.unit.si;
    table->x_unit = spec.argument == Argument::concentration ? "mol/m^3" : "1";
  }
  if (const double* number = std::get_if<double>(&*setting); number && !spec.unit.allows(*number)) {
    reading.complain(node.place, "`" + config::shown(node.scalar().text) + "` is not allowed; it must be " +
                                     spec.unit.allowed_text());
    return {};
  }
  if (is_function) try {
      constexpr double kUsualReference = 298.15;  // K; formulas of BPX do not depend on it
      (void)FunctionCompiler().compile(spec, *setting, kUsualReference);
    } catch (const std::invalid_argument& error) {
      const bool is_formula = std::holds_alternative<ExpressionText>(*setting);
      reading.complain(
          node.place,
          (is_formula ? "the formula `" + config::shown(node.scalar().text) + "` " : "the table ") + error.what());
      return {};
    }
  return setting;
}

}  // namespace voxvolt::parameters::bpx
