// SPDX-License-Identifier: BSD-3-Clause
// One RODAS4 step of one cell: the chain's (c, i), the particles' modes, and the current as a border row under a control.
#pragma once

#include <algorithm>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "solvers/cell/porous_electrode/batch.hpp"
#include "solvers/cell/porous_electrode/dfn_residual.hpp"
#include "solvers/cell/porous_electrode/mode_factors.hpp"
#include "solvers/cell/porous_electrode/particle_diffusion.hpp"
#include "solvers/cell/porous_electrode/stack_temperature.hpp"

namespace voxvolt::cell {

/// The number itself, without derivatives; overloaded beside each scalar type.
inline double plain(double x) { return x; }

/// A cell's unknowns; c and i in slots, modes[k] in electrode slots.
template <class S>
struct CellState {
  S *c, *i, *theta, *modes;    ///< theta: surface stoichiometry, derived from modes and i; modes of shells: the shells
  S* z;                        ///< state of hysteresis in electrode slots, where there is any
  S* j;                        ///< of a family of particles: its current density, an unknown of its own
  S current{}, temperature{};  ///< A/m^2, K
  S charge{}, energy{};        ///< discharged, A s/m^2 and J/m^2 of one pair
};

/// Where a cell was looked at last.
template <class S>
struct SeenPoint {
  ChainPoint<S> point;
  S current, charge, energy, temperature;  ///< as in CellState
};

/// One algebraic row for the current: 0 = current_target - I, voltage_target - V, power_target - I V or V - I R, in
/// densities and per pair. `slope` is the target's rate of change.
template <class S>
struct ControlRow {
  enum class Kind { current, voltage, power, resistance } kind = Kind::current;
  S target{}, slope{};
};

/// Lithium, mol/m^2 of one pair.
template <class S>
struct Inventory {
  Sided<S> electrode{};  ///< particles; a half-cell's lithium metal counts nothing
  S salt{};
};

template <class S>
class DfnOutputs;
class DfnImpedance;

template <class S>
class DfnStepper {
 public:
  using L = numerics::Lanes<S>;
  using Many = typename L::Many;
  using T = numerics::Rodas4;
  static constexpr int stages = T::stages;

  explicit DfnStepper(const DfnConstants<S>& constants);

  CellState<S>& state() { return now_; }
  const CellState<S>& state() const { return now_; }
  const CellState<S>& next() const { return next_; }

  /// Uniform particles and salt, no current; `families`: the stoichiometries of each, where there are several.
  void start(const Sided<S>& stoichiometry, const S& temperature, const std::vector<Sided<S>>& families = {});
  /// Solves the algebraic rows at fixed c and modes; false when that fails. `current` is the first guess (A/m^2).
  template <class Forcing = NoForcing>
  bool make_consistent(const ControlRow<S>& control, const S& current, const Forcing& forcing = {});
  /// Evaluates residual and derivatives at the state; needed once before `step`, and after each `commit`.
  template <class Forcing = NoForcing>
  void look(const Forcing& forcing = {});
  /// Tries one step of h seconds from the state into `next`; returns the error over the tolerance (not a number: reject).
  template <class Forcing = NoForcing>
  double step(const ControlRow<S>& control, double h, double tolerance, const Forcing& forcing = {});
  /// Evaluates residual and derivatives at `next`; `output` then speaks of it. Another `step` needs `look` first.
  template <class Forcing = NoForcing>
  void look_at_next(const Forcing& forcing = {});
  /// One Newton iteration on the algebraic rows of `next`, which was looked at, `h` seconds into the control; the forcing
  /// of this and of `look_at_next` begins at `next`.
  template <class Forcing = NoForcing>
  void polish(const ControlRow<S>& control, double h, const Forcing& forcing = {});
  /// Evaluates the residual within the last step, `at` in (0, 1) from state to next, by the method's continuous extension.
  void look_between(double at);
  /// Takes `next` as the state.
  void commit();

  /// The surroundings' temperature, K. An isothermal cell takes it when it is `given`.
  void set_ambient(const S& ambient, bool given);

  /// The state as plain numbers, bit for bit; without `all`, restores what the particles and the salt hold and the temperature.
  int numbers() const;
  void dump(double* into) const;
  void restore(const double* from, bool all);

  /// W/m^2 of one pair that leave the cell where looked last; J/m^2 that the state holds, from 0 K on. 0 where isothermal.
  S cooling() const;
  S warmth_held() const;

  Inventory<S> inventory() const;   ///< of the state, mol/m^2
  double capacity(int side) const;  ///< lithium sites of an electrode, mol/m^2
  /// Of the mean stoichiometries at the point looked at, from the stocks at charge 0; V of one pair.
  double open_circuit_voltage(double negative, double positive) const;
  DfnOutputs<S> outputs() const { return DfnOutputs<S>(*this); }
  /// Appends the point looked at.
  void profile(Profiles& into, double time) const;

