// SPDX-License-Identifier: BSD-3-Clause
#include "parameters/function.hpp"

#include <cmath>
#include <limits>

#include "config/units.hpp"
#include "parameters/expression.hpp"

namespace voxvolt::parameters {
namespace {

using numerics::SmoothCurve;

constexpr double kGasConstant = 8.31446261815324;  // J/(mol K), exact
constexpr double kMostConcentration = 5000;        // mol/m^3, end of the tables

double last_of(Argument argument) { return argument == Argument::concentration ? kMostConcentration : 1; }
double middle_of(Argument argument) { return argument == Argument::concentration ? 1000 : 0.5; }

std::string checked_unit(const std::string& given, const std::string& si, const char* what) {
  if (given.empty()) return si;
  if (!config::same_dimension(given, si))
    throw config::UnitError(std::string(what) + " `" + given + "` has another dimension; needed is a unit like `" + si +
                            "`");
  return given;
}

/// The activation energy E for which f(x, T) = f(x, T0) exp(E/R (1/T0 - 1/T)), the same for all x and T.
double arrhenius_energy(const Expression& f, const ParameterSpec& spec, double reference) {
  const auto energy = [&](double x, double t) {
    return kGasConstant * std::log(f(x, t) / f(x, reference)) / (1 / reference - 1 / t);
  };
  const double last = last_of(spec.argument), common = energy(middle_of(spec.argument), reference + 10);
  for (const double share : {0.05, 0.2, 0.4, 0.7, 0.95})
    for (const double step : {-30.0, -10.0, 20.0, 40.0})
      if (const double other = energy(share * last, reference + step);
          !(std::fabs(other - common) <= 1e-6 * (1000 + std::fabs(common))))
        throw std::invalid_argument(
            "depends on T otherwise than by one factor exp(E/R (1/T_reference - 1/T)), which is all that this release "
            "takes; give it at the reference temperature, with its activation energy" +
            std::string(spec.unit.si == "V" ? " or its entropic_change_coefficient" : ""));
  return common;
}

CompiledFunction of_expression(const ParameterSpec& spec, const ExpressionText& given, double temperature) {
  const std::string unit = checked_unit(given.unit, spec.unit.si, "the unit of its value,");
  const Expression f(given.text);
  const double scale = config::convert(1, unit, spec.unit.si, true);
  CompiledFunction made;
  if (f.names_temperature()) made.activation_energy = arrhenius_energy(f, spec, temperature);
  made.curve = std::make_shared<const SmoothCurve>(
      SmoothCurve::of([&](double x) { return scale * f(x, temperature); }, 0, last_of(spec.argument)));
  return made;
}

CompiledFunction of_table(const ParameterSpec& spec, const TableText& given) {
  const std::string unit = checked_unit(given.unit, spec.unit.si, "the unit of y,");
  const std::string x_si = spec.argument == Argument::concentration ? "mol/m^3" : "1";
  const std::string x_unit = checked_unit(given.x_unit, x_si, "the unit of x,");
  std::vector<double> x, y;
  for (const double value : given.x) x.push_back(config::convert(value, x_unit, x_si));
  for (const double value : given.y) y.push_back(config::convert(value, unit, spec.unit.si, true));
  CompiledFunction made;
  made.curve = std::make_shared<const SmoothCurve>(SmoothCurve::through(x, y));
  return made;
}

CompiledFunction made_of(const ParameterSpec& spec, const Setting& setting, double temperature) {
  CompiledFunction made;
  if (const double* number = std::get_if<double>(&setting)) {
    if (!spec.unit.allows(*number) && !std::isnan(*number))
      throw std::invalid_argument("`" + config::with_unit(*number, spec.unit.si) + "` is not allowed; it must be " +
                                  spec.unit.allowed_text());
    made.constant = true;
    made.value = *number;
    if (!std::isnan(*number))
      made.curve = std::make_shared<const SmoothCurve>(
          SmoothCurve::of([&](double) { return *number; }, 0, last_of(spec.argument), 4));
    return made;
  }
  made = std::holds_alternative<ExpressionText>(setting)
             ? of_expression(spec, std::get<ExpressionText>(setting), temperature)
             : of_table(spec, std::get<TableText>(setting));
  const double middle = middle_of(spec.argument);
  made.value = (*made.curve)(middle);
  made.constant = made.curve->is_constant();
  if (!spec.unit.allows(made.value))
    throw std::invalid_argument("is " + config::with_unit(made.value, spec.unit.si) +
                                " at x = " + config::shortest(middle) + "; it must be " + spec.unit.allowed_text());
  return made;
}

/// Equal keys mean equal functions.
std::string key_of(const ParameterSpec& spec, const Setting& setting, double temperature) {
  std::string key = spec.path.substr(spec.path.find('.')) + "\n" + spec.unit.si + "\n" + config::shortest(temperature);
  if (const double* number = std::get_if<double>(&setting)) return key + "\n" + config::shortest(*number);
  if (const auto* formula = std::get_if<ExpressionText>(&setting))
    return key + "\n" + formula->unit + "\n" + formula->text;
  const auto& table = std::get<TableText>(setting);
  key += "\n" + table.unit + "\n" + table.x_unit;
  for (const auto* column : {&table.x, &table.y})
    for (const double value : *column) key += " " + config::shortest(value);
  return key;
}

}  // namespace

const CompiledFunction& FunctionCompiler::compile(const ParameterSpec& spec, const Setting& setting,
                                                  double temperature) {
  if (const double* number = std::get_if<double>(&setting); number && std::isnan(*number)) {
    static const CompiledFunction unknown{nullptr, std::numeric_limits<double>::quiet_NaN(), true, 0};
    return unknown;
  }
  const std::string key = key_of(spec, setting, std::isnan(temperature) ? 298.15 : temperature);
  if (const auto found = known_.find(key); found != known_.end()) return found->second;
  return known_[key] = made_of(spec, setting, std::isnan(temperature) ? 298.15 : temperature);
}

cell::Curve FunctionCompiler::sum_of(const cell::Curve& a, double weight_a, const cell::Curve& b, double weight_b) {
  cell::Curve& sum = sums_[{a, weight_a, b, weight_b}];
  if (!sum)
    sum = std::make_shared<const SmoothCurve>(
        SmoothCurve::of([&](double x) { return weight_a * (*a)(x) + (b ? weight_b * (*b)(x) : 0); }, a->first(),
                        a->last(), a->intervals()));
  return sum;
}

}  // namespace voxvolt::parameters
