// SPDX-License-Identifier: BSD-3-Clause
// The cheaper members: one particle per electrode, whose reaction is even along x (Marquis et al. 2019). With electrolyte
// (SPMe) the salt is solved on the same chain under currents that grow evenly, and the voltage takes the mean over each
// electrode of the DFN's own quadrature; without (SPM) the salt stays as it is and nothing but the kinetics resists.
//   V = w_p - w_n + sum of weighted steps - I (L_n/(3 sigma_n) + L_p/(3 sigma_p)),   w = U + eta + R_film j,
// eta with the mean of sqrt(c) over the electrode. Isothermal or with one temperature. The interface is that of DfnStepper.
#pragma once

#include "solvers/cell/porous_electrode/dfn_outputs.hpp"

namespace voxvolt::cell {

template <class S>
struct SpmState {
  S *c, *modes;  ///< modes[2 k + side]
  S current{}, temperature{}, charge{}, energy{};
  Sided<S> z{};  ///< state of hysteresis
};

template <class S>
struct SpmSeen {
  S current{}, temperature{}, charge{}, energy{};
  Sided<S> theta{}, z{};
};

template <class S>
class SpmStepper;
class SpmImpedance;

/// What is told of the point that a stepper looked at; as DfnOutputs.
template <class S>
class SpmOutputs {
 public:
  explicit SpmOutputs(const SpmStepper<S>& stepper) : s_(stepper) {}
  S anode_potential() const;
  Powers<S> powers() const;
  double imbalance(const Powers<S>& p, const S& voltage) const {
    const double delivered = plain(s_.seen().current) * plain(voltage);
    return std::fabs(delivered + plain(p.reaction) + plain(p.ohmic)) / std::max(std::fabs(delivered), 1.0);
  }

 private:
  const SpmStepper<S>& s_;
};

template <class S>
class SpmStepper {
 public:
  using L = numerics::Lanes<S>;
  using Many = typename L::Many;
  using T = numerics::Rodas4;
  static constexpr int stages = T::stages;

  SpmStepper(const DfnConstants<S>& constants, bool with_electrolyte);

  SpmState<S>& state() { return now_; }
  const SpmState<S>& state() const { return now_; }
  const SpmState<S>& next() const { return next_; }
  /// The electrodes have one family of particles each.
  void start(const Sided<S>& stoichiometry, const S& temperature, const std::vector<Sided<S>>& = {});
  bool make_consistent(const ControlRow<S>& control, const S& guess);
  void look() { look_at(now_); }
  double step(const ControlRow<S>& control, double h, double tolerance);
  void look_at_next();
  void polish(const ControlRow<S>& control, double h) {
    ControlRow<S> there = control;
    there.target += there.slope * h;
    settle(next_, there);
  }
  void look_between(double at);
  void commit() { std::swap(now_, next_); }

  void set_ambient(const S& ambient, bool given);
  int numbers() const { return 4 + k_.shape.slots() + modes_ + (k_.shells ? 1 : 0) + (k_.hysteresis ? 2 : 0); }
  void dump(double* into) const;
  void restore(const double* from, bool all);
  S cooling() const { return k_.lumped ? S(k_.cooling * (seen_.temperature - ambient_)) : S(0); }
  S warmth_held() const { return k_.lumped ? S(k_.heat_capacity * now_.temperature) : S(0); }
  Inventory<S> inventory() const;
  double capacity(int side) const { return plain(k_.volume[side]) * (k_.shape.nodes - k_.shape.first[side]); }
  double open_circuit_voltage(double negative, double positive) const;
  SpmOutputs<S> outputs() const { return SpmOutputs<S>(*this); }
  void profile(Profiles& into, double time) const;

  S voltage() const { return voltage_; }
  int clamped() const { return clamped_; }
  const SpmSeen<S>& seen() const { return seen_; }
  const DfnConstants<S>& constants() const { return k_; }

  std::int64_t evaluations = 0, factorisations = 0, newton_iterations = 0;

 private:
  friend class SpmOutputs<S>;
  friend class SpmImpedance;

  /// What an electrode's particle gives: w = phi_s - phi_e on average, and its derivatives.
  struct Particle {
    S j{}, potential{}, w{}, w_theta{}, w_j{}, w_root{}, half_gap{};
    S w_t{}, enthalpy{}, enthalpy_theta{};  ///< with a temperature: dw/dT; h = U - T dU/dT
  };