  S voltage() const { return voltage_; }    ///< V of one pair with contact resistance, where looked last
  int clamped() const { return clamped_; }  ///< since the last step began: 1 salt, 2 empty or 4 full particles
  const SeenPoint<S>& seen() const { return seen_; }
  const DfnEvaluation<S>& evaluation() const { return e_; }
  const Warmth<S>& warmth() const { return warm_; }
  const DfnResidual<S>& residual() const { return residual_; }
  /// Where an electrode has several families: the particles of each. What follows speaks of them where looked last.
  const std::vector<std::unique_ptr<DfnStepper>>& families() const { return families_; }
  Sided<S> family_current() const;                                     ///< out of its particles, A/m^2 of one pair
  const Sided<S>& family_stoichiometry() const { return held_seen_; }  ///< mean over its particles
  int mode_stride() const { return stride_; }  ///< from one mode of CellState::modes to the next
  const DfnConstants<S>& constants() const { return k_; }

  std::int64_t evaluations = 0, factorisations = 0, newton_iterations = 0;

 private:
  friend class DfnImpedance;
  void fill_known(S* i, const S& current) const;
  void settle(CellState<S>& at);
  template <class Forcing>
  void look_at(CellState<S>& at, const Forcing& forcing, bool same_salt = false);
  void note_clamps();
  S between(double at, const S& from, const S& to, const S* u) const;
  void between(double at, const S* from, const S* to, const S* const* u, int slots, S* into) const;
  void assemble(double per_step);
  void assemble_rows(double per_step);
  void assemble_currents();
  void current_entries();
  void voltage_row();
  void current_column();
  S dot_voltage(const S* x_c, const S* x_i) const;
  void particle_base();
  void stage_point(int stage);
  void cold_particles(int stage);
  void right_hand_side(int stage, double h);
  template <class Forcing>
  void take_stages(const ControlRow<S>& control, double h, const Forcing& forcing);
  void add_column(int stage, const S& times, const S* column_c, const S* column_i);
  void weights_of(const ControlRow<S>& control, S& per_voltage, S& per_current) const;
  void set_warmth(const S& temperature);
  void warm_to(const CellState<S>& at);
  const WarmField<S>* layers_at_stage(int stage);
  void look_between_layers(double at);
  S next_layers();
  S own_heat(int stage, double h);
  S layers_heat(int stage, double h);
  Many direct_at(const Warmth<S>& warm, int s) const;
  void layer_heat(const ChainPoint<S>& at, const Warmth<S>& warm, const S& current, const S& voltage);
  static Many sided(const S& a, const S& b, int at) { return L::alternating(a, b, at); }
  void solve_stage(int stage, const ControlRow<S>& control, double h);
  S border(const ControlRow<S>& control, const S& off, const S& voltage_of_x) const;
  void new_state();
  template <class Forcing>
  double newton(CellState<S>& at, const ControlRow<S>& control, const Forcing& forcing);
  double error_of(double tolerance) const;
  ChainPoint<S> point_of(const CellState<S>& at) const { return {at.c, at.i, at.theta, at.z, at.j}; }
  template <bool derivatives>
  void evaluate(const ChainPoint<S>& at, const Warmth<S>& warm, const S& current, bool same_salt = false);
  void settle_particles(CellState<S>& at, const S* j);
  void hold_particles(const CellState<S>& at);
  void put_own_slopes();
  S across(const S* w) const;
  void new_modes();
  void prepare_particles(double h);
  void known_particles(int stage, double h, const Warmth<S>& warm);
  void prepare_hysteresis(double h);
  void hysteresis_stage(int stage, double h);
  void put_gains(const S& negative, const S& positive);
  void put_interfacial(const S* i, S* j) const;
  // Several families of particles, dfn_stepper_families.hpp.
  CellState<S>& family_state(DfnStepper& family, const CellState<S>& at) {
    return &at == &now_ ? family.now_ : family.next_;
  }
  ChainPoint<S> family_point(const DfnStepper& family, const ChainPoint<S>& at) const;
  template <bool derivatives>
  void evaluate_families(const ChainPoint<S>& at);
  void weigh_families(bool answering);
  void put_slopes_of_families();
  void share_known();
  void add_shared(S* rows) const;
  void prepare_families(double h);
  void families_point(int stage);
  void families_before_solve(int stage, double h);
  void families_after_solve(int stage, double h);
  void note_held(int stage, double h);
  void new_family();
  void family_between(double at);
  Many families_error() const;
  void guess_families();
  template <class Forcing>
  void relax_families(const Forcing& forcing);
  double relax_node(int s, double produced);
  void hold_families(const CellState<S>& at);
  double newton_families(CellState<S>& at, const S* step);
  Sided<S> held(const CellState<S>& at) const;
  double potential_of_families(int side, double x) const;
  S surface_of_families(int s) const;
  int particle_numbers() const;
  void dump_particles(double*& into) const;
  void restore_particles(const double*& from);
  void prepare_heat_of_families();
  S heat_of_families(const S& temperature) const;
  S enthalpy_of_families(const S* x_c, const S* x_i, const S* shared, int stage) const;
  // Particles whose stages are kept and the lumped temperature, dfn_stepper_thermal.hpp.
  S heating(const ChainPoint<S>& at, const S& current, const S& temperature, const S& voltage) const;
  void prepare_kept_particles(double h);
  void kept_surface(int stage, const Warmth<S>& warm);
  void kept_particles(int stage, double h, const Warmth<S>& warm);
  void varied_particles(int stage, double h, const Warmth<S>& warm);
  void finish_kept_stage(int stage);
  void put_warm_slopes(S* into) const;
  void put_enthalpies();
  void temperature_column();
  S enthalpy_of(const S* x_i, const S* theta) const;
  void warm_borders(double h);
  void warm_border(int stage, const ControlRow<S>& control, double h, const S& off, const S& rise);
  S direct_warmth(int side) const { return factors_.direct_gain(k_, warm_, side) * slope_.diffusion[side]; }

