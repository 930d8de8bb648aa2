// SPDX-License-Identifier: BSD-3-Clause
// Specific rates of decomposition reactions: Arrhenius, the tunnelling barrier of a growing film (Richard and Dahn 1999,
// 10.1149/1.1391893), the Damkoehler limiter (Kurzawski et al. 2021, 10.1016/j.proci.2020.06.270), a ceiling, a gate.
#pragma once

#include <cmath>

#include "numerics/exponential.hpp"

namespace voxvolt::laws {

/// A rate and its derivatives, each over the rate: per kelvin, and per unit of the barrier's exponent.
template <class Number>
struct SpecificRate {
  Number value;         ///< 1/s
  Number per_kelvin;    ///< d ln(value)/dT, 1/K
  Number per_exponent;  ///< d ln(value)/d exponent; -1 for a bare barrier
};

/// A exp(-activation/T - exponent). The barrier stands in the same exponential as the activation.
template <class Number>
SpecificRate<Number> activated_rate(const Number& pre, const Number& activation, const Number& inverse_temperature,
                                    const Number& exponent) {
  const Number reduced = activation * inverse_temperature;
  return {pre * numerics::exponential(Number(-reduced - exponent)), reduced * inverse_temperature, Number{} - 1.0};
}

/// k/(1 + Da) with Da = factor exp(-activation/T).
template <class Number>
void limit_by_diffusion(SpecificRate<Number>& k, const Number& factor, const Number& activation,
                        const Number& inverse_temperature) {
  const Number reduced = activation * inverse_temperature;
  const Number damkoehler = factor * numerics::exponential(Number(-reduced));
  const Number share = 1.0 / (1.0 + damkoehler);
  k.value = k.value * share;
  k.per_kelvin = k.per_kelvin - damkoehler * share * reduced * inverse_temperature;
}

/// k/(1 + k/ceiling), given 1/ceiling.
template <class Number>
void limit_by_ceiling(SpecificRate<Number>& k, const Number& inverse_ceiling) {
  const Number share = 1.0 / (1.0 + k.value * inverse_ceiling);
  k.value = k.value * share;
  k.per_kelvin = k.per_kelvin * share;
  k.per_exponent = k.per_exponent * share;
}

/// What an Arrhenius quantity known at 298.15 K tends to in infinite heat.
inline double at_infinite_temperature(double at_298, double activation_temperature) {
  return at_298 * std::exp(activation_temperature / 298.15);
}

}  // namespace voxvolt::laws
