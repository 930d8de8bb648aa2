// SPDX-License-Identifier: BSD-3-Clause
// One cell through its protocol: steps, jumps, events. Works on any stepper of the family.
#pragma once

#include <cmath>
#include <limits>
#include <vector>

#include "numerics/rodas4.hpp"
#include "solvers/cell/porous_electrode/cell_account.hpp"
#include "solvers/cell/porous_electrode/crossing.hpp"
#include "solvers/cell/porous_electrode/dfn_impedance.hpp"
#include "solvers/cell/porous_electrode/initial_stoichiometry.hpp"
#include "solvers/cell/porous_electrode/look_ahead.hpp"
#include "solvers/cell/porous_electrode/protocol_clock.hpp"
#include "solvers/cell/porous_electrode/spm_impedance.hpp"

namespace voxvolt::cell {

/// Takes the cell of a record further; the record alone decides what follows, so how a run is cut changes nothing.
template <class Stepper>
class CellRun {
 public:
  CellRun(const CellCase& what, Stepper& stepper, CellRecord& record)
      : case_(what),
        protocol_(*what.protocol),
        k_(stepper.constants()),
        s_(stepper),
        p_(record.progress),
        record_(record),
        r_(record.result),
        told_(stepper, record.progress, record.result) {}

  void start() {
    const std::vector<double>* state = case_.initial.state.empty() ? nullptr : &case_.initial.state;
    s_.start(initial_stoichiometries(case_), initial_temperature(case_), initial_families(case_));
    if (state != nullptr) s_.restore(state->data(), false);
    told_.take_stock();
  }

  /// At most `steps` accepted steps.
  void advance(std::int64_t steps) {
    take_up();
    while (r_.status == CellStatus::running && steps > 0) {
      if (p_.begun == 0) {
        begin();
        continue;
      }
      if (r_.costs.steps >= case_.most_steps) fail(CellStatus::too_many_steps);
      else if (advance_once()) --steps;
    }
    lay_down();
  }

 private:
  using Kind = typename ControlRow<double>::Kind;

  const ProtocolStep& now() const { return protocol_.steps[static_cast<std::size_t>(p_.protocol_step)]; }

  void take_up() {
    if (!record_.state.empty()) s_.restore(record_.state.data(), true);
    control_.last_step = p_.last_step;
    control_.last_error = p_.last_error;
    control_.after_rejection = p_.after_rejection != 0;
    s_.evaluations = r_.costs.evaluations;
    s_.factorisations = r_.costs.factorisations;
    s_.newton_iterations = r_.costs.newton_iterations;
    if (p_.begun != 0) {
      set_surroundings();
      s_.look();
      f_ = off_conditions();
    }
  }

  void lay_down() {
    record_.state.resize(static_cast<std::size_t>(s_.numbers()));
    s_.dump(record_.state.data());
    p_.last_step = control_.last_step;
    p_.last_error = control_.last_error;
    p_.after_rejection = control_.after_rejection ? 1 : 0;
    r_.costs.evaluations = s_.evaluations;
    r_.costs.factorisations = s_.factorisations;
    r_.costs.newton_iterations = s_.newton_iterations;
    r_.time = p_.step_start + p_.elapsed;
  }

  void set_surroundings() {
    s_.set_ambient(now().ambient.value_or(case_.parameters->ambient_temperature), now().ambient.has_value());
  }

  ControlRow<double> control() const { return control_at(now(), p_.elapsed, plain(k_.area), plain(k_.series)); }

  const StopCondition& condition(std::size_t i) const {
    const auto own = now().until.size();
    return i < own ? now().until[i] : protocol_.stop[i - own];
  }
  double off_condition(std::size_t i) const {
    const StopCondition& c = condition(i);
    return c.below ? told_.watched(c.watched) - c.value : c.value - told_.watched(c.watched);
  }
  /// How far from being met each condition is where looked last; met at 0 and below.
  std::vector<double> off_conditions() const {
    std::vector<double> f(now().until.size() + protocol_.stop.size());
    for (std::size_t i = 0; i < f.size(); ++i) f[i] = off_condition(i);
    return f;
  }

  bool find_start(const ControlRow<double>& row) {
    const double scale = plain(k_.nominal) / plain(k_.area);
    std::vector<double> guesses{p_.guess, 0, scale, -scale, 5 * scale, -5 * scale};
    if (row.kind == Kind::power) guesses.insert(guesses.begin(), row.target / 3.7);
    if (row.kind == Kind::resistance) guesses.insert(guesses.begin(), 3.7 / row.target);
    if (row.kind == Kind::current) guesses.resize(1);
    for (const double guess : guesses)
      if (s_.make_consistent(row, guess)) return true;
    return false;
  }

