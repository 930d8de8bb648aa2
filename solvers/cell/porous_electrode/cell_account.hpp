// SPDX-License-Identifier: BSD-3-Clause
// What is told of a cell while it runs: watched quantities, curves, balances, the ends of its protocol's steps.
#pragma once

#include <algorithm>
#include <cmath>

#include "solvers/cell/porous_electrode/cell_record.hpp"
#include "solvers/cell/porous_electrode/dfn_outputs.hpp"

namespace voxvolt::cell {

/// Speaks of the point that the stepper looked at last; works on any stepper of the family.
template <class Stepper>
class CellAccount {
 public:
  CellAccount(const Stepper& stepper, Progress& progress, CellResult& result)
      : k_(stepper.constants()), s_(stepper), p_(progress), r_(result) {}

  /// Notes what the cell holds at the start of the run.
  void take_stock() {
    const auto stock = s_.inventory();
    p_.negative = stock.electrode[0];
    p_.positive = stock.electrode[1];
    p_.salt = stock.salt;
    p_.lithium = p_.negative + p_.positive + p_.salt;
    p_.warmth = plain(s_.warmth_held());
  }

  /// A smooth stretch of the protocol begins at `time`, where the stepper looked last.
  void begin_stretch(double time) {
    p_.stretch = 0;
    note_powers(time, s_.outputs().powers());
  }

  double voltage() const { return plain(s_.voltage()) * plain(k_.series); }
  double current() const { return plain(s_.seen().current) * plain(k_.area); }
  double ampere_hours(double charge) const { return charge * plain(k_.area) / 3600; }
  double soc() const {
    const int side = k_.counter ? 1 : 0;
    const double stock = side == 0 ? p_.negative - plain(s_.seen().charge) / laws::faraday
                                   : p_.positive + plain(s_.seen().charge) / laws::faraday;
    return (stock / s_.capacity(side) - k_.empty[side]) / (k_.full[side] - k_.empty[side]);
  }

  double watched(Watched what) const {
    switch (what) {
      case Watched::voltage: return voltage();
      case Watched::current_magnitude: return std::fabs(current());
      case Watched::temperature: return plain(s_.seen().temperature);
      case Watched::soc: return soc();
      case Watched::discharge_capacity: return ampere_hours(plain(s_.seen().charge) - p_.charge_at_start);
      case Watched::anode_potential: return plain(s_.outputs().anode_potential());
    }
    return 0;
  }

  /// One more entry of the curves, `time` s since the start of the run.
  void sample(double time) {
    Curves& c = r_.curves;
    const auto out = s_.outputs();
    const auto powers = out.powers();
    const double all = plain(k_.area) * plain(k_.series);
    c.time.push_back(time);
    c.voltage.push_back(voltage());
    c.current.push_back(current());
    c.temperature.push_back(plain(s_.seen().temperature));
    c.soc.push_back(soc());
    c.discharge_capacity.push_back(ampere_hours(plain(s_.seen().charge)));
    c.anode_potential.push_back(plain(out.anode_potential()));
    c.heat_ohmic.push_back(plain(powers.ohmic) * all);
    c.heat_irreversible.push_back(plain(powers.irreversible()) * all);
    c.heat_reversible.push_back(plain(powers.reversible) * all);
    c.open_circuit_voltage.push_back(s_.open_circuit_voltage(p_.negative, p_.positive) * plain(k_.series));
    c.step.push_back(static_cast<int>(p_.protocol_step));
    sample_families();
  }

  /// At an accepted step.
  void check_balances(double time) {
    const auto out = s_.outputs();
    const auto powers = out.powers();
    Balances& b = r_.balances;
    b.power = std::max(b.power, out.imbalance(powers, s_.voltage()));
    note_powers(time, powers);
    const double electric = std::fabs(plain(s_.state().energy) + p_.all_taken) / std::max(p_.gross, 1.0);
    const double thermal = std::fabs(plain(s_.warmth_held()) - p_.warmth - p_.all_heat);
    b.energy = std::max(electric, thermal / std::max(p_.gross_heat, 1.0));
    const auto stock = s_.inventory();
    const double passed = plain(s_.state().charge) / laws::faraday;
    b.salt = std::max(b.salt, std::fabs(stock.salt - p_.salt) / p_.salt);
    const double lost = k_.counter ? passed : 0;  // what a half-cell's lithium metal gave
    b.lithium = std::max(
        b.lithium, std::fabs(stock.electrode[0] + stock.electrode[1] + stock.salt - p_.lithium - lost) / p_.lithium);
    b.charge = std::max(b.charge, std::fabs(stock.electrode[1] - p_.positive - passed) / s_.capacity(1));
    if (!k_.counter)
      b.charge = std::max(b.charge, std::fabs(stock.electrode[0] - p_.negative + passed) / s_.capacity(0));
  }

