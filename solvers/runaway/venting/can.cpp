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
  OpenCan(const Can& can, double gas, double solvent) : can_(can), gas_(gas), solvent_(solvent) {}

  void advance(double h, double t0, double t1, double made) {
    for (double done = 0; done < h;) {
      piece_ = std::min(piece_, h - done);
      const double share = (done + piece_) / h, temperature = t0 + (t1 - t0) * share;
      const double before = pressure(t0 + (t1 - t0) * done / h);
      const State next = solve(piece_, temperature, made / h);
      const double change = std::abs(next.pressure - before) / before;
      if (change > kLargestChange && piece_ > kShortest * h) {
        piece_ *= 0.5;
        continue;
      }
      const double gas_out = gas_ + made / h * piece_ - next.gas, solvent_out = solvent_ - next.solvent;
      if (gas_out + solvent_out > 0) {
        left += gas_out + solvent_out;
        heat += (gas_out + solvent_out) * can_.gas_heat_capacity * (temperature - can_.closed_at) +
                (can_.vapour ? solvent_out * can_.vapour->heat : 0);
        fastest = std::max(fastest, (gas_out + solvent_out) / piece_ * can_.opening->molar_mass);
      }
      gas_ = next.gas, solvent_ = next.solvent;
      done = piece_ >= h - done ? h : done + piece_;
      piece_ *= change < 0.5 * kLargestChange ? 2 : 1;
    }
  }
  double pressure(double temperature) const {
    return gas_ * gas_constant * temperature / can_.free_volume +
           std::min(saturation(temperature), solvent_ * gas_constant * temperature / can_.free_volume);
  }
  double left = 0, heat = 0, fastest = 0;

 private:
  static constexpr double kLargestChange = 0.01, kShortest = 1e-9;
  struct State {
    double gas = 0, solvent = 0, pressure = 0;
  };
  double saturation(double t) const {
    return can_.vapour ? laws::vapour_pressure(can_.ambient, can_.vapour->heat, can_.vapour->boiling_point, t) : 0;
  }
  State with(double outflow, double h, double t, double made) const {
    const double per_mol = gas_constant * t / can_.free_volume, top = saturation(t);
    State s;
    s.gas = (gas_ + h * made) / (1 + h * outflow * per_mol);
    s.solvent = solvent_ / (1 + h * outflow * per_mol);
    double vapour = s.solvent * per_mol;
    if (vapour > top) vapour = top, s.solvent = solvent_ - h * outflow * top;
    s.pressure = s.gas * per_mol + vapour;
    return s;
  }
  /// The outflow K that the pressure it leaves drives: K(p(K)) falls with K. Air comes in where the pressure would be below
  /// the ambient one.
  State solve(double h, double t, double made) const {
    State closed = with(0, h, t, made);
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
  double gas_, solvent_;
  double piece_ = 1e-5;  // s
};

/// From where the can bursts, of share s between samples i - 1 and i.
void flow_out(const Can& can, std::span<const double> time, std::span<const double> temperature,
              std::span<const double> gas, std::size_t i, double s, Vented& out) {
  const double enclosed = can.ambient * can.free_volume / (gas_constant * can.closed_at);
  const std::size_t before = i == 0 ? 0 : i - 1;
  double made = gas[before] + s * (gas[i] - gas[before]),
         t = temperature[before] + s * (temperature[i] - temperature[before]);
  double now = time[before] + s * (time[i] - time[before]);
  OpenCan open(can, made + enclosed, can.vapour ? *can.vapour->amount : 0);
  for (; i < time.size(); ++i) {
    if (time[i] > now) open.advance(time[i] - now, t, temperature[i], std::max(gas[i] - made, 0.0));
    now = time[i], t = temperature[i], made = std::max(made, gas[i]);
    out.pressure.push_back(open.pressure(t)), out.amount.push_back(open.left), out.heat.push_back(open.heat);
  }
  out.fastest = open.fastest;
}

}  // namespace

Vented vent(const Can& can, std::span<const double> time, std::span<const double> temperature,
            std::span<const double> gas) {
  Vented out;
  double before = 0, left = 0, heat = 0;
  for (std::size_t i = 0; i < time.size(); ++i) {
    const double now = pressure_of(can, gas[i], temperature[i]);
    if (!out.time && now >= can.burst) {
      const double share = i == 0 ? 0 : (can.burst - before) / (now - before);
      out.time = i == 0 ? time[0] : time[i - 1] + share * (time[i] - time[i - 1]);
      out.peak = std::max(out.peak, can.burst);
      if (can.opening) {
        flow_out(can, time, temperature, gas, i, share, out);
        return out;
      }
    }
    if (!out.time) {
      out.peak = std::max(out.peak, now);
    } else {
      const double enclosed = can.ambient * can.free_volume / (gas_constant * can.closed_at);
      const double stays = can.ambient * can.free_volume / (gas_constant * temperature[i]);
      const double all = std::max(left, enclosed + gas[i] - stays);  // what cools afterwards draws in air, and no gas
      heat += (all - left) * can.gas_heat_capacity * (temperature[i] - can.closed_at);
      left = all;
    }
    out.heat.push_back(heat);
    out.pressure.push_back(out.time ? can.ambient : now);
    out.amount.push_back(left);
    before = now;
  }
  return out;
}

}  // namespace voxvolt::runaway
