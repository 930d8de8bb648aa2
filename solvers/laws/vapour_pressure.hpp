// SPDX-License-Identifier: BSD-3-Clause
// Pressure of a vapour over its liquid, with a constant heat of vaporisation: the integral of the relation of Clapeyron (1834)
// and Clausius (1850).
#pragma once

#include <cmath>

#include "solvers/laws/constants.hpp"

namespace voxvolt::laws {

/// reference exp(-heat/R (1/T - 1/boiling_point)), Pa; `reference` is the pressure at the boiling point, `heat` in J/mol.
inline double vapour_pressure(double reference, double heat, double boiling_point, double temperature) {
  return reference * std::exp(-heat / gas_constant * (1 / temperature - 1 / boiling_point));
}

}  // namespace voxvolt::laws
