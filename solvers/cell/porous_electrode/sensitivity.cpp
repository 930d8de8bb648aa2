// SPDX-License-Identifier: BSD-3-Clause
#include "solvers/cell/porous_electrode/sensitivity.hpp"

#include <array>
#include <cmath>
#include <type_traits>

#include "numerics/dual.hpp"
#include "parallel/failure.hpp"
#include "solvers/cell/porous_electrode/initial_stoichiometry.hpp"
#include "solvers/cell/porous_electrode/look_ahead.hpp"
#include "solvers/cell/porous_electrode/make_constants.hpp"
#include "solvers/cell/porous_electrode/protocol_clock.hpp"
#include "solvers/cell/porous_electrode/spm_stepper.hpp"

namespace voxvolt::cell {
namespace {

constexpr int at_once = 4;
using S = numerics::Dual<at_once>;

[[noreturn]] void refuse(const std::string& why) { throw Failure(ExitCode::input, "sensitivities: " + why); }

/// Takes members of CellParams as variables where they are at one of the addresses; notes which it met.
struct VariedLift {
  std::array<const double*, at_once> varied{};
  std::array<bool, at_once>* met;

  S operator()(const double& parameter) const {
    S x(parameter);
    for (int i = 0; i < at_once; ++i) {
      if (varied[i] != &parameter) continue;
      x.slope[i] = 1;
      (*met)[i] = true;
    }
    return x;
  }
};

/// A run's steps taken again, with derivatives.
template <class Stepper>
class Replay {
 public:
  Replay(const CellCase& what, const DfnConstants<S>& constants, Stepper& stepper, Sensitivities& into, int first,
         int count)
      : case_(what), k_(constants), s_(stepper), into_(into), first_(first), count_(count) {}

  void all() {
    std::vector<Sided<S>> families;
    for (const Sided<double>& x : initial_families(case_)) families.push_back(lifted(x));
    s_.start(lifted(initial_stoichiometries(case_)), S(initial_temperature(case_)), families);
    if (!case_.initial.state.empty()) s_.restore(case_.initial.state.data(), false);
    for (const StepEnd& step : into_.run.steps) take(step);
  }

 private:
  static Sided<S> lifted(const Sided<double>& x) { return {S(x[0]), S(x[1])}; }

  /// One step of the protocol.
  void take(const StepEnd& step) {
    const Curves& curves = into_.run.curves;
    const ProtocolStep& now = case_.protocol->steps[static_cast<std::size_t>(step.step)];
    if (now.impedance) refuse("impedance within a protocol is not in this release");
    s_.set_ambient(S(now.ambient.value_or(case_.parameters->ambient_temperature)), now.ambient.has_value());
    elapsed_ = 0;
    charge_at_start_ = s_.state().charge;
    s_.make_consistent(row(now), S(curves.current[at_] / plain(k_.area)));
    record();
    std::array<double, at_once> moved{};
    while (at_ < curves.time.size() && curves.step[at_] == step.step) {
      const double h = curves.time[at_] - step.start - elapsed_;
      bool jumps = false;
      const bool lands = h >= to_breakpoint(now, elapsed_, jumps) * (1 - 1e-9);
      const bool last = at_ + 1 == curves.time.size() || curves.step[at_ + 1] != step.step;
      if (last && step.reason != StepReason::duration) moved = moved_end(step, now, h);
      advance(now, h);
      s_.commit();
      elapsed_ = lands ? landing(now, elapsed_, h) : elapsed_ + h;
      record();
      if (lands && jumps) s_.make_consistent(row(now), s_.state().current);
    }
    if (moved != std::array<double, at_once>{} && at_ < curves.time.size()) move_state(now, moved);
    for (int i = 0; i < count_; ++i) {
      end_[i] += moved[i];
      into_.end[first_ + i].push_back(end_[i]);
    }
  }

  ControlRow<S> row(const ProtocolStep& now) const { return control_at(now, elapsed_, k_.area, k_.series); }

  void advance(const ProtocolStep& now, double h) {
    const ControlRow<S> control = row(now);
    s_.step(control, h, case_.tolerance);
    look_ahead(s_, control, h);
  }

  /// What the point looked at adds to the curves.
  void record() {
    const S voltage = s_.voltage() * k_.series, current = s_.seen().current * k_.area;
    const S anode = s_.outputs().anode_potential(), temperature = s_.seen().temperature;
    for (int i = 0; i < count_; ++i) {
      into_.voltage[first_ + i].push_back(voltage.slope[i]);
      into_.current[first_ + i].push_back(current.slope[i]);
      into_.anode_potential[first_ + i].push_back(anode.slope[i]);
      into_.temperature[first_ + i].push_back(temperature.slope[i]);
    }
    ++at_;
  }

