// SPDX-License-Identifier: BSD-3-Clause
// Virtual sensors and the rule of an alarm.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "config/described.hpp"

namespace voxvolt::stages {

struct TemperatureSensor {
  static constexpr std::string_view word = "temperature";
  int layer = 1;
  double above = 333.15;  // K
  double noise = 0;       // K, sd
  static void describe(config::Describe<TemperatureSensor>& d);
};
struct HeatingRateSensor {
  static constexpr std::string_view word = "heating_rate";
  int layer = 1;
  double above = 1;  // K/s
  double over = 3;   // s
  double noise = 0;  // K, sd of the temperature it is taken from
  static void describe(config::Describe<HeatingRateSensor>& d);
};
struct PressureSensor {
  static constexpr std::string_view word = "pressure";
  int layer = 1;
  double above = 2e5;  // Pa
  double noise = 0;    // Pa, sd
  static void describe(config::Describe<PressureSensor>& d);
};
struct GasSensor {
  static constexpr std::string_view word = "gas";
  int layer = 1;        // of none: it reads what left all cells
  double above = 1e-3;  // mol
  double noise = 0;     // mol, sd
  static void describe(config::Describe<GasSensor>& d);
};
struct VoltageSensor {
  static constexpr std::string_view word = "voltage";
  int layer = 1;  // of none
  std::optional<int> cell{};
  double below = 3;  // V
  double noise = 0;  // V, sd
  static void describe(config::Describe<VoltageSensor>& d);
};
using SensorChoice = std::variant<TemperatureSensor, HeatingRateSensor, PressureSensor, GasSensor, VoltageSensor>;

/// Open-circuit voltage of a cell over its state of charge.
struct OpenCircuitInput {
  std::vector<double> soc, voltage;  // 1, V
  static void describe(config::Describe<OpenCircuitInput>& d);
};
struct SeparatorInput {
  double melts_at = 408.15;  // K
  double width = 10;         // K
  double resistance = 0;     // ohm
  static void describe(config::Describe<SeparatorInput>& d);
};
/// What cells are at their terminals, and how they are joined.
struct TerminalsInput {
  double capacity = 0;    // C
  double resistance = 0;  // ohm
  OpenCircuitInput open_circuit;
  double soc = 1;  // 1
  std::optional<SeparatorInput> separator{};
  int parallel = 1;
  double current = 0;  // A
  static void describe(config::Describe<TerminalsInput>& d);
};

struct DetectionInput {
  std::map<std::string, SensorChoice> sensors;
  std::string alarm;
  double interval = 1;  // s
  double delay = 0;     // s
  std::int64_t seed = 0;
  static void describe(config::Describe<DetectionInput>& d);
};

}  // namespace voxvolt::stages
