// SPDX-License-Identifier: BSD-3-Clause
// Functions of a parameter set, compiled once into the smooth curves that solvers take.
#pragma once

#include <map>
#include <string>
#include <tuple>
#include <variant>

#include "parameters/parameter_list.hpp"
#include "parameters/setting.hpp"
#include "solvers/cell/porous_electrode/porous_electrode_params.hpp"

namespace voxvolt::parameters {

/// A function of stoichiometry (0 to 1) or concentration (0 to 5000 mol/m^3), in SI, at the reference temperature.
struct CompiledFunction {
  cell::Curve curve;  ///< empty while it waits for a reference
  double value = 0;   ///< in the middle: at 0.5, or at 1000 mol/m^3
  bool constant = false;
  double activation_energy = 0;  ///< J/mol, that the formula's own temperature dependence amounts to
};

/// Compiles settings and remembers them, so that cells with equal functions share one curve.
class FunctionCompiler {
 public:
  /// `temperature` (K): the reference. Throws ExpressionError, config::UnitError or std::invalid_argument with what is
  /// wrong: a formula that cannot be read, another dimension, a value that is not finite, a temperature dependence that is
  /// no common Arrhenius factor.
  const CompiledFunction& compile(const ParameterSpec& spec, const Setting& setting, double temperature);

  /// weight_a a + weight_b b on the range of a; the same curve for the same question.
  cell::Curve sum_of(const cell::Curve& a, double weight_a, const cell::Curve& b, double weight_b);

 private:
  std::map<std::tuple<cell::Curve, double, cell::Curve, double>, cell::Curve> sums_;
  std::map<std::string, CompiledFunction> known_;
};

}  // namespace voxvolt::parameters
