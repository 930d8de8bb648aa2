// SPDX-License-Identifier: BSD-3-Clause
// Pressure in a closed cell, its burst and the flow through the opening, from the gas and the temperature that were
// recorded or are followed step by step. Propagation takes the heat that leaves from the cell.
#pragma once

#include <optional>
#include <span>
#include <vector>

namespace voxvolt::runaway {

/// Vapour over boiling liquid: ambient exp(-heat/R (1/T - 1/boiling_point)) (Clausius and Clapeyron), as long as there is any.
struct Vapour {
  double boiling_point = 363;      ///< K, at the ambient pressure
  double heat = 38e3;              ///< J/mol, of vaporisation
  std::optional<double> amount{};  ///< mol, of liquid and vapour; absent: without end, and not with an opening
};

/// Where gas leaves once the can has burst: area times discharge coefficient of an ideal nozzle.
struct Opening {
  double area = 1e-5;        ///< m^2
  double discharge = 0.8;    ///< coefficient
  double heat_ratio = 1.25;  ///< of the gas
  double molar_mass = 0.03;  ///< kg/mol, of the gas
};

struct Can {
  double free_volume = 1e-5;         ///< m^3, of gas
  double burst = 1.5e6;              ///< Pa, absolute
  double ambient = 101325;           ///< Pa, outside, and inside when it was closed
  double closed_at = 298.15;         ///< K
  std::optional<Vapour> vapour{};    ///< absent: none
  std::optional<Opening> opening{};  ///< absent: so wide that the pressure is the ambient one at once
  double gas_heat_capacity = 45;     ///< J/(mol K), at constant pressure, of gas that leaves
};

/// Of a closed can, Pa: ambient T/closed_at + n R T/V + vapour.
double pressure_of(const Can& can, double gas, double temperature);

struct Vented {
  std::optional<double> time{};  ///< s, when it burst, by straight lines between samples; absent: it holds
  double peak = 0;               ///< Pa, highest before
  std::vector<double> pressure;  ///< Pa, at each time: the ambient one once it has burst
  std::vector<double>
      amount;  ///< mol that has left: all that was made and enclosed, less what is still in it; vapour too, of an amount
  std::vector<double> heat;  ///< J that left with it: heat capacity (T - closed_at), and the heat of its vapour
  double fastest = 0;        ///< kg/s, largest mass flow; 0 without an opening
};

/// mol/(s Pa): what leaves over its own partial pressure, at a pressure inside.
double outflow_per_pressure(const Can& can, double pressure, double temperature);

/// A can as far as it has been followed.
struct CanState {
  double temperature = 298.15, made = 0;  ///< K and mol, last
  bool open = false;
  double gas = 0, solvent = 0;  ///< mol inside of an open can with an opening, air counted as gas
  double piece = 1e-5;          ///< s, next piece of a step
  double left = 0, heat = 0;    ///< mol, J: as of `Vented`
  double fastest = 0;           ///< kg/s
};
/// Over a step of h to `temperature` and `made` mol, both by straight lines. Returns the share of the step at which it burst.
std::optional<double> follow(const Can& can, CanState& state, double h, double temperature, double made);
/// Pa; the ambient one of an open can without an opening.
double pressure_of(const Can& can, const CanState& state);

/// `time` s, `temperature` K and `gas` mol made so far, as many of each.
Vented vent(const Can& can, std::span<const double> time, std::span<const double> temperature,
            std::span<const double> gas);

}  // namespace voxvolt::runaway
