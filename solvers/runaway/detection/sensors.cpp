// SPDX-License-Identifier: BSD-3-Clause
#include "solvers/runaway/detection/sensors.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "numerics/random.hpp"

namespace voxvolt::runaway {
namespace {

double interpolated(const RecordedTemperatures& r, std::size_t layer, double t) {
  const auto after = std::lower_bound(r.time.begin(), r.time.end(), t) - r.time.begin();
  const auto i = std::min(static_cast<std::size_t>(after), r.time.size() - 1);
  const double high = r.temperature[i * r.layers + layer];
  if (i == 0 || r.time[i] <= t) return high;
  const double low = r.temperature[(i - 1) * r.layers + layer];
  return low + (high - low) * (t - r.time[i - 1]) / (r.time[i] - r.time[i - 1]);
}

/// Reading k of a stream, Gaussian of unit deviation (Box and Muller 1958, doi:10.1214/aoms/1177706645).
double gaussian(const numerics::RandomStream& stream, std::uint64_t k) {
  return std::sqrt(-2 * std::log(stream.uniform(2 * k))) * std::cos(2 * std::numbers::pi * stream.uniform(2 * k + 1));
}

}  // namespace

std::vector<double> readings_of(const Detection& d, std::size_t which, const RecordedTemperatures& recorded) {
  const Sensor& sensor = d.sensors.at(which);
  if (recorded.time.empty()) return {};
  const auto count = static_cast<std::size_t>(recorded.time.back() / d.interval * (1 + 1e-12)) + 1;
  const numerics::RandomStream noise(d.seed, 0, which);
  std::vector<double> temperature(count);
  for (std::size_t k = 0; k < count; ++k) {
    temperature[k] = interpolated(recorded, sensor.layer, static_cast<double>(k) * d.interval);
    if (sensor.noise > 0) temperature[k] += sensor.noise * gaussian(noise, k);
  }
  if (sensor.kind == Sensor::Kind::temperature) return temperature;
  const auto back = std::max<std::size_t>(1, static_cast<std::size_t>(std::lround(sensor.over / d.interval)));
  std::vector<double> rate(count, std::numeric_limits<double>::quiet_NaN());
  for (std::size_t k = back; k < count; ++k)
    rate[k] = (temperature[k] - temperature[k - back]) / (static_cast<double>(back) * d.interval);
  return rate;
}

std::optional<double> alarm_time(const Detection& d, const RecordedTemperatures& recorded) {
  std::vector<std::vector<double>> readings;
  for (std::size_t i = 0; i < d.sensors.size(); ++i) readings.push_back(readings_of(d, i, recorded));
  if (readings.empty()) return {};
  std::vector<bool> on(readings.size());
  for (std::size_t k = 0; k < readings.front().size(); ++k) {
    for (std::size_t i = 0; i < on.size(); ++i) on[i] = readings[i][k] > d.sensors[i].above;
    if (d.rule(on)) return static_cast<double>(k) * d.interval + d.delay;
  }
  return {};
}

}  // namespace voxvolt::runaway