  void begin() {
    p_.elapsed = 0;
    p_.begun = 1;
    set_surroundings();
    p_.charge_at_start = plain(s_.state().charge);
    p_.energy_at_start = plain(s_.state().energy);
    p_.next_sample = 0;
    if (now().impedance) return take_impedance();
    if (!find_start(control())) return fail(CellStatus::infeasible_start);
    p_.guess = plain(s_.state().current);
    p_.voltage_at_start = told_.voltage();
    p_.least_anode_potential = plain(s_.outputs().anode_potential());
    control_.restart();
    p_.step = 1e-2;
    f_ = off_conditions();
    told_.begin_stretch(p_.step_start);
    told_.sample(p_.step_start);
    p_.next_sample = 1;
    for (std::size_t i = 0; i < f_.size(); ++i)
      if (f_[i] <= 2.5 * precision(condition(i), plain(k_.nominal)))
        return end(i < now().until.size() ? StepReason::met_at_start : StepReason::stop_condition, static_cast<int>(i));
  }

  /// A step without time: the impedance about the state, at the current that flows.
  void take_impedance() {
    ControlRow<double> row;
    row.target = plain(s_.state().current);
    if (!s_.make_consistent(row, row.target)) return fail(CellStatus::infeasible_start);
    ImpedanceSpectrum z;
    z.step = static_cast<int>(p_.protocol_step);
    z.time = p_.step_start;
    z.soc = told_.soc();
    z.voltage = told_.voltage();
    z.current = told_.current();
    z.temperature = plain(s_.seen().temperature);
    z.frequency = *now().impedance;
    const double ohm = plain(k_.series) / plain(k_.area);
    for (const std::complex<double> pair : impedance_of_pair(s_, z.frequency)) {
      z.real.push_back(pair.real() * ohm);
      z.imaginary.push_back(pair.imag() * ohm);
    }
    z.drift = drift(row, z.voltage);
    s_.look();
    p_.voltage_at_start = z.voltage;
    p_.least_anode_potential = plain(s_.outputs().anode_potential());
    told_.sample(p_.step_start);
    r_.impedance.push_back(std::move(z));
    end(StepReason::duration, -1);
  }

  /// V/s at a constant current, from a step that is not kept; not a number where there is none.
  double drift(const ControlRow<double>& row, double voltage) {
    constexpr double little = 1e-2;  // s
    s_.step(row, little, case_.tolerance);
    look_ahead(s_, row, little);
    return s_.clamped() == 0 ? (told_.voltage() - voltage) / little : std::numeric_limits<double>::quiet_NaN();
  }

  /// One accepted step; false when the try was rejected.
  bool advance_once() {
    const ControlRow<double> row = control();
    bool jumps = false;
    const double limit = to_breakpoint(now(), p_.elapsed, jumps), wanted = p_.step;
    const bool lands = wanted >= limit * (1 - 1e-9);
    double h = lands ? limit : wanted;
    const double error = s_.step(row, h, case_.tolerance);
    if (!numerics::StepControl::accepts(error) || s_.clamped() != 0) {
      reject(h, error);
      return false;
    }
    look_ahead(s_, row, h);
    if (s_.clamped() != 0 || !std::isfinite(told_.voltage())) {
      reject(h, error);
      return false;
    }
    int met = -1;
    if (!f_.empty()) {
      const std::vector<double> f = off_conditions();
      met = first_crossed(f);
      if (met >= 0) {
        h = find_crossing(row, h, static_cast<std::size_t>(met), f[static_cast<std::size_t>(met)]);
      } else {
        f_ = f;
      }
    }
    accept(h, error, lands && met < 0, wanted);
    if (met >= 0) {
      const bool own = met < static_cast<int>(now().until.size());
      end(own ? StepReason::condition : StepReason::stop_condition, met);
    } else if (is_over(now(), p_.elapsed)) {
      end(StepReason::duration, -1);
    } else if (lands && jumps) {
      jump();
    } else if (lands) {
      told_.begin_stretch(p_.step_start + p_.elapsed);
    }
    return true;
  }

  void reject(double h, double error) {
    ++r_.costs.rejected;
    p_.step = control_.rejected(h, error);
    if (s_.clamped() != 0 && p_.step > 0.2 * h) p_.step = 0.2 * h;
    if (p_.step < 1e-9) {
      const int clamped = s_.clamped();
      fail(clamped & 1    ? CellStatus::depleted_electrolyte
           : clamped != 0 ? CellStatus::depleted_particle
                          : (std::isnan(error) ? CellStatus::not_finite : CellStatus::step_too_small));
      return;
    }
    s_.look();
  }

  int first_crossed(const std::vector<double>& f) const {
    int first = -1;
    double least = 2;
    for (std::size_t i = 0; i < f.size(); ++i) {
      if (f[i] > 0) continue;
      const double part = f_[i] / (f_[i] - f[i]);
      if (part < least) least = part, first = static_cast<int>(i);
    }
    return first;
  }

