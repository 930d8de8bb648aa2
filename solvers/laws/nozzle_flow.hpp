// SPDX-License-Identifier: BSD-3-Clause
// Isentropic flow of an ideal gas through an orifice, choked where the pressure ratio is above the critical one
// (Shapiro 1953, The dynamics and thermodynamics of compressible fluid flow, chapter 4).
#pragma once

#include <cmath>

namespace voxvolt::laws {

/// Inside over outside pressure above which the flow is choked: ((g + 1)/2)^(g/(g - 1)).
inline double critical_pressure_ratio(double heat_ratio) {
  return std::pow(0.5 * (heat_ratio + 1), heat_ratio / (heat_ratio - 1));
}

/// Mass flow over area p sqrt(g M/(R T)), of the inside state; 0 where the pressure inside is not above the one outside.
inline double nozzle_flow(double heat_ratio, double pressure_ratio) {
  const double g = heat_ratio;
  if (!(pressure_ratio > 1)) return 0;
  if (pressure_ratio >= critical_pressure_ratio(g)) return std::pow(2 / (g + 1), 0.5 * (g + 1) / (g - 1));
  const double r = 1 / pressure_ratio;
  return std::sqrt(2 / (g - 1) * (std::pow(r, 2 / g) - std::pow(r, (g + 1) / g)));
}

}  // namespace voxvolt::laws
