// SPDX-License-Identifier: BSD-3-Clause
#include "parameters/setting.hpp"

#include <limits>
#include <stdexcept>

namespace voxvolt::parameters {
namespace {

using config::Describe;

// SI units of functions, as types: a choice is described by types.
struct SquareMetrePerSecond {
  static constexpr const char* si = "m^2/s";
};
struct SiemensPerMetre {
  static constexpr const char* si = "S/m";
};
struct Volt {
  static constexpr const char* si = "V";
};
struct VoltPerKelvin {
  static constexpr const char* si = "V/K";
};
struct AmperePerSquareMetre {
  static constexpr const char* si = "A/m^2";
};
struct Number {
  static constexpr const char* si = "1";
};

template <class Unit>
struct Constant {
  static constexpr std::string_view word = "constant";
  static constexpr bool unnamed = true;
  double value = 0;
  static void describe(Describe<Constant>& d) {
    d.sentence("The same everywhere.");
    d.member("value", &Constant::value, "the value", config::unit(Unit::si)).required();
    d.shorthand("value");
  }
};
struct ExpressionInput {
  static constexpr std::string_view word = "expression";
  std::string text;
  std::string unit;
  static void describe(Describe<ExpressionInput>& d) {
    d.sentence("A formula of x, a stoichiometry or a concentration in mol/m^3, and the temperature T in K.");
    d.member("text", &ExpressionInput::text, "the formula: + - * / ** ( ) exp tanh cosh sqrt ln ...").required();
    d.member("unit", &ExpressionInput::unit, "unit of its value; the SI unit if not given");
    d.shorthand("text");
  }
};
struct TableInput {
  static constexpr std::string_view word = "table";
  std::vector<double> x, y;
  std::string x_unit = "1", unit = "1";
  static void describe(Describe<TableInput>& d) {
    d.sentence("A smooth monotone curve through points.");
    d.member("x", &TableInput::x, "stoichiometries or concentrations, ascending").required().length(2, 100000);
    d.member("y", &TableInput::y, "the values there").required().length(2, 100000);
    d.member("x_unit", &TableInput::x_unit, "unit of x");
    d.member("unit", &TableInput::unit, "unit of y");
  }
};

template <class Unit>
config::ShapeRef shape_for() {
  return config::Form<std::variant<Constant<Unit>, ExpressionInput, TableInput>>::shape({});
}

}  // namespace

config::ShapeRef function_shape(const std::string& si) {
  if (si == SquareMetrePerSecond::si) return shape_for<SquareMetrePerSecond>();
  if (si == SiemensPerMetre::si) return shape_for<SiemensPerMetre>();
  if (si == Volt::si) return shape_for<Volt>();
  if (si == VoltPerKelvin::si) return shape_for<VoltPerKelvin>();
  if (si == AmperePerSquareMetre::si) return shape_for<AmperePerSquareMetre>();
  if (si == Number::si) return shape_for<Number>();
  throw std::logic_error("no function of a cell has the unit " + si);
}

Setting setting_of(const config::Value& value) {
  if (value.is<config::Reference>()) return std::numeric_limits<double>::quiet_NaN();
  if (!value.is<config::Map>()) return value.number();
  const auto& [word, content] = value.as<config::Map>().front();
  if (word == ExpressionInput::word) {
    const auto given = config::build<ExpressionInput>(content);
    return ExpressionText{given.text, given.unit};
  }
  if (word == TableInput::word) {
    const auto given = config::build<TableInput>(content);
    return TableText{given.x, given.y, given.x_unit, given.unit};
  }
  return config::build<Constant<Number>>(content).value;
}

}  // namespace voxvolt::parameters
