// SPDX-License-Identifier: BSD-3-Clause
// A grey surface that sees surroundings of one temperature (Stefan 1879, Boltzmann 1884; constant of the SI, 2019).
#pragma once

namespace voxvolt::laws {

inline constexpr double stefan_boltzmann = 5.670374419e-8;  ///< W/(m^2 K^4)

/// emissivity sigma (T^4 - ambient^4), W/m^2.
template <class Number>
Number grey_radiation(const Number& emissivity, const Number& temperature, const Number& ambient) {
  const Number square = temperature * temperature, other = ambient * ambient;
  return emissivity * stefan_boltzmann * (square - other) * (square + other);
}

/// Its slope, W/(m^2 K).
template <class Number>
Number grey_radiation_slope(const Number& emissivity, const Number& temperature) {
  return 4.0 * emissivity * stefan_boltzmann * temperature * temperature * temperature;
}

}  // namespace voxvolt::laws
