// SPDX-License-Identifier: BSD-3-Clause
// The temperature factor of Arrhenius (1889), as it is used about a reference temperature.
#pragma once

#include <cmath>

#include "solvers/laws/constants.hpp"

namespace voxvolt::laws {

/// exp(E/R (1/reference - 1/T)); E in J/mol, temperatures in K.
template <class S>
S arrhenius(const S& activation_energy, const S& temperature, const S& reference) {
  using std::exp;
  return exp(activation_energy * (1.0 / gas_constant) * (1.0 / reference - 1.0 / temperature));
}

/// Its logarithmic derivative: d ln(factor)/dT, 1/K.
template <class S>
S arrhenius_slope(const S& activation_energy, const S& temperature) {
  return activation_energy * (1.0 / gas_constant) / (temperature * temperature);
}

}  // namespace voxvolt::laws
