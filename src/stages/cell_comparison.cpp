// SPDX-License-Identifier: BSD-3-Clause
#include "stages/cell_comparison.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace voxvolt::stages {
namespace {

using campaign::Axis;
using campaign::ProductForm;
using campaign::ProductSpec;
using Numbers = std::vector<double>;

constexpr const char* kAxis = "measured_time";

struct Part {
  const char *name, *unit, *meaning;
  bool over_time;
};
constexpr Part kParts[] = {
    {"comparison.measured", "V", "measured voltage at its times, of those that the run reached", true},
    {"comparison.simulated", "V", "simulated voltage at these times", true},
    {"comparison.current.measured", "A", "measured current, positive when it discharges", true},
    {"comparison.current.simulated", "A", "simulated current at these times", true},
    {"comparison.rms", "V", "root mean square of simulated minus measured voltage", false},
    {"comparison.largest", "V", "largest distance of the simulated from the measured voltage", false},
    {"comparison.share", "1", "measured times that the run reached, of all", false}};

ProductSpec spec_of(const Part& part) {
  if (part.over_time) return {part.name, part.unit, part.meaning, ProductForm::array, {kAxis}, false};
  return {part.name, part.unit, part.meaning, ProductForm::scalar, {}, part.unit[0] == 'V'};
}

/// Linear between samples; at a jump, which has two samples at one time, the value after it.
double at(const Numbers& time, const Numbers& values, double t) {
  const auto above = std::ranges::upper_bound(time, t);
  if (above == time.begin()) return values.front();
  if (above == time.end()) return values.back();
  const auto i = static_cast<std::size_t>(above - time.begin());
  const double share = (t - time[i - 1]) / (time[i] - time[i - 1]);
  return values[i - 1] + share * (values[i] - values[i - 1]);
}

}  // namespace

std::vector<ProductSpec> comparison_specs() {
  std::vector<ProductSpec> specs;
  for (const Part& part : kParts) specs.push_back(spec_of(part));
  return specs;
}

std::vector<campaign::Produced> comparison_produces() {
  std::vector<campaign::Produced> list;
  for (const Part& part : kParts) list.push_back({part.name, part.unit, std::string(part.meaning) + " (`compare`)"});
  return list;
}

void add_comparison(const parameters::Measurement& measured, const cell::Curves& simulated,
                    campaign::Products& products) {
  Axis axis{kAxis, "s", "time since the start of the measurement", {}};
  Numbers columns[4];
  double squares = 0, largest = 0;
  for (std::size_t i = 0; i < measured.time.size(); ++i) {
    const double t = measured.time[i];
    if (simulated.time.empty() || t < simulated.time.front() || t > simulated.time.back()) continue;
    const double voltage = at(simulated.time, simulated.voltage, t), distance = voltage - measured.voltage[i];
    axis.values.push_back(t);
    columns[0].push_back(measured.voltage[i]);
    columns[1].push_back(voltage);
    columns[2].push_back(measured.current[i]);
    columns[3].push_back(at(simulated.time, simulated.current, t));
    squares += distance * distance;
    largest = std::fmax(largest, std::fabs(distance));
  }
  const auto points = static_cast<double>(axis.values.size());
  const double none = std::numeric_limits<double>::quiet_NaN();
  const double scalars[] = {points > 0 ? std::sqrt(squares / points) : none, points > 0 ? largest : none,
                            points / static_cast<double>(measured.time.size())};
  for (std::size_t i = 0; i < std::size(kParts); ++i)
    if (kParts[i].over_time) products.add_array(spec_of(kParts[i]), {axis}, std::move(columns[i]));
    else products.add_scalar(spec_of(kParts[i]), scalars[i - std::size(columns)]);
}

}  // namespace voxvolt::stages
