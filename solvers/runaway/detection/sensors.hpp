// SPDX-License-Identifier: BSD-3-Clause
// Virtual sensors on what was recorded, and when their alarm sounds.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "solvers/runaway/detection/alarm_rule.hpp"

namespace voxvolt::runaway {

struct Sensor {
  enum class Kind { temperature, heating_rate, pressure, gas, voltage } kind = Kind::temperature;
  std::size_t layer =
      0;  ///< whose mean temperature or pressure it reads; of gas all that left all cells; of voltage the cell, from 1, 0: the string
  double above = 0;  ///< K, K/s, Pa or mol; V: it is on below
  double over = 1;   ///< s, heating_rate: between the two readings it takes the difference of
  double noise = 0;  ///< K, Pa, mol or V, standard deviation of each reading
};

/// What was recorded: (time, layer), time slowest.
struct Recorded {
  std::span<const double> time;         ///< s, not decreasing
  std::span<const double> temperature;  ///< K
  std::size_t layers = 0;
  std::span<const double> pressure{};  ///< Pa
  std::span<const double> gas{};       ///< mol, (time)
  std::span<const double> voltage{};   ///< V, (time, string and then cells)
};

struct Detection {
  std::vector<Sensor> sensors;
  AlarmRule rule;
  double interval = 1;  ///< s, between readings
  double delay = 0;     ///< s, from the rule to the alarm
  std::uint64_t seed = 0;
};

/// What a sensor reads at 0, interval, 2 interval...; heating rates are not a number before `over`.
std::vector<double> readings_of(const Detection& detection, std::size_t sensor, const Recorded& recorded);

/// When each sensor is on for the first time, s; nothing when it never is.
std::vector<std::optional<double>> first_on(const Detection& detection, const Recorded& recorded);

/// When the alarm sounds, s; nothing when it does not.
std::optional<double> alarm_time(const Detection& detection, const Recorded& recorded);

}  // namespace voxvolt::runaway
