// SPDX-License-Identifier: BSD-3-Clause
#include "config/units.hpp"
#include "parameters/bpx_value.hpp"

namespace voxvolt::parameters::bpx {
namespace {

using config::Entry;
using config::Node;
using config::Problems;

void take_column(const Entry& curve, const std::string& path, const std::string& key, bool needed,
                 std::vector<double>& into, Problems& problems) {
  const Entry* entry = curve.value.find(key);
  if (!entry) {
    if (needed) problems.add(curve.place, below(path, key), "required: a list of numbers");
    return;
  }
  if (auto numbers = read_numbers(entry->value, {below(path, key), problems})) into = std::move(*numbers);
}

void check_curve(const Measurement& curve, const Entry& entry, const std::string& path, Problems& problems) {
  const std::size_t points = curve.time.size();
  for (const auto& [name, column] : {std::pair{"Current [A]", &curve.current},
                                     {"Voltage [V]", &curve.voltage},
                                     {"Temperature [K]", &curve.temperature}})
    if (!column->empty() && points > 0 && column->size() != points)
      problems.add(entry.place, below(path, name),
                   "has " + std::to_string(column->size()) + " numbers, and `Time [s]` has " + std::to_string(points));
  for (std::size_t i = 0; i + 1 < points; ++i)
    if (!(curve.time[i + 1] > curve.time[i]))
      return problems.add(entry.place, below(path, "Time [s]"),
                          "goes from " + config::shortest(curve.time[i]) + " to " +
                              config::shortest(curve.time[i + 1]) + "; it must rise");
}

}  // namespace

std::vector<Measurement> read_measurements(const Node& validation, Problems& problems) {
  std::vector<Measurement> curves;
  for (const Entry& entry : validation.map()) {
    const std::string path = below("Validation", config::shown(entry.key));
    if (!entry.value.is_map()) {
      problems.add(entry.place, path, config::named(entry.value) + " where a map is needed");
      continue;
    }
    check_keys(entry.value, path, {"Time [s]", "Current [A]", "Voltage [V]", "Temperature [K]"}, problems);
    Measurement& curve = curves.emplace_back();
    curve.name = entry.key;
    take_column(entry, path, "Time [s]", true, curve.time, problems);
    take_column(entry, path, "Current [A]", true, curve.current, problems);
    take_column(entry, path, "Voltage [V]", true, curve.voltage, problems);
    take_column(entry, path, "Temperature [K]", false, curve.temperature, problems);
    for (double& current : curve.current) current = current == 0 ? 0 : -current;
    check_curve(curve, entry, path, problems);
  }
  return curves;
}

}  // namespace voxvolt::parameters::bpx
