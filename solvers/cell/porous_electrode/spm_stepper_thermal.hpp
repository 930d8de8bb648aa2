// SPDX-License-Identifier: BSD-3-Clause
// The lumped temperature of spm_stepper.hpp as a second border row, as in dfn_stepper_thermal.hpp:
//   C dT/dt = -I V - I (h_n - h_p) - cooling (T - ambient),   h = U - T dU/dT
#pragma once

#include "solvers/cell/porous_electrode/spm_stepper.hpp"

namespace voxvolt::cell {

template <class S>
void SpmStepper<S>::set_warmth(const S& temperature) {
  warm_ = DfnResidual<S>::warmth(k_, temperature);
  slope_ = DfnResidual<S>::warmth_slope(k_, temperature);
}

/// The factors of a stage's temperature, the particles' rates with them.
template <class S>
void SpmStepper<S>::set_stage_warmth(int stage) {
  if (stage > 0) warm_ = DfnResidual<S>::warmth(k_, point_temperature_);
  for (int k = 0; k < modes_; ++k) rate_[k] = -k_.basis->rate[k / 2] * warm_.diffusion[k % 2];
}

/// C dT/dt at the point evaluated last.
template <class S>
S SpmStepper<S>::heating() const {
  S heat = -(point_current_ * point_voltage_) - k_.cooling * (point_temperature_ - ambient_);
  for (int side = 0; side < 2; ++side)
    if (open(side) > 0) heat -= (side == 0 ? 1.0 : -1.0) * point_current_ * particle_[side].enthalpy;
  return heat;
}

/// What heat increments of the surfaces' stoichiometries take.
template <class S>
S SpmStepper<S>::enthalpy_of(const Sided<S>& theta) const {
  return now_.current * (enthalpy_theta_[0] * theta[0] - enthalpy_theta_[1] * theta[1]);
}

/// All that a step needs of temperature at its start, where derivatives were taken.
template <class S>
void SpmStepper<S>::warm_columns(double h) {
  warm_voltage_ = now_.current * (solid_[0] * warm_.resistivity[0] * slope_.conductivity[0] +
                                  solid_[1] * warm_.resistivity[1] * slope_.conductivity[1]);
  for (int side = 0; side < 2; ++side) {
    if (open(side) == 0) continue;
    if (!varied_) {
      warmth_[side] = -(particle_[side].j * direct(now_.modes)[side] * slope_.diffusion[side]);
      for (int k = side; k < modes_; k += 2) {
        mode_warmth_[k] = inverse_[k] * rate_[k] * slope_.diffusion[side] * now_.modes[k];
        warmth_[side] += mode_warmth_[k];
      }
    }
    enthalpy_[side] = particle_[side].enthalpy;
    enthalpy_theta_[side] = particle_[side].enthalpy_theta;
    warm_voltage_ += (side == 0 ? -1.0 : 1.0) * (particle_[side].w_t + particle_[side].w_theta * warmth_[side]);
  }
  if (salt_) {
    const S per_t = 1.0 / warm_.temperature;
    S before[2] = {S(0), S(0)};
    for (int s = 0; s < k_.shape.slots(); ++s) {
      const S rise = e_.log_c[s + 2] - e_.log_c[s];
      const S step =
          -(i_[s] * (e_.k[s] + e_.k[s + 2]) * slope_.salt_conductivity) - (e_.chi[s] + e_.chi[s + 2]) * per_t * rise;
      warm_voltage_ += weight_[s] * step;
      const S diffused = k_.open[s] * (now_.c[s + 2] - now_.c[s]) / (e_.d[s] + e_.d[s + 2]) * slope_.salt_diffusion;
      warm_c_[s] = (diffused - before[s % 2]) * k_.per_volume[s];
      before[s % 2] = diffused;
    }
    matrix_.solve(warm_c_, nullptr);
    warm_voltage_ += dot(row_, warm_c_);
  }
  if (k_.counter && salt_) {
    warm_voltage_ -= residual_.counter_slopes({now_.c, i_, nullptr}, warm_, slope_, now_.current).temperature;
  } else if (k_.counter) {
    const auto law = laws::overpotential(S(now_.current * warm_.counter_kinetic / root_[0]), warm_.scale);
    warm_voltage_ -= law.eta / warm_.temperature + law.per_log_rate * slope_.counter_kinetic;
  }
  heat_per_temperature_ =
      k_.heat_capacity / (T::gamma * h) + now_.current * warm_voltage_ + enthalpy_of(warmth_) + k_.cooling;
  heat_per_current_ = now_.current * per_current_volt_ + voltage_at_step_ + enthalpy_[0] - enthalpy_[1] +
                      enthalpy_of({gain_[0] * per_current_[0], gain_[1] * per_current_[1]});
}

/// Current and temperature of a stage from their two rows; `rise` is what the rest makes of the voltage.
template <class S>
void SpmStepper<S>::solve_borders(int stage, const ControlRow<S>& control, double h, const S& off, const S& rise,
                                  const Sided<S>& known) {
  S heat = heating() - now_.current * rise - enthalpy_of(known);
  for (int l = 0; l < stage; ++l) heat += k_.heat_capacity * (T::c[stage][l] / h) * u_temperature_[l];
  S per_voltage, per_current;
  weights_of(control, per_voltage, per_current);
  const S a = per_voltage * per_current_volt_ + per_current, b = per_voltage * warm_voltage_;
  const S off_border = -(off + per_voltage * rise), determinant = a * heat_per_temperature_ - b * heat_per_current_;
  u_current_[stage] = (off_border * heat_per_temperature_ - b * heat) / determinant;
  u_temperature_[stage] = (a * heat - heat_per_current_ * off_border) / determinant;
}

}  // namespace voxvolt::cell
