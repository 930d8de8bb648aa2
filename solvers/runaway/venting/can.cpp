// SPDX-License-Identifier: BSD-3-Clause
#include "solvers/runaway/venting/can.hpp"

#include <algorithm>
#include <cmath>

#include "solvers/laws/constants.hpp"
#include "solvers/laws/nozzle_flow.hpp"
#include "solvers/laws/vapour_pressure.hpp"

namespace voxvolt::runaway {

using laws::gas_constant;

double pressure_of(const Can& can, double gas, double temperature) {
  double pressure = can.ambient * temperature / can.closed_at + gas * gas_constant * temperature / can.free_volume;
  if (can.vapour)
    pressure += laws::vapour_pressure(can.ambient, can.vapour->heat, can.vapour->boiling_point, temperature);
  return pressure;
}

double outflow_per_pressure(const Can& can, double pressure, double temperature) {
  const Opening& o = *can.opening;
  return o.discharge * o.area * std::sqrt(o.heat_ratio / (o.molar_mass * gas_constant * temperature)) *
         laws::nozzle_flow(o.heat_ratio, pressure / can.ambient);
}

namespace {

/// An open can: n' = made - p_n K(p), with p = n R T/V + min(saturation, v R T/V) of n mol of gas and v of solvent.
/// Backward Euler in pieces over which the pressure changes by little.
class OpenCan {
 public:
  OpenCan(const Can& can, CanState& state) : can_(can), s_(state) {}

  void advance(double h, double t0, double t1, double made) {
    for (double done = 0; done < h;) {
      s_.piece = std::min(s_.piece, h - done);
      const double share = (done + s_.piece) / h, temperature = t0 + (t1 - t0) * share;
      const double before = pressure(t0 + (t1 - t0) * done / h);
      const Inside next = solve(s_.piece, temperature, made / h);
      const double change = std::abs(next.pressure - before) / before;
      if (change > kLargestChange && s_.piece > kShortest * h) {
        s_.piece *= 0.5;
        continue;
      }
      const double gas_out = s_.gas + made / h * s_.piece - next.gas, solvent_out = s_.solvent - next.solvent;
      if (gas_out + solvent_out > 0) {
        s_.left += gas_out + solvent_out;
        s_.heat += (gas_out + solvent_out) * can_.gas_heat_capacity * (temperature - can_.closed_at) +
                   (can_.vapour ? solvent_out * can_.vapour->heat : 0);
        s_.fastest = std::max(s_.fastest, (gas_out + solvent_out) / s_.piece * can_.opening->molar_mass);
      }
      s_.gas = next.gas, s_.solvent = next.solvent;
      done = s_.piece >= h - done ? h : done + s_.piece;
      s_.piece *= change < 0.5 * kLargestChange ? 2 : 1;
    }
  }
  double pressure(double temperature) const {
    return s_.gas * gas_constant * temperature / can_.free_volume +
           std::min(saturation(temperature), s_.solvent * gas_constant * temperature / can_.free_volume);
  }

 private:
  static constexpr double kLargestChange = 0.01, kShortest = 1e-9;
  struct Inside {
    double gas = 0, solvent = 0, pressure = 0;
  };
  double saturation(double t) const {
    return can_.vapour ? laws::vapour_pressure(can_.ambient, can_.vapour->heat, can_.vapour->boiling_point, t) : 0;
  }
  Inside with(double outflow, double h, double t, double made) const {
    const double per_mol = gas_constant * t / can_.free_volume, top = saturation(t);
    Inside s;
    s.gas = (s_.gas + h * made) / (1 + h * outflow * per_mol);
    s.solvent = s_.solvent / (1 + h * outflow * per_mol);
    double vapour = s.solvent * per_mol;
    if (vapour > top) vapour = top, s.solvent = s_.solvent - h * outflow * top;
    s.pressure = s.gas * per_mol + vapour;
    return s;
  }
  /// The outflow K that the pressure it leaves drives: K(p(K)) falls with K. Air comes in where the pressure would be below
  /// the ambient one.
  Inside solve(double h, double t, double made) const {
    Inside closed = with(0, h, t, made);
    if (closed.pressure <= can_.ambient) {
      closed.gas += (can_.ambient - closed.pressure) * can_.free_volume / (gas_constant * t);
      closed.pressure = can_.ambient;
      return closed;
    }
    double low = 0, high = outflow_per_pressure(can_, closed.pressure, t);
    for (int i = 0; i < 100 && high - low > 1e-15 * high; ++i) {
      const double middle = 0.5 * (low + high);
      (outflow_per_pressure(can_, with(middle, h, t, made).pressure, t) > middle ? low : high) = middle;
    }
    return with(low, h, t, made);
  }

  const Can& can_;
  CanState& s_;
};

}  // namespace

std::optional<double> follow(const Can& can, CanState& s, double h, double temperature, double made) {
  std::optional<double> burst;
  const double from = s.temperature, before = s.made;
  made = std::max(made, before);
  double share = 0;
  if (!s.open) {
    const double earlier = pressure_of(can, before, from), now = pressure_of(can, made, temperature);
    if (now >= can.burst) {
      share = h > 0 && earlier < can.burst ? (can.burst - earlier) / (now - earlier) : 0;
      burst = share, s.open = true;
      s.gas = before + share * (made - before) + can.ambient * can.free_volume / (gas_constant * can.closed_at);
      s.solvent = can.opening && can.vapour ? *can.vapour->amount : 0;
    }
  }
  if (s.open && can.opening && h > 0 && share < 1) {
    OpenCan(can, s).advance((1 - share) * h, from + share * (temperature - from), temperature,
                            (1 - share) * (made - before));
  } else if (s.open && !can.opening) {
    const double enclosed = can.ambient * can.free_volume / (gas_constant * can.closed_at);
    const double stays = can.ambient * can.free_volume / (gas_constant * temperature);
    const double all = std::max(s.left, enclosed + made - stays);  // what cools afterwards draws in air, and no gas
    s.heat += (all - s.left) * can.gas_heat_capacity * (temperature - can.closed_at);
    s.left = all;
  }
  s.temperature = temperature, s.made = made;
  return burst;
}

double pressure_of(const Can& can, const CanState& s) {
  if (!s.open) return pressure_of(can, s.made, s.temperature);
  if (!can.opening) return can.ambient;
  CanState copy = s;
  return OpenCan(can, copy).pressure(s.temperature);
}

Vented vent(const Can& can, std::span<const double> time, std::span<const double> temperature,
            std::span<const double> gas) {
  Vented out;
  CanState s;
  for (std::size_t i = 0; i < time.size(); ++i) {
    if (i == 0) s.temperature = temperature[0], s.made = gas[0];
    const double h = i == 0 ? 0 : time[i] - time[i - 1];
    if (const auto share = follow(can, s, h, temperature[i], gas[i])) {
      out.time = time[i] - (1 - *share) * h;
      out.peak = std::max(out.peak, can.burst);
    }
    out.pressure.push_back(pressure_of(can, s));
    if (!s.open) out.peak = std::max(out.peak, out.pressure.back());
    out.amount.push_back(s.left), out.heat.push_back(s.heat);
  }
  out.fastest = s.fastest;
  return out;
}

}  // namespace voxvolt::runaway
