// SPDX-License-Identifier: BSD-3-Clause
// The linear rows of spm_stepper.hpp: the salt's matrix, what the current does to the voltage, the control's row.
#pragma once

#include "solvers/cell/porous_electrode/spm_stepper.hpp"

namespace voxvolt::cell {

/// The voltage's derivatives by c and the current, at the last evaluation with derivatives.
template <class S>
void SpmStepper<S>::voltage_row() {
  row_current_ = S(0) - k_.contact - solid();
  for (int side = 0; side < 2; ++side)
    if (open(side) > 0) row_current_ += (side == 0 ? -1.0 : 1.0) * particle_[side].w_j * per_current_[side];
  if (!salt_) {
    if (k_.counter) {
      const S per = warm_.counter_kinetic / root_[0];
      row_current_ -= laws::overpotential(S(seen_.current * per), warm_.scale).per_y * per + k_.counter_film;
    }
    return;
  }
  const int end = k_.shape.slots();
  const S* c = seen_c_;
  Many ohmic = L::all(0);
  for (int s = 0; s < end; s += L::width) {
    const Many rise = L::many(e_.log_c + s + 2) - L::many(e_.log_c + s), w = L::many(weight_ + s);
    const Many chi = L::many(e_.chi + s) + L::many(e_.chi + s + 2), i = L::many(i_ + s);
    const Many here = numerics::larger(L::many(c + s), L::all(least_salt));
    const Many next = numerics::larger(L::many(c + s + 2), L::all(least_salt));
    L::put(row_ + s, w * (i * L::many(e_.k_c + s) + chi / here - L::many(e_.chi_c + s) * rise));
    L::put(ahead_ + s, w * (i * L::many(e_.k_c + s + 2) - chi / next - L::many(e_.chi_c + s + 2) * rise));
    ohmic = ohmic + w * L::many(share_ + s) * (L::many(e_.k + s) + L::many(e_.k + s + 2));
  }
  row_current_ += numerics::sum(ohmic);
  const S across = ahead_[end - 2];
  for (int s = 0; s < end; s += L::width) L::put(row_ + s, L::many(row_ + s) + L::many(ahead_ + s - 2));
  row_[end - 1] += across;
  for (int s = end; s < k_.shape.padded_slots(); ++s) row_[s] = S(0);
  Sided<S> per_root{};
  for (int side = 0; side < 2; ++side)
    if (open(side) > 0) per_root[side] = (side == 0 ? -1.0 : 1.0) * particle_[side].w_root / double(open(side));
  for (int s = 0; s < k_.shape.electrode_slots(); ++s) {
    const int side = s % 2;
    if (s / 2 < k_.shape.first[side]) continue;
    const S salt = numerics::larger(c[s], S(least_salt));
    const double a = k_.salt_order[side];
    const S slope = k_.uneven ? S(a * laws::concentration_power(salt, a) / salt) : S(0.5 / numerics::square_root(salt));
    row_[s] += per_root[side] * slope;
  }
  if (!k_.counter) return;
  const auto slopes = residual_.counter_slopes({const_cast<S*>(c), i_, nullptr}, warm_, slope_, seen_.current);
  row_[k_.shape.electrode_slots()] -= slopes.c;
  row_current_ -= slopes.current;
}

template <class S>
void SpmStepper<S>::assemble(double per_step) {
  if (varied_) {
    const Sided<S> j{interfacial(0, now_.current), interfacial(1, now_.current)};
    varied_->prepare(now_.modes, j.data(), warm_, slope_, per_step, gain_.data(), warmth_.data());
  }
  for (int k = 0; k < modes_ && !varied_; ++k) {
    const int side = k % 2;
    rate_[k] = -k_.basis->rate[k / 2] * warm_.diffusion[side];
    inverse_[k] = 1.0 / (per_step - rate_[k]);
    beta_[k] = -3 * k_.basis->weight[k / 2] * k_.flux[side];
  }
  if (!varied_) {
    gain_ = direct(now_.modes);
    for (int k = 0; k < modes_; ++k) gain_[k % 2] += inverse_[k] * beta_[k];
  }
  for (int side = 0; side < 2; ++side) {
    w_theta_[side] = particle_[side].w_theta;
    if (k_.tables.half_gap[side] == nullptr) continue;
    half_gap_[side] = particle_[side].half_gap;  // dz/dt = rate (j - |j| z), as in dfn_stepper_impl.hpp
    const S j = particle_[side].j, &z = now_.z[side];
    z_inverse_[side] = 1.0 / (per_step + k_.hysteresis_rate[side] * numerics::absolute(j));
    z_gains_[side] = z_inverse_[side] * k_.hysteresis_rate[side] * (1.0 - numerics::with_sign_of(z, S(z * j)));
  }
  voltage_row();
  // What the current does to the voltage, particles and salt following.
  per_current_volt_ = row_current_;
  for (int side = 0; side < 2; ++side)
    per_current_volt_ += (side == 0 ? -1.0 : 1.0) * (w_theta_[side] * gain_[side] + half_gap_[side] * z_gains_[side]) *
                         per_current_[side];
  if (!salt_) return;
  salt_rows(per_step);
  matrix_.factorise();
  ++factorisations;
  matrix_.solve(column_, nullptr);
  per_current_volt_ += dot(row_, column_);
}

/// The salt's matrix, and what the current does to its rows.
template <class S>
void SpmStepper<S>::salt_rows(double per_step) {
  for (int s = 0; s < k_.shape.slots(); s += L::width) {
    const Many e = L::many(k_.per_volume.data() + s);
    L::put(matrix_.d_cc + s, per_step - e * (L::many(e_.n_here + s) - L::many(e_.n_next + s - 2)));
    L::put(matrix_.l_cc + s, e * L::many(e_.n_here + s - 2));
    L::put(matrix_.u_cc + s, -(e * L::many(e_.n_next + s)));
    L::put(column_ + s,
           e * (L::many(e_.n_i + s) * L::many(share_ + s) - L::many(e_.n_i + s - 2) * L::many(share_ + s - 2)));
  }
}

template <class S>
S SpmStepper<S>::dot(const S* a, const S* b) const {
  Many total = L::all(0);
  for (int s = 0; s < k_.shape.slots(); s += L::width) total = total + L::many(a + s) * L::many(b + s);
  return numerics::sum(total);
}

/// The control row as per_voltage dV + per_current dI = -off, about where derivatives were taken.
template <class S>
void SpmStepper<S>::weights_of(const ControlRow<S>& control, S& per_voltage, S& per_current) const {
  using Kind = typename ControlRow<S>::Kind;
  per_voltage = S(-1), per_current = S(0);
  if (control.kind == Kind::current) per_voltage = S(0), per_current = S(-1);
  if (control.kind == Kind::power) per_voltage = -now_.current, per_current = -voltage_at_step_;
  if (control.kind == Kind::resistance) per_voltage = S(1), per_current = -control.target;
}

template <class S>
S SpmStepper<S>::border(const ControlRow<S>& control, const S& off, const S& rise, const S& per_current_volt) const {
  if (control.kind == ControlRow<S>::Kind::current) return off;
  S per_voltage, per_current;
  weights_of(control, per_voltage, per_current);
  return -(off + per_voltage * rise) / (per_voltage * per_current_volt + per_current);
}

}  // namespace voxvolt::cell
