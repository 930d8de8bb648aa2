// SPDX-License-Identifier: BSD-3-Clause
#include "stages/cell_cycles.hpp"

#include <cmath>
#include <limits>
#include <map>

namespace voxvolt::stages {
namespace {

/// Where the current jumps into a step: from the last sample of the step before to the step's first; into the first
/// step, from the cell at rest.
struct Jump {
  double current = 0, resistance = std::numeric_limits<double>::quiet_NaN();
};

Jump jump_into(const cell::Curves& c, std::size_t first) {
  const double before = first > 0 ? c.current[first - 1] : 0;
  const double voltage = first > 0 ? c.voltage[first - 1] : c.open_circuit_voltage[first];
  const double rise = c.current[first] - before;
  if (rise == 0) return {};
  return {std::fabs(rise), (voltage - c.voltage[first]) / rise};
}

}  // namespace

std::vector<CycleSummary> summaries_of_cycles(const cell::CellResult& result) {
  std::map<int, CycleSummary> cycles;
  std::map<int, int> cycle_of;  // by step
  for (const cell::StepEnd& step : result.steps) {
    cycle_of[step.step] = step.cycle;
    if (step.cycle == 0) continue;
    CycleSummary& cycle = cycles.try_emplace(step.cycle, CycleSummary{0, Jump{}.resistance}).first->second;
    if (step.capacity > 0) cycle.capacity += step.capacity;
  }
  std::map<int, double> largest;
  const cell::Curves& c = result.curves;
  for (std::size_t i = 0; i < c.step.size(); ++i) {
    if (i > 0 && c.step[i] == c.step[i - 1]) continue;
    const auto cycle = cycle_of.find(c.step[i]);
    if (cycle == cycle_of.end() || cycle->second == 0) continue;
    const Jump jump = jump_into(c, i);
    if (jump.current <= largest[cycle->second]) continue;
    largest[cycle->second] = jump.current;
    cycles[cycle->second].resistance = jump.resistance;
  }
  std::vector<CycleSummary> list;
  for (const auto& [number, cycle] : cycles) list.push_back(cycle);
  return list;
}

}  // namespace voxvolt::stages
