// SPDX-License-Identifier: BSD-3-Clause
// What surrounds a stack and what sets it off.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "config/described.hpp"
#include "solvers/runaway/propagation/stack_params.hpp"

namespace voxvolt::stages {

struct ConstantTemperature {
  static constexpr std::string_view word = "constant";
  static constexpr bool unnamed = true;
  double temperature = 298.15;  // K
  static void describe(config::Describe<ConstantTemperature>& d);
};
struct TemperatureOverTime {
  static constexpr std::string_view word = "over_time";
  std::vector<double> time;         // s
  std::vector<double> temperature;  // K
  static void describe(config::Describe<TemperatureOverTime>& d);
};
struct TemperatureRamp {
  static constexpr std::string_view word = "ramp";
  double from = 298.15, to = 473.15;  // K
  double rate = 5.0 / 60;             // K/s
  double start = 0;                   // s
  static void describe(config::Describe<TemperatureRamp>& d);
};
using ProgrammeChoice = std::variant<ConstantTemperature, TemperatureOverTime, TemperatureRamp>;
runaway::Programme programme_of(const ProgrammeChoice& choice);

struct AdiabaticEnd {
  static constexpr std::string_view word = "adiabatic";
  static void describe(config::Describe<AdiabaticEnd>& d);
};
struct ConvectionEnd {
  static constexpr std::string_view word = "convection";
  double coefficient = 0;  // W/(m^2 K)
  double emissivity = 0;   // 1
  ProgrammeChoice ambient;
  static void describe(config::Describe<ConvectionEnd>& d);
};
struct HeldEnd {
  static constexpr std::string_view word = "temperature";
  ProgrammeChoice held;
  static void describe(config::Describe<HeldEnd>& d);
};
using EndChoice = std::variant<AdiabaticEnd, ConvectionEnd, HeldEnd>;
struct EndsPerSide {
  static constexpr std::string_view word = "per_side";
  EndChoice left, right;
  static void describe(config::Describe<EndsPerSide>& d);
};
using EndsChoice = std::variant<AdiabaticEnd, ConvectionEnd, HeldEnd, EndsPerSide>;

struct SidesInput {
  double coefficient = 0;         // W/(m^2 K)
  double emissivity = 0;          // 1
  double perimeter_per_area = 0;  // 1/m
  ProgrammeChoice ambient;
  static void describe(config::Describe<SidesInput>& d);
};

struct NoTrigger {
  static constexpr std::string_view word = "none";
  static void describe(config::Describe<NoTrigger>& d);
};
struct HeaterTrigger {
  static constexpr std::string_view word = "heater";
  std::optional<std::string> layer{};
  std::optional<int> cell{};
  double power = 0;                                                 // W
  double start = 0;                                                 // s
  std::optional<double> duration{}, energy{}, until_temperature{};  // s, J, K
  std::optional<int> watched_cell{};
  static void describe(config::Describe<HeaterTrigger>& d);
};
struct ShortTrigger {
  static constexpr std::string_view word = "short";
  int cell = 1;
  double resistance = 0;                 // ohm
  double internal_resistance = 0;        // ohm
  double voltage = 4.2;                  // V
  double start = 0;                      // s
  std::optional<double> energy{};        // J
  std::optional<double> most_current{};  // A
  std::vector<int> site;
  std::map<std::string, config::Quantity> consumes;
  static void describe(config::Describe<ShortTrigger>& d);
};
struct AmbientTrigger {
  static constexpr std::string_view word = "ambient";
  ProgrammeChoice temperature;
  static void describe(config::Describe<AmbientTrigger>& d);
};
using TriggerChoice = std::variant<NoTrigger, HeaterTrigger, ShortTrigger, AmbientTrigger>;

struct NoCalorimeter {
  static constexpr std::string_view word = "none";
  static void describe(config::Describe<NoCalorimeter>& d);
};
struct HeatWaitSearchInput {
  static constexpr std::string_view word = "heat_wait_search";
  double start = 323.15;           // K
  double step = 5;                 // K
  double heating_rate = 2.0 / 60;  // K/s
  double wait = 900;               // s
  double search = 600;             // s
  double sensitivity = 0.02 / 60;  // K/s
  double end = 673.15;             // K
  static void describe(config::Describe<HeatWaitSearchInput>& d);
};
struct ScanInput {
  static constexpr std::string_view word = "scan";
  double from = 298.15, to = 673.15;  // K
  double rate = 10.0 / 60;            // K/s
  static void describe(config::Describe<ScanInput>& d);
};
using CalorimeterChoice = std::variant<NoCalorimeter, HeatWaitSearchInput, ScanInput>;

/// What leaves a cell as it runs away.
struct EjectaInput {
  double share = 0.2;        // 1
  double duration = 5;       // s
  double at = 0.5;           // 1
  double to_neighbours = 0;  // 1
  static void describe(config::Describe<EjectaInput>& d);
};
/// Vapour of the electrolyte.
struct VapourInput {
  double boiling_point = 363.15;   // K
  std::optional<double> amount{};  // mol
  double heat = 38e3;              // J/mol
  static void describe(config::Describe<VapourInput>& d);
};
/// Where gas leaves a cell.
struct OpeningInput {
  double area = 0;                     // m^2
  double discharge_coefficient = 0.8;  // 1
  double heat_capacity_ratio = 1.25;   // 1
  double molar_mass = 0.03;            // kg/mol
  static void describe(config::Describe<OpeningInput>& d);
};
/// Every cell is a can that bursts.
struct VentingInput {
  double free_volume = 0;     // m^3
  double burst = 0;           // Pa
  double ambient = 101325;    // Pa
  double closed_at = 298.15;  // K
  std::optional<VapourInput> vapour{};
  std::optional<OpeningInput> opening{};
  double gas_heat_capacity = 45;  // J/(mol K)
  static void describe(config::Describe<VentingInput>& d);
};

}  // namespace voxvolt::stages
