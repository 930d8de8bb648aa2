// SPDX-License-Identifier: BSD-3-Clause
// The linear rows of dfn_stepper.hpp: the chain's matrix, the columns and rows of the border, Newton on the currents.
#pragma once

#include "solvers/cell/porous_electrode/dfn_stepper.hpp"

namespace voxvolt::cell {

template <class S>
void DfnStepper<S>::assemble(double per_step) {
  assemble_rows(per_step);
  matrix_.factorise();
  ++factorisations;
}

template <class S>
void DfnStepper<S>::assemble_rows(double per_step) {
  auto& m = matrix_;
  for (int s = 0; s < shape_.slots(); s += L::width) {
    const Many e = L::many(k_.per_volume.data() + s);
    L::put(m.d_cc + s, per_step - e * (L::many(e_.n_here + s) - L::many(e_.n_next + s - 2)));
    L::put(m.l_cc + s, e * L::many(e_.n_here + s - 2));
    L::put(m.u_cc + s, -(e * L::many(e_.n_next + s)));
  }
  assemble_currents();
  for (int s = 0; s < shape_.electrode_slots(); s += L::width) {
    const Many e = L::many(k_.per_volume.data() + s), free = L::many(k_.free.data() + s);
    L::put(m.d_ci + s, -(e * L::many(e_.n_i + s)));
    L::put(m.l_ci + s, e * L::many(e_.n_i + s - 2));
    L::put(m.d_ic + s, free * L::many(e_.i_here + s));
    L::put(m.u_ic + s, free * L::many(e_.i_next + s));
  }
}

/// The rows of the currents in the currents.
template <class S>
void DfnStepper<S>::assemble_currents() {
  if (families_.empty()) put_own_slopes();
  for (int s = 0; s < shape_.electrode_slots(); s += L::width) {
    const Many own = L::many(e_.w_total + s), next = L::many(e_.w_total + s + 2), free = L::many(k_.free.data() + s);
    L::put(matrix_.d_ii + s, free * (L::many(e_.i_own + s) + own + next) + (1.0 - free));
    L::put(matrix_.l_ii + s, -(free * own));
    L::put(matrix_.u_ii + s, -(free * next));
  }
}

/// dw/di of a node's own edge, its particles eliminated.
template <class S>
void DfnStepper<S>::put_own_slopes() {
  for (int s = 0; s < shape_.electrode_slots(); s += L::width)
    L::put(e_.w_total + s,
           L::many(k_.per_current.data() + s) * (L::many(e_.w_j + s) + L::many(e_.w_theta + s) * L::many(gains_ + s)));
  for (int s = 0; s < shape_.electrode_slots() && k_.hysteresis; s += L::width)
    L::put(e_.w_total + s, L::many(e_.w_total + s) +
                               L::many(k_.per_current.data() + s) * L::many(e_.half_gap + s) * L::many(z_gains_ + s));
}

template <class S>
void DfnStepper<S>::current_column() {
  const int electrodes = shape_.electrode_slots();
  for (int s = 0; s < shape_.slots(); ++s) {
    const double into = s % 2 == 0 ? 1 : -1;
    column_c_[s] = s < electrodes ? S(0) : k_.per_volume[s] * (e_.n_i[s] - e_.n_i[s - 2]) * into;
  }
  current_entries();
  matrix_.solve(column_c_, column_i_);
  column_voltage_ = dot_voltage(column_c_, column_i_) + row_current_;
}

/// What the current does to the rows of the currents.
template <class S>
void DfnStepper<S>::current_entries() {
  const int electrodes = shape_.electrode_slots();
  for (int s = 0; s < electrodes; ++s) {
    const int side = s % 2;
    const double into = side == 0 ? 1 : -1;
    column_i_[s] = k_.free[s] * k_.solid[s] * warm_.resistivity[side] * into;
    if (s >= electrodes - 2 && shape_.first[side] < shape_.nodes) column_i_[s] = S(into);
  }
}

template <class S>
void DfnStepper<S>::voltage_row() {
  const int electrodes = shape_.electrode_slots(), end = shape_.slots();
  const S *sign = k_.voltage_sign.data(), *at_c = state_seen_->c, *at_i = state_seen_->i;
  for (int s = 0; s < end; s += L::width) {
    const Many rise = L::many(e_.log_c + s + 2) - L::many(e_.log_c + s);
    const Many chi = L::many(e_.chi + s) + L::many(e_.chi + s + 2), i = L::many(at_i + s), count = L::many(sign + s);
    const Many here = numerics::larger(L::many(at_c + s), L::all(least_salt));
    const Many next = numerics::larger(L::many(at_c + s + 2), L::all(least_salt));
    L::put(row_c_ + s, count * (i * L::many(e_.k_c + s) + chi / here - L::many(e_.chi_c + s) * rise));
    L::put(r_c_ + s, count * (i * L::many(e_.k_c + s + 2) - chi / next - L::many(e_.chi_c + s + 2) * rise));
  }
  const S across = r_c_[end - 2];  // the middle edge, seen from side 0, changes with the last node of side 1
  for (int s = 0; s < end; s += L::width) L::put(row_c_ + s, L::many(row_c_ + s) + L::many(r_c_ + s - 2));
  row_c_[end - 1] += across;
  for (int s = end; s < shape_.padded_slots(); ++s) row_c_[s] = S(0);
  row_current_ = S(0) - k_.contact;
  for (int s = electrodes; s < end; ++s) row_current_ += sign[s] * (s % 2 == 0 ? 1.0 : -1.0) * (e_.k[s] + e_.k[s + 2]);
  for (int s = 0; s < electrodes; s += L::width)
    L::put(row_i_ + s, L::many(sign + s) * (L::many(e_.k + s) + L::many(e_.k + s + 2)));
  for (int s = electrodes; s < shape_.padded_electrode(); ++s) row_i_[s] = S(0);
  for (int side = 0; side < 2; ++side) {
    if (shape_.first[side] == shape_.nodes) continue;
    const int s = 2 * shape_.first[side] + side;
    const double counts = side == 0 ? -1 : 1;
    row_c_[s] += counts * e_.w_c[s];
    row_i_[s] += counts * e_.w_total[s];
    row_current_ -= k_.collector[side] * warm_.resistivity[side];
  }
  if (!k_.counter) return;
  const auto slopes = residual_.counter_slopes({state_seen_->c, state_seen_->i, state_seen_->theta}, warm_, slope_,
                                               state_seen_->current);
  row_c_[electrodes] -= slopes.c;
  row_current_ -= slopes.current;
}

template <class S>
S DfnStepper<S>::dot_voltage(const S* x_c, const S* x_i) const {
  Many total = L::all(0);
  for (int s = 0; s < shape_.slots(); s += L::width) total = total + L::many(row_c_ + s) * L::many(x_c + s);
  for (int s = 0; s < shape_.electrode_slots(); s += L::width) total = total + L::many(row_i_ + s) * L::many(x_i + s);
  return numerics::sum(total);
}

/// The control row as per_voltage dV + per_current dI = -off, about where derivatives were taken.
template <class S>
void DfnStepper<S>::weights_of(const ControlRow<S>& control, S& per_voltage, S& per_current) const {
  using Kind = typename ControlRow<S>::Kind;
  per_voltage = S(-1), per_current = S(0);
  if (control.kind == Kind::current) per_voltage = S(0), per_current = S(-1);
  if (control.kind == Kind::power) per_voltage = -state_seen_->current, per_current = -voltage_seen_;
  if (control.kind == Kind::resistance) per_voltage = S(1), per_current = -control.target;
}

template <class S>
S DfnStepper<S>::border(const ControlRow<S>& control, const S& off, const S& voltage_of_x) const {
  if (control.kind == ControlRow<S>::Kind::current) return off;
  S per_voltage, per_current;
  weights_of(control, per_voltage, per_current);
  return -(off + per_voltage * voltage_of_x) / (per_voltage * column_voltage_ + per_current);
}

/// How far a control is from being met.
template <class S>
S off_control(const ControlRow<S>& control, const S& target, const S& current, const S& voltage) {
  using Kind = typename ControlRow<S>::Kind;
  if (control.kind == Kind::current) return target - current;
  if (control.kind == Kind::voltage) return target - voltage;
  if (control.kind == Kind::power) return target - current * voltage;
  return voltage - current * target;
}

/// The gains of j with all that particles hold kept as it is.
template <class S>
void DfnStepper<S>::hold_particles(const CellState<S>& at) {
  for (int s = 0; s < shape_.electrode_slots() && k_.hysteresis; ++s) z_gains_[s] = S(0);
  if (varied_) varied_->direct(at.modes, warm_, gains_);
  else if (warm_.local == nullptr) put_gains(factors_.direct_gain(k_, warm_, 0), factors_.direct_gain(k_, warm_, 1));
  else
    for (int s = 0; s < shape_.electrode_slots(); s += L::width) L::put(gains_ + s, direct_at(warm_, s));
}

/// One Newton iteration on the algebraic rows at fixed c and modes, from where `at` was looked at; how far it went,
/// relative to the currents.
template <class S>
template <class Forcing>
double DfnStepper<S>::newton(CellState<S>& at, const ControlRow<S>& control, const Forcing& forcing) {
  state_seen_ = &at;
  voltage_seen_ = voltage_;
  has_column_ = control.kind != ControlRow<S>::Kind::current;
  hold_particles(at);
  if (!families_.empty()) hold_families(at);
  assemble_currents();
  matrix_.factorise_currents();
  S *zero = r_c_, *d_i = r_i_, u = S(0);
  for (int s = 0; s < shape_.padded_electrode(); s += L::width) L::put(d_i + s, -L::many(e_.f_i + s));
  if (!families_.empty()) add_shared(d_i);
  for (int s = shape_.electrode_slots(); s < shape_.padded_electrode(); ++s) d_i[s] = S(0);
  matrix_.solve_currents(d_i);
  if (has_column_) {
    voltage_row();
    current_entries();
    matrix_.solve_currents(column_i_);
    for (int s = 0; s < shape_.padded_slots(); s += L::width) L::put(zero + s, L::all(0));
    column_voltage_ = dot_voltage(zero, column_i_) + row_current_;
    S rise = dot_voltage(zero, d_i);
    if (!families_.empty()) rise += across(shared_);
    u = border(control, off_control(control, control.target, at.current, voltage_), rise);
  }
  at.current += u;
  double most = std::fabs(plain(u)), size = std::fabs(plain(at.current)) + 10;
  for (int s = 0; s < shape_.electrode_slots(); ++s) {
    const S step = d_i[s] + (has_column_ ? S(u * column_i_[s]) : S(0));
    at.i[s] += step;
    if (!families_.empty()) d_i[s] = step;
    most = numerics::larger(std::fabs(plain(step)), most);
    size = numerics::larger(size, std::fabs(plain(at.i[s])));
  }
  if (!families_.empty()) most = numerics::larger(newton_families(at, d_i), most);
  ++newton_iterations;
  settle(at);
  look_at(at, forcing, true);
  return most / size;  // not a number where the voltage is none
}

template <class S>
template <class Forcing>
void DfnStepper<S>::polish(const ControlRow<S>& control, double h, const Forcing& forcing) {
  ControlRow<S> there = control;
  there.target += there.slope * h;
  newton(next_, there, forcing);
  note_clamps();
}

template <class S>
template <class Forcing>
bool DfnStepper<S>::make_consistent(const ControlRow<S>& control, const S& guess, const Forcing& forcing) {
  using Kind = typename ControlRow<S>::Kind;
  warm_to(now_);
  now_.current = control.kind == Kind::current ? control.target : guess;
  for (int s = 0; s < shape_.electrode_slots(); ++s) {
    const int side = s % 2, open = shape_.nodes - shape_.first[side], place = s / 2 - shape_.first[side] + 1;
    if (place > 0) now_.i[s] = now_.current * ((side == 0 ? 1.0 : -1.0) * place / open);
  }
  if (!families_.empty()) guess_families();
  settle(now_);
  look(forcing);
  if (!families_.empty()) relax_families(forcing);
  for (int iteration = 0; iteration < 60; ++iteration) {
    const double moved = newton(now_, control, forcing);
    if (!(moved < 1e30) || !(std::fabs(plain(voltage_)) < 1e30)) return false;
    if (!families_.empty() && moved > 1e-4) relax_families(forcing);
    if (moved > 1e-11) continue;
    clamped_ = 0;
    note_clamps();
    return clamped_ == 0;
  }
  return false;
}

}  // namespace voxvolt::cell