  int open(int side) const { return k_.shape.nodes - k_.shape.first[side]; }
  double salt_order(int side) const { return side == 0 && k_.counter ? k_.counter_order : k_.salt_order[side]; }
  S interfacial(int side, const S& current) const {  // A/m^2 of particle surface
    return open(side) == 0 ? S(0) : S(current * per_current_[side]);
  }
  std::vector<double> rises(const std::vector<int>& slots) const;
  Sided<S> surface(const S* modes, const S& current) const;
  Sided<S> direct(const S* modes) const;
  template <bool derivatives>
  void evaluate(S* c, const Sided<S>& theta, const Sided<S>& z, const S& current);
  Particle particle(int side, const S& theta, const S& z, const S& current) const;
  S solid() const { return solid_[0] * warm_.resistivity[0] + solid_[1] * warm_.resistivity[1]; }
  S counter(S* c, const S& current) const;
  S open_circuit(int side, double x) const {
    S u = k_.tables.potential[side]->rows().value(S(x)) + k_.end_term[side] * (1 / x - 1 / (1 - x));
    if (k_.tables.entropy[side] != nullptr) u += warm_.above * k_.tables.entropy[side]->rows().value(S(x));
    return u;
  }
  void look_at(SpmState<S>& at);
  void note_clamps();
  bool settle(SpmState<S>& at, const ControlRow<S>& control);
  void voltage_row();
  void assemble(double per_step);
  void salt_rows(double per_step);
  S dot(const S* a, const S* b) const;
  void weights_of(const ControlRow<S>& control, S& per_voltage, S& per_current) const;
  S border(const ControlRow<S>& control, const S& off, const S& rise, const S& per_current_volt) const;
  S hysteresis_of_stage(int stage, double h);
  Sided<S> known_of_stage(int stage, double h);
  void take_stage(int stage, const ControlRow<S>& control, double h);
  // Lumped temperature, spm_stepper_thermal.hpp.
  void set_warmth(const S& temperature);
  void set_stage_warmth(int stage);
  void warm_columns(double h);
  S heating() const;
  S enthalpy_of(const Sided<S>& theta) const;
  void solve_borders(int stage, const ControlRow<S>& control, double h, const S& off, const S& rise,
                     const Sided<S>& known);
  void stage_point(int stage);

  const DfnConstants<S>& k_;
  bool salt_;
  int modes_;
  ChainArena<S> arena_;
  DfnEvaluation<S> e_{};
  DfnResidual<S> residual_;
  ChainMatrix<S> matrix_;
  SpmState<S> now_{}, next_{};
  SpmSeen<S> seen_{};
  Warmth<S> warm_{};
  S ambient_{};
  WarmthSlope<S> slope_{};
  Particle particle_[2];
  Sided<S> per_current_{}, root_{}, gain_{}, w_theta_{}, theta_{};
  S *i_, *share_, *weight_, *c_, *seen_c_ = nullptr, *row_, *column_, *ahead_;
  Sided<S> warmth_{}, enthalpy_{}, enthalpy_theta_{};  ///< at the step's start
  S *warm_c_ = nullptr, *mode_warmth_ = nullptr;       ///< what T does to the salt and the modes
  S warm_voltage_{}, heat_per_temperature_{}, heat_per_current_{}, point_temperature_{}, u_temperature_[stages]{};
  Sided<S> z_{}, z_inverse_{}, z_gains_{}, half_gap_{}, u_z_[stages]{};
  S *u_c_[stages], *u_m_[stages], *m_, *rate_, *inverse_, *beta_;
  std::optional<ParticleDiffusion<S, SingleLanes<S>>> varied_;  ///< where diffusivities vary
  Sided<S> solid_{};                                            ///< L/(3 sigma), ohm m^2
  S voltage_{}, voltage_at_step_{}, steps_{}, row_current_{}, per_current_volt_{};
  S point_current_{}, point_voltage_{};
  S u_current_[stages]{}, u_charge_[stages]{}, u_energy_[stages]{}, u_theta_[2][stages]{};
  int clamped_ = 0;
};

}  // namespace voxvolt::cell

#include "solvers/cell/porous_electrode/spm_outputs.hpp"
#include "solvers/cell/porous_electrode/spm_stepper_impl.hpp"
#include "solvers/cell/porous_electrode/spm_stepper_rows.hpp"
#include "solvers/cell/porous_electrode/spm_stepper_thermal.hpp"
