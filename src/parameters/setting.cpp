// SPDX-License-Identifier: BSD-3-Clause
#include "parameters/setting.hpp"

#include <cmath>
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

constexpr const char* kClasses = "classes of one radius each that stand for all of them";

struct LognormalInput {
  static constexpr std::string_view word = "lognormal";
  double sigma = 0.3;
  int classes = 5;
  static void describe(Describe<LognormalInput>& d) {
    d.sentence("Lognormal, whose volume over surface is that of spheres of particle_radius.");
    d.member("sigma", &LognormalInput::sigma, "standard deviation of the radius's logarithm",
             config::unit("1").above(0).at_most(2))
        .required();
    d.member("classes", &LognormalInput::classes, kClasses, config::unit("1").at_least(1).at_most(most_size_classes));
  }
};
struct SizesInput {
  static constexpr std::string_view word = "sizes";
  std::optional<std::vector<double>> radius, diameter;
  std::vector<double> volume_fraction;
  std::optional<int> classes;
  static void describe(Describe<SizesInput>& d) {
    d.sentence("As measured, by volume; particle_radius and the surface follow from it.");
    d.member("radius", &SizesInput::radius, "of each size", config::unit("m").above(0)).length(1, 100000);
    d.member("diameter", &SizesInput::diameter, "of each size, instead", config::unit("m").above(0)).length(1, 100000);
    d.member("volume_fraction", &SizesInput::volume_fraction, "of each size; they are made to sum to 1",
             config::unit("1").at_least(0))
        .required()
        .length(1, 100000);
    d.member("classes", &SizesInput::classes, kClasses, config::unit("1").at_least(1).at_most(most_size_classes));
    d.check([](const SizesInput& in) {
      std::vector<config::Complaint> complaints;
      if (in.radius.has_value() == in.diameter.has_value())
        complaints.push_back({"radius", "give one of radius and diameter"});
      const std::size_t sizes = in.radius ? in.radius->size() : in.diameter ? in.diameter->size() : 0;
      if (complaints.empty() && sizes > 0 && !in.volume_fraction.empty() && sizes != in.volume_fraction.size())
        complaints.push_back({"volume_fraction", "has " + std::to_string(in.volume_fraction.size()) + " entries, and " +
                                                     std::to_string(sizes) + " sizes are given"});
      return complaints;
    });
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

config::ShapeRef sizes_shape() { return config::Form<std::variant<LognormalInput, SizesInput>>::shape({}); }

bool is_known(const SizesText& sizes) {
  if (sizes.lognormal_sigma) return !std::isnan(*sizes.lognormal_sigma);
  return !sizes.radius.empty() && !sizes.volume_fraction.empty();
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
  if (word == LognormalInput::word) {
    const auto given = config::build<LognormalInput>(content);
    SizesText sizes;
    sizes.lognormal_sigma = given.sigma;
    sizes.classes = given.classes;
    return sizes;
  }
  if (word == SizesInput::word) {
    const auto given = config::build<SizesInput>(content);
    SizesText sizes;
    sizes.radius = given.radius ? *given.radius : given.diameter.value_or(std::vector<double>{});
    if (!given.radius)
      for (double& size : sizes.radius) size /= 2;
    sizes.volume_fraction = given.volume_fraction;
    sizes.classes = given.classes.value_or(0);
    return sizes;
  }
  return config::build<Constant<Number>>(content).value;
}

}  // namespace voxvolt::parameters
