// SPDX-License-Identifier: BSD-3-Clause
#include "solvers/runaway/detection/sensors.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "numerics/random.hpp"

namespace voxvolt::runaway {
namespace {

/// What a sensor reads of.
struct Source {
  std::span<const double> values;
  std::size_t layers = 1, layer = 0;
};
Source source_of(const Sensor& sensor, const Recorded& r) {
  if (sensor.kind == Sensor::Kind::gas) return {r.gas, 1, 0};
  if (sensor.kind == Sensor::Kind::voltage) return {r.voltage, r.voltage.size() / r.time.size(), sensor.layer};
  return {sensor.kind == Sensor::Kind::pressure ? r.pressure : r.temperature, r.layers, sensor.layer};
}

double interpolated(const Recorded& r, const Source& source, double t) {
  const auto after = std::lower_bound(r.time.begin(), r.time.end(), t) - r.time.begin();
  const auto i = std::min(static_cast<std::size_t>(after), r.time.size() - 1);
  const double high = source.values[i * source.layers + source.layer];
  if (i == 0 || r.time[i] <= t) return high;
  const double low = source.values[(i - 1) * source.layers + source.layer];
  return low + (high - low) * (t - r.time[i - 1]) / (r.time[i] - r.time[i - 1]);
}

/// Reading k of a stream, Gaussian of unit deviation (Box and Muller 1958, doi:10.1214/aoms/1177706645).
double gaussian(const numerics::RandomStream& stream, std::uint64_t k) {
  return std::sqrt(-2 * std::log(stream.uniform(2 * k))) * std::cos(2 * std::numbers::pi * stream.uniform(2 * k + 1));
}

bool is_on(const Sensor& sensor, double reading) {
  return sensor.kind == Sensor::Kind::voltage ? reading < sensor.above : reading > sensor.above;
}

}  // namespace

std::vector<double> readings_of(const Detection& d, std::size_t which, const Recorded& recorded) {
  const Sensor& sensor = d.sensors.at(which);
  if (recorded.time.empty()) return {};
  const auto count = static_cast<std::size_t>(recorded.time.back() / d.interval * (1 + 1e-12)) + 1;
  const numerics::RandomStream noise(d.seed, 0, which);
  const Source source = source_of(sensor, recorded);
  if (source.values.empty()) return std::vector<double>(count, std::numeric_limits<double>::quiet_NaN());
  std::vector<double> value(count);
  for (std::size_t k = 0; k < count; ++k) {
    value[k] = interpolated(recorded, source, static_cast<double>(k) * d.interval);
    if (sensor.noise > 0) value[k] += sensor.noise * gaussian(noise, k);
  }
  if (sensor.kind != Sensor::Kind::heating_rate) return value;
  const auto back = std::max<std::size_t>(1, static_cast<std::size_t>(std::lround(sensor.over / d.interval)));
  std::vector<double> rate(count, std::numeric_limits<double>::quiet_NaN());
  for (std::size_t k = back; k < count; ++k)
    rate[k] = (value[k] - value[k - back]) / (static_cast<double>(back) * d.interval);
  return rate;
}

std::vector<std::optional<double>> first_on(const Detection& d, const Recorded& recorded) {
  std::vector<std::optional<double>> out(d.sensors.size());
  for (std::size_t i = 0; i < out.size(); ++i) {
    const std::vector<double> readings = readings_of(d, i, recorded);
    const auto found = std::find_if(readings.begin(), readings.end(), [&](double r) { return is_on(d.sensors[i], r); });
    if (found != readings.end()) out[i] = static_cast<double>(found - readings.begin()) * d.interval;
  }
  return out;
}

std::optional<double> alarm_time(const Detection& d, const Recorded& recorded) {
  std::vector<std::vector<double>> readings;
  for (std::size_t i = 0; i < d.sensors.size(); ++i) readings.push_back(readings_of(d, i, recorded));
  if (readings.empty()) return {};
  std::vector<bool> on(readings.size());
  for (std::size_t k = 0; k < readings.front().size(); ++k) {
    for (std::size_t i = 0; i < on.size(); ++i) on[i] = is_on(d.sensors[i], readings[i][k]);
    if (d.rule(on)) return static_cast<double>(k) * d.interval + d.delay;
  }
  return {};
}

}  // namespace voxvolt::runaway