  /// The step that ends where the condition is met: sought within the last step, then met by steps of that length; leaves
  /// the stepper looking there.
  double find_crossing(const ControlRow<double>& row, double h, std::size_t which, double at_end) {
    const double close = precision(condition(which), plain(k_.nominal));
    double found = h, f = at_end;
    Crossing within(0, h, f_[which], at_end), real = within;
    for (int round = 0; round < 12 && std::fabs(f) > close && within.width() > 1e-13 * h; ++round) {
      found = within.next();
      s_.look_between(found / h);
      f = off_condition(which);
      within.take(found, f);
    }
    real.aim(found, within.slope());
    f = at_end;
    for (int round = 0; round < 60 && std::fabs(f) > close && real.width() > 1e-13 * h; ++round) {
      found = real.next();
      s_.look();
      s_.step(row, found, case_.tolerance);
      look_ahead(s_, row, found);
      ++r_.costs.event_steps;
      f = off_condition(which);
      real.take(found, f);
    }
    return found;
  }

  void accept(double h, double error, bool lands, double wanted) {
    const double start = p_.step_start + p_.elapsed;
    const bool looked_elsewhere = samples_within(start, h);
    s_.commit();
    if (looked_elsewhere) s_.look();
    ++r_.costs.steps;
    p_.elapsed = lands ? landing(now(), p_.elapsed, h) : p_.elapsed + h;
    if (!(lands && wanted > 1.02 * h)) {
      p_.step = control_.accepted(h, error);
    } else {  // cut by a breakpoint: what would the wanted step have cost?
      const double ratio = wanted / h, expected = error * ratio * ratio * ratio * ratio;
      const double next = control_.accepted(h, error);
      p_.step = expected < 0.7 ? std::max(next, wanted) : next;
    }
    p_.guess = plain(s_.state().current);
    p_.least_anode_potential = std::min(p_.least_anode_potential, plain(s_.outputs().anode_potential()));
    told_.check_balances(p_.step_start + p_.elapsed);
    if (!case_.sampling.interval) {
      told_.sample(p_.step_start + p_.elapsed);
    } else if (is_near(p_.next_sample * *case_.sampling.interval, p_.elapsed)) {
      told_.sample(p_.step_start + p_.elapsed);
      p_.next_sample += 1;
    }
  }

  static bool is_near(double a, double b) { return std::fabs(a - b) <= 1e-12 * (std::fabs(a) + std::fabs(b)); }

  /// Samples and profiles that fall within the step; whether the stepper now looks elsewhere.
  bool samples_within(double start, double h) {
    bool moved = false;
    if (case_.sampling.interval) {
      const double every = *case_.sampling.interval;
      for (double at = p_.next_sample * every; at < p_.elapsed + h && !is_near(at, p_.elapsed + h);
           at = p_.next_sample * every) {
        p_.next_sample += 1;
        s_.look_between((at - p_.elapsed) / h);
        told_.sample(p_.step_start + at);
        moved = true;
      }
    }
    const auto& wanted = case_.sampling.profiles_at;
    while (p_.next_profile < static_cast<double>(wanted.size())) {
      const double at = wanted[static_cast<std::size_t>(p_.next_profile)];
      if (at > start + h) break;
      p_.next_profile += 1;
      if (at < start) continue;
      s_.look_between((at - start) / h);
      s_.profile(r_.profiles, at);
      moved = true;
    }
    return moved;
  }

  /// The profile jumps here: the algebraic rows are solved anew.
  void jump() {
    if (!s_.make_consistent(control(), p_.guess)) return fail(CellStatus::infeasible_start);
    told_.begin_stretch(p_.step_start + p_.elapsed);
    control_.restart();
    p_.step = std::min(p_.step, 1e-2);
    f_ = off_conditions();
  }

  void end(StepReason reason, int condition) {
    if (reason == StepReason::stop_condition) condition -= static_cast<int>(now().until.size());
    if (r_.curves.time.back() < p_.step_start + p_.elapsed) told_.sample(p_.step_start + p_.elapsed);
    told_.note_step(reason, condition, now().cycle);
    p_.step_start += p_.elapsed;
    p_.elapsed = 0;
    p_.begun = 0;
    if (reason == StepReason::stop_condition) r_.status = CellStatus::stopped;
    else if (p_.protocol_step + 1 >= static_cast<double>(protocol_.steps.size())) r_.status = CellStatus::finished;
    else p_.protocol_step += 1;
  }

  void fail(CellStatus status) {
    told_.note_step(StepReason::failure, -1, now().cycle);
    r_.status = status;
  }

  const CellCase& case_;
  const Protocol& protocol_;
  const DfnConstants<double>& k_;
  Stepper& s_;
  Progress& p_;
  CellRecord& record_;
  CellResult& r_;
  CellAccount<Stepper> told_;
  numerics::StepControl control_;
  std::vector<double> f_;  ///< how far from being met each condition was at the state
};

}  // namespace voxvolt::cell