  /// The end of a protocol step, where the state is.
  void note_step(StepReason reason, int condition, int cycle) {
    StepEnd e;
    e.step = static_cast<int>(p_.protocol_step);
    e.cycle = cycle;
    e.start = p_.step_start;
    e.end = p_.step_start + p_.elapsed;
    e.reason = reason;
    e.condition = condition;
    e.capacity = ampere_hours(plain(s_.state().charge) - p_.charge_at_start);
    e.energy = (plain(s_.state().energy) - p_.energy_at_start) * plain(k_.area) * plain(k_.series) / 3600;
    e.voltage_at_start = p_.voltage_at_start;
    e.voltage_at_end = voltage();
    e.least_anode_potential = p_.least_anode_potential;
    r_.steps.push_back(e);
    if (e.capacity > 0) r_.capacity = e.capacity, r_.energy = e.energy;
  }

 private:
  void sample_families() {
    if constexpr (requires { s_.families(); }) {
      for (int side = 0; side < 2; ++side)
        for (const auto& family : s_.families()) {
          if (!family->constants().has_family[side]) continue;
          const double sign = side == 0 ? 1 : -1;
          r_.curves.family_current.push_back(sign * plain(family->family_current()[side]) * plain(k_.area));
          r_.curves.family_stoichiometry.push_back(plain(family->family_stoichiometry()[side]));
        }
    }
  }

  /// Takes powers at `time` into the integrals: over the newest interval, of the polynomial through up to four points.
  template <class P>
  void note_powers(double time, const P& powers) {
    const double size = std::fabs(plain(s_.seen().current) * plain(s_.voltage()));
    const double taken = plain(powers.reaction) + plain(powers.ohmic);
    const double made = k_.lumped ? plain(powers.heat()) : 0, left = plain(s_.cooling()), heat = made - left;
    const double heat_size = std::fabs(made) + std::fabs(left);
    const int known = static_cast<int>(p_.stretch);
    if (known > 0) {
      const double h = time - p_.power_time[0];
      double weight[4];
      weigh_last_interval(time, known, weight);
      p_.all_taken += weight[0] * taken;
      p_.all_heat += weight[0] * heat;
      for (int i = 0; i < known; ++i) {
        p_.all_taken += weight[i + 1] * p_.taken[i];
        p_.all_heat += weight[i + 1] * p_.heat[i];
      }
      p_.gross += 0.5 * h * (size + p_.size);
      p_.gross_heat += 0.5 * h * (heat_size + p_.heat_size);
    }
    for (int i = 2; i > 0; --i)
      for (double* x : {p_.power_time, p_.taken, p_.heat}) x[i] = x[i - 1];
    p_.power_time[0] = time;
    p_.taken[0] = taken;
    p_.heat[0] = heat;
    p_.size = size;
    p_.heat_size = heat_size;
    p_.stretch = std::min(known + 1, 3);
  }

  /// Weights of the values at `time` and the `known` last points in the integral over the newest interval of the polynomial
  /// through them, by two Gauss points: exact for cubics.
  void weigh_last_interval(double time, int known, double* weight) const {
    const double from = p_.power_time[0], h = time - from, off = std::sqrt(1.0 / 12) * h;
    double t[4] = {time}, early[4], late[4];
    std::copy(p_.power_time, p_.power_time + known, t + 1);
    for (int i = 0; i <= known; ++i) early[i] = from + 0.5 * h - off - t[i], late[i] = from + 0.5 * h + off - t[i];
    for (int i = 0; i <= known; ++i) {
      double first = 1, second = 1, between = 1;
      for (int k = 0; k <= known; ++k) {
        if (k == i) continue;
        first *= early[k], second *= late[k], between *= t[i] - t[k];
      }
      weight[i] = 0.5 * h * (first + second) / between;
    }
  }

  const DfnConstants<double>& k_;
  const Stepper& s_;
  Progress& p_;
  CellResult& r_;
};

}  // namespace voxvolt::cell
