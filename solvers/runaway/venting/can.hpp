// SPDX-License-Identifier: BSD-3-Clause
// Pressure in a closed cell and its burst, from the gas and the temperature that were recorded. What leaves takes no
// heat along here: that is `Ejecta` of propagation.
#pragma once

#include <optional>
#include <span>
#include <vector>

namespace voxvolt::runaway {

/// Vapour over boiling liquid: ambient exp(-heat/R (1/T - 1/boiling_point)) (Clausius and Clapeyron), as long as there is any.
struct Vapour {
  double boiling_point = 363;  ///< K, at the ambient pressure
  double heat = 38e3;          ///< J/mol, of vaporisation
};

struct Can {
  double free_volume = 1e-5;       ///< m^3, of gas
  double burst = 1.5e6;            ///< Pa, absolute
  double ambient = 101325;         ///< Pa, outside, and inside when it was closed
  double closed_at = 298.15;       ///< K
  std::optional<Vapour> vapour{};  ///< absent: none
};

/// Of a closed can, Pa: ambient T/closed_at + n R T/V + vapour.
double pressure_of(const Can& can, double gas, double temperature);

struct Vented {
  std::optional<double> time{};  ///< s, when it burst, by straight lines between samples; absent: it holds
  double peak = 0;               ///< Pa, highest before
  std::vector<double> pressure;  ///< Pa, at each time: the ambient one once it has burst
  std::vector<double>
      amount;  ///< mol that has left: all that was made and enclosed, less what fills it at ambient pressure
};

/// `time` s, `temperature` K and `gas` mol made so far, as many of each.
Vented vent(const Can& can, std::span<const double> time, std::span<const double> temperature,
            std::span<const double> gas);

}  // namespace voxvolt::runaway
