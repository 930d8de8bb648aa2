// SPDX-License-Identifier: BSD-3-Clause
// What one stack is: layers on a line, their contacts, ends and sides, and what sets it off. In SI, already resolved.
// A lumped cell is a stack of one layer of one volume.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "solvers/runaway/kinetics/kinetics_params.hpp"
#include "solvers/runaway/venting/can.hpp"

namespace voxvolt::runaway {

/// A temperature over time: linear between points, constant before the first and after the last.
struct Programme {
  std::vector<double> time;           ///< s, increasing; one point: constant
  std::vector<double> temperature{};  ///< K, as many
  static Programme constant(double t) { return {{0}, {t}}; }
};

/// A layer of one material; a cell where it has a mechanism or is marked as one.
struct Layer {
  std::string name;
  double thickness = 1e-3;  ///< m
  int volumes = 1;
  double conductivity = 1;                       ///< W/(m K), through the stack
  double density = 1000;                         ///< kg/m^3
  double heat_capacity = 1000;                   ///< J/(kg K)
  double initial_temperature = 298.15;           ///< K
  std::shared_ptr<const Mechanism> mechanism{};  ///< none: inert
  std::vector<double> initial{};                 ///< amounts of the mechanism's species; empty: its own
};

/// Exchange with surroundings: coefficient (T - ambient) + emissivity sigma (T^4 - ambient^4), W/m^2.
struct Exchange {
  double coefficient = 0;  ///< W/(m^2 K)
  double emissivity = 0;
  Programme ambient = Programme::constant(298.15);
};

/// An end of the stack; the half volume before it resists as well.
struct End {
  enum class Kind { adiabatic, exchange, held };
  Kind kind = Kind::adiabatic;
  Exchange exchange{};                                  ///< of `exchange`
  Programme temperature = Programme::constant(298.15);  ///< of `held`
};

/// The sides, along the whole stack.
struct Sides {
  Exchange exchange{};
  double perimeter_per_area = 0;  ///< 1/m: of the cross-section
};

/// Heat into a layer, evenly over its volumes [first, last); off when any of the limits is met.
struct Heater {
  int layer = 0;
  double power = 0;                           ///< W
  double start = 0;                           ///< s
  std::optional<double> duration{};           ///< s
  std::optional<double> energy{};             ///< J
  std::optional<double> until_temperature{};  ///< K, mean of the layer `watched`
  std::optional<int> watched{};               ///< layer; default: the heated one
};

/// Internal short: current = voltage/(resistance + internal_resistance), at most `most_current`; the heat of `resistance`
/// goes into the volumes [first, last) of the layer (default: all), that of the internal resistance into all.
/// It ends with the electrical `energy`, and where `consumes` is given with the scarcer of its species.
struct Short {
  struct Consumption {
    std::string species;
    double amount = 0;  ///< of the species' unit times m^3, per coulomb: M/F in kg/C
  };
  int layer = 0;
  double start = 0;                      ///< s
  double voltage = 4;                    ///< V
  double resistance = 1e-2;              ///< ohm
  double internal_resistance = 0;        ///< ohm
  std::optional<double> most_current{};  ///< A
  std::optional<double> energy{};        ///< J
  std::optional<int> first{}, last{};
  std::vector<Consumption> consumes{};
};

/// Heat-wait-search of an accelerating-rate calorimeter: the whole stack is heated by steps; where its self-heating in the
/// search is above the sensitivity, its surroundings follow it (no losses) until the end.
struct HeatWaitSearch {
  double start = 323.15;           ///< K, first temperature
  double step = 5;                 ///< K
  double heating_rate = 2.0 / 60;  ///< K/s
  double wait = 900;               ///< s
  double search = 600;             ///< s
  double sensitivity = 0.02 / 60;  ///< K/s
  double end = 673.15;             ///< K: searched up to here, followed up to here
};

/// Hot matter that leaves a cell as it runs away: a share of its chemical heat, at a steady power from the conversion `at` on.
/// Part of it heats the cells beside evenly (a jet), the rest is lost.
struct Ejecta {
  double share = 0.2;
  double duration = 5;  ///< s
  double at = 0.5;
  double to_neighbours = 0;  ///< of what leaves
};

struct StackParams {
  std::vector<Layer> layers;
  std::vector<double> contacts;  ///< m^2 K/W between layers, one fewer than layers
  double area = 1e-2;            ///< m^2, cross-section
  End left{}, right{};
  Sides sides{};
  std::vector<Heater> heaters{};
  std::vector<Short> shorts{};
  std::optional<Ejecta> ejecta{};
  std::optional<Can> venting{};                 ///< every cell is one; the heat of what leaves is taken from it
  std::optional<HeatWaitSearch> calorimeter{};  ///< then ends must be adiabatic and the sides without exchange
  std::optional<Programme> imposed{};  ///< one temperature for all, given (DSC): no conduction, no heat of reaction
};

/// Everything that is wrong, one sentence each.
std::vector<std::string> complaints_about(const StackParams& stack);

}  // namespace voxvolt::runaway