  const DfnConstants<S>& k_;
  ChainShape shape_;
  ChainArena<S> arena_;
  DfnEvaluation<S> e_{};
  DfnResidual<S> residual_;
  ChainMatrix<S> matrix_;
  ModeFactors<S> factors_;
  std::optional<ParticleDiffusion<S>> varied_;  ///< in the place of factors_
  std::optional<StackTemperature<S>> layers_;
  std::vector<std::unique_ptr<DfnStepper>> families_;  ///< in the place of the cell's own particles; their chains idle
  Warmth<S> stage_warm_{};                             ///< of a family, where evaluated
  S *weight_ = nullptr, *per_w_ = nullptr, *w_by_t_ = nullptr;  ///< of a family: its part in w; dj/dw; dw/dT at fixed j
  S *shared_ = nullptr, *shared_by_t_ = nullptr;                ///< of all: w from what is known of them; by T
  Sided<S> u_held_[stages]{}, held_seen_{};                     ///< of a family: its mean stoichiometry
  const numerics::AlignedArray<S>* layers_seen_ = nullptr;      ///< their temperatures where looked last
  bool kept_;                                                   ///< stages of the modes are kept
  CellState<S> now_{}, next_{};
  Warmth<S> warm_{};
  S ambient_{};
  S* gains_;  ///< d theta/dj of one stage, per node
  WarmthSlope<S> slope_{};
  S *u_modes_[stages]{}, *warm_c_, *warm_i_, *warmth_, *enthalpy_, *enthalpy_theta_, *made_;
  numerics::AlignedArray<S> mode_rate_, mode_inverse_;  // per mode and side
  S u_temperature_[stages]{}, point_temperature_{}, warm_voltage_{}, heat_per_temperature_{}, own_per_temperature_{},
      heat_per_current_{};
  ChainPoint<S> point_{};
  S *u_z_[stages]{}, *z_inverse_ = nullptr, *z_gains_ = nullptr;     ///< of hysteresis: d z/dj of one stage
  int stride_ = 0;                                                   ///< from one mode to the next
  S *u_c_[stages], *u_i_[stages], *u_j_[stages], *u_theta_[stages];  // stage increments
  S* base_[stages];                                                  // of theta, as far as the state alone gives it
  S *j_now_, *r_c_, *r_i_, *column_c_, *column_i_, *row_c_, *row_i_;
  S u_current_[stages]{}, u_charge_[stages]{}, u_energy_[stages]{}, point_current_{}, point_voltage_{};
  SeenPoint<S> seen_{};
  S row_current_{}, voltage_{}, voltage_seen_{}, known_voltage_{}, column_voltage_{};
  const CellState<S>* state_seen_ = nullptr;  ///< where derivatives were taken
  bool has_column_ = false;
  int clamped_ = 0;
};

}  // namespace voxvolt::cell

#include "solvers/cell/porous_electrode/dfn_stepper_families.hpp"
#include "solvers/cell/porous_electrode/dfn_stepper_hysteresis.hpp"
#include "solvers/cell/porous_electrode/dfn_stepper_impl.hpp"
#include "solvers/cell/porous_electrode/dfn_stepper_layers.hpp"
#include "solvers/cell/porous_electrode/dfn_stepper_rows.hpp"
#include "solvers/cell/porous_electrode/dfn_stepper_thermal.hpp"
