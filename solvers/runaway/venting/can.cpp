// SPDX-License-Identifier: BSD-3-Clause
#include "solvers/runaway/venting/can.hpp"

#include <algorithm>

#include "solvers/laws/constants.hpp"
#include "solvers/laws/vapour_pressure.hpp"

namespace voxvolt::runaway {

using laws::gas_constant;

double pressure_of(const Can& can, double gas, double temperature) {
  double pressure = can.ambient * temperature / can.closed_at + gas * gas_constant * temperature / can.free_volume;
  if (can.vapour)
    pressure += laws::vapour_pressure(can.ambient, can.vapour->heat, can.vapour->boiling_point, temperature);
  return pressure;
}

Vented vent(const Can& can, std::span<const double> time, std::span<const double> temperature,
            std::span<const double> gas) {
  Vented out;
  double before = 0, left = 0;
  for (std::size_t i = 0; i < time.size(); ++i) {
    const double now = pressure_of(can, gas[i], temperature[i]);
    if (!out.time && now >= can.burst) {
      const double share = i == 0 ? 0 : (can.burst - before) / (now - before);
      out.time = i == 0 ? time[0] : time[i - 1] + share * (time[i] - time[i - 1]);
      out.peak = std::max(out.peak, can.burst);
    }
    if (!out.time) {
      out.peak = std::max(out.peak, now);
    } else {
      const double enclosed = can.ambient * can.free_volume / (gas_constant * can.closed_at);
      const double stays = can.ambient * can.free_volume / (gas_constant * temperature[i]);
      left = std::max(left, enclosed + gas[i] - stays);  // what cools afterwards draws in air, and no gas
    }
    out.pressure.push_back(out.time ? can.ambient : now);
    out.amount.push_back(left);
    before = now;
  }
  return out;
}

}  // namespace voxvolt::runaway