  S watched(Watched what) const {
    const auto& seen = s_.seen();
    switch (what) {
      case Watched::voltage: return s_.voltage() * k_.series;
      case Watched::current_magnitude: return numerics::absolute(S(seen.current * k_.area));
      case Watched::temperature: return seen.temperature;
      case Watched::anode_potential: return s_.outputs().anode_potential();
      case Watched::discharge_capacity: return (seen.charge - charge_at_start_) * k_.area;
      case Watched::soc: {
        const int side = k_.counter ? 1 : 0;
        const double open = k_.shape.nodes - k_.shape.first[side];
        return seen.charge * (side == 0 ? -1.0 : 1.0) / (k_.volume[side] * (open * laws::faraday)) /
               (k_.full[side] - k_.empty[side]);
      }
    }
    return S(0);
  }

  /// The condition f(t, p) = 0 moves by -f_p/f_t; f_t from a step that is a little shorter.
  std::array<double, at_once> moved_end(const StepEnd& step, const ProtocolStep& now, double h) {
    const auto index = static_cast<std::size_t>(step.condition);
    const Watched what =
        (step.reason == StepReason::condition ? now.until[index] : case_.protocol->stop[index]).watched;
    constexpr double shorter = 1e-5;
    advance(now, h * (1 - shorter));
    const S before = watched(what);
    s_.look();
    advance(now, h);
    const S met = watched(what);
    s_.look();
    const double rate = (met.value - before.value) / (shorter * h);
    std::array<double, at_once> moved{};
    for (int i = 0; i < count_; ++i) moved[i] = -met.slope[i] / rate;
    return moved;
  }

  /// From the state's derivatives at a fixed time to those at its moving end.
  void move_state(const ProtocolStep& now, const std::array<double, at_once>& moved) {
    if (case_.parameters->through_stack)
      refuse("a through-stack temperature after a step that was ended by a condition is not in this release");
    constexpr double little = 1e-3;  // s
    s_.step(row(now), little, case_.tolerance);
    const auto& next = s_.next();
    auto& state = s_.state();
    const auto move = [&](S& here, const S& there) {
      for (int i = 0; i < count_; ++i) here.slope[i] += (there.value - here.value) / little * moved[i];
    };
    for (int s = 0; s < k_.shape.slots(); ++s) move(state.c[s], next.c[s]);
    if constexpr (std::is_same_v<Stepper, DfnStepper<S>>) {
      for (int k = 0; k < k_.basis->count; ++k)
        for (int s = 0; s < k_.shape.electrode_slots(); ++s)
          move(state.modes[k * s_.mode_stride() + s], next.modes[k * s_.mode_stride() + s]);
      for (int s = 0; s < k_.shape.electrode_slots() && k_.hysteresis; ++s) move(state.z[s], next.z[s]);
    } else {
      for (int k = 0; k < 2 * k_.basis->count; ++k) move(state.modes[k], next.modes[k]);
      for (int side = 0; side < 2; ++side) move(state.z[side], next.z[side]);
    }
    move(state.charge, next.charge);
    move(state.energy, next.energy);
    move(state.temperature, next.temperature);
  }

  const CellCase& case_;
  const DfnConstants<S>& k_;
  Stepper& s_;
  Sensitivities& into_;
  int first_, count_;
  std::size_t at_ = 0;  ///< sample
  double elapsed_ = 0;  ///< s within the protocol step
  S charge_at_start_{};
  std::array<double, at_once> end_{};
};

}  // namespace

Sensitivities sensitivities(const CellCase& given, const std::vector<ParameterOf>& parameters) {
  CellCase what = given;
  what.sampling = {};
  Batch batch({what});
  batch.run();
  Sensitivities s;
  s.run = batch.result(0);
  if (s.run.status != CellStatus::finished && s.run.status != CellStatus::stopped) refuse(s.run.reason);
  const auto count = parameters.size();
  for (auto* curves : {&s.voltage, &s.current, &s.anode_potential, &s.temperature, &s.end}) curves->resize(count);
  const CellParams& p = *what.parameters;
  const auto basis = std::make_shared<const ParticleBasis>(what.mesh.particle == Mesh::Particle::spectral
                                                               ? ParticleBasis::spectral(what.mesh.particle_unknowns)
                                                               : ParticleBasis::shells(what.mesh.particle_unknowns));
  const CellTables tables = CellTables::of(p);
  for (std::size_t first = 0; first < count; first += at_once) {
    std::array<bool, at_once> met{};
    VariedLift lift{{}, &met};
    const int here = static_cast<int>(std::min<std::size_t>(at_once, count - first));
    for (int i = 0; i < here; ++i) lift.varied[i] = &parameters[first + static_cast<std::size_t>(i)](p);
    const auto constants = make_constants<S>(p, what.mesh, tables, basis, lift);
    for (int i = 0; i < here; ++i)
      if (!met[i])
        refuse("the kernel takes no derivative by parameter " +
               std::to_string(first + static_cast<std::size_t>(i) + 1));
    if (what.model == Model::dfn) {
      DfnStepper<S> stepper(constants);
      Replay(what, constants, stepper, s, static_cast<int>(first), here).all();
    } else {
      SpmStepper<S> stepper(constants, what.model == Model::spme);
      Replay(what, constants, stepper, s, static_cast<int>(first), here).all();
    }
  }
  return s;
}

}  // namespace voxvolt::cell
