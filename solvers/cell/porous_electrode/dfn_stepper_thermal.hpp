// SPDX-License-Identifier: BSD-3-Clause
// The lumped temperature as a second border row of dfn_stepper.hpp, per m^2 of one pair:
//   C dT/dt = -I V - sum (i - i-) h(theta) - cooling (T - ambient),   h = U - T dU/dT      (layers: their mean)
// (the heat of reaction, resistance and entropy together: what is not delivered of the enthalpy). The particles' rates
// depend on T, so that their stages are kept; T enters their elimination as theta = known + gain j + warmth T.
#pragma once

#include "solvers/cell/porous_electrode/dfn_stepper.hpp"

namespace voxvolt::cell {

/// What the temperature row needs of the heat at the point looked at: f_T.
template <class S>
S DfnStepper<S>::heating(const ChainPoint<S>& at, const S& current, const S& temperature, const S& voltage) const {
  if (!families_.empty())
    return (heat_of_families(temperature) - current * voltage - k_.cooling * (temperature - ambient_)) /
           k_.heat_capacity;
  Many enthalpy = L::all(0);
  const Many warm = temperature + L::all(0);
  for (int s = 0; s < shape_.electrode_slots(); s += L::width) {
    const Many made = (L::many(at.i + s) - L::many(at.i + s - 2)) * L::many(k_.counts_electrode.data() + s);
    enthalpy = enthalpy + made * (L::many(e_.potential + s) - warm * L::many(e_.entropy + s));
  }
  return (S(0) - current * voltage - numerics::sum(enthalpy) - k_.cooling * (temperature - ambient_)) /
         k_.heat_capacity;
}

/// Rates of the particles at the step's start: 1/(1/(h gamma) - lambda) per mode and side; gain and warmth per node.
template <class S>
void DfnStepper<S>::prepare_kept_particles(double h) {
  if (varied_) {
    for (int s = 0; s < shape_.electrode_slots(); s += L::width) L::put(j_now_ + s, L::many(e_.j + s));
    return varied_->prepare(now_.modes, j_now_, warm_, slope_, 1 / (T::gamma * h), gains_, warmth_);
  }
  const int count = k_.basis->count;
  S gain[2] = {factors_.direct_gain(k_, warm_, 0), factors_.direct_gain(k_, warm_, 1)};
  for (int k = 0; k < count; ++k)
    for (int side = 0; side < 2; ++side) {
      mode_rate_[2 * k + side] = -k_.basis->rate[k] * warm_.diffusion[side];
      mode_inverse_[2 * k + side] = 1.0 / (1 / (T::gamma * h) - mode_rate_[2 * k + side]);
      gain[side] += mode_inverse_[2 * k + side] * (-3 * k_.basis->weight[k]) * k_.flux[side];
    }
  put_gains(gain[0], gain[1]);
  for (int s = 0; s < shape_.electrode_slots(); s += L::width) {
    Many warmth = -(L::many(e_.j + s) * sided(direct_warmth(0), direct_warmth(1), s));
    for (int k = 0; k < count; ++k)
      warmth = warmth + sided(S(mode_inverse_[2 * k] * mode_rate_[2 * k] * slope_.diffusion[0]),
                              S(mode_inverse_[2 * k + 1] * mode_rate_[2 * k + 1] * slope_.diffusion[1]), s) *
                            L::many(now_.modes + k * stride_ + s);
    L::put(warmth_ + s, warmth);
    L::put(j_now_ + s, L::many(e_.j + s));
  }
}

/// The modes of a stage, kept where their increments will be, and the surface stoichiometries that follow.
template <class S>
void DfnStepper<S>::kept_surface(int stage, const Warmth<S>& warm) {
  const int count = k_.basis->count;
  for (int s = 0; s < shape_.electrode_slots(); s += L::width) {
    Many theta = L::all(0);
    if (k_.basis->direct != 0)
      theta = direct_at(warm, s) * (k_.is_family ? L::many(point_.j + s)
                                                 : Many((L::many(point_.i + s) - L::many(point_.i + s - 2)) *
                                                        L::many(k_.per_current.data() + s)));
    for (int k = 0; k < count; ++k) {
      Many m = L::many(now_.modes + k * stride_ + s);
      for (int l = 0; l < stage; ++l) m = m + T::a[stage][l] * L::many(u_modes_[l] + k * stride_ + s);
      L::put(u_modes_[stage] + k * stride_ + s, m);
      theta = theta + m;
    }
    L::put(point_.theta + s, theta);
  }
  if (!varied_) return;
  if (k_.is_family) std::copy(point_.j, point_.j + shape_.padded_electrode(), e_.j);
  else put_interfacial(point_.i, e_.j);
  varied_->surface(u_modes_[stage], e_.j, warm, point_.theta);
}

/// From a stage's modes to what of their increments is known before j and T are; u_theta_[stage] takes the sum.
template <class S>
void DfnStepper<S>::kept_particles(int stage, double h, const Warmth<S>& warm) {
  if (varied_) return varied_particles(stage, h, warm);
  for (int s = 0; s < shape_.electrode_slots(); s += L::width) L::put(u_theta_[stage] + s, L::all(0));
  for (int k = 0; k < k_.basis->count; ++k) {
    const double rate = -k_.basis->rate[k], weight = -3 * k_.basis->weight[k];
    for (int s = 0; s < shape_.electrode_slots(); s += L::width) {
      S* u = u_modes_[stage] + k * stride_ + s;
      const Many m = L::many(stage == 0 ? now_.modes + k * stride_ + s : u), j = L::many(e_.j + s);
      const Many decay = warm.local == nullptr ? sided(S(rate * warm.diffusion[0]), S(rate * warm.diffusion[1]), s)
                                               : Many(rate * warm.diffusion_at(s));
      Many f = decay * m + sided(S(weight * k_.flux[0]), S(weight * k_.flux[1]), s) * j;
      for (int l = 0; l < stage; ++l) f = f + (T::c[stage][l] / h) * L::many(u_modes_[l] + k * stride_ + s);
      f = f * sided(mode_inverse_[2 * k], mode_inverse_[2 * k + 1], s);
      L::put(u, f);
      L::put(u_theta_[stage] + s, L::many(u_theta_[stage] + s) + f);
      if (stage + 1 == stages) L::put(next_.modes + k * stride_ + s, m);
    }
  }
}

/// The same where the diffusivity varies.
template <class S>
void DfnStepper<S>::varied_particles(int stage, double h, const Warmth<S>& warm) {
  const S* modes = stage == 0 ? now_.modes : u_modes_[stage];
  if (stage + 1 == stages)
    std::copy(modes, modes + (k_.basis->count - 1) * stride_ + shape_.padded_electrode(), next_.modes);
  varied_->rates(modes, e_.j, warm, u_modes_[stage]);
  for (int l = 0; l < stage; ++l) {
    const double weight = T::c[stage][l] / h;
    for (int k = 0; k < k_.basis->count; ++k)
      for (int s = k * stride_; s < k * stride_ + shape_.electrode_slots(); s += L::width)
        L::put(u_modes_[stage] + s, L::many(u_modes_[stage] + s) + weight * L::many(u_modes_[l] + s));
  }
  varied_->solve_stage(u_modes_[stage], u_theta_[stage]);
}

/// Adds what j and T of the solved stage give to its modes.
template <class S>
void DfnStepper<S>::finish_kept_stage(int stage) {
  const S u_t = k_.lumped ? u_temperature_[stage] : S(0);
  if (varied_) {
    varied_->finish_stage(u_modes_[stage], u_j_[stage], u_t);
    for (int k = 0; k < k_.basis->count && stage + 1 == stages; ++k)
      for (int s = k * stride_; s < k * stride_ + shape_.electrode_slots(); s += L::width)
        L::put(next_.modes + s, L::many(next_.modes + s) + L::many(u_modes_[stage] + s));
    return;
  }
  for (int k = 0; k < k_.basis->count; ++k) {
    const double weight = -3 * k_.basis->weight[k];
    const S per_j[2] = {mode_inverse_[2 * k] * weight * k_.flux[0], mode_inverse_[2 * k + 1] * weight * k_.flux[1]};
    const S per_m[2] = {mode_inverse_[2 * k] * mode_rate_[2 * k] * slope_.diffusion[0] * u_t,
                        mode_inverse_[2 * k + 1] * mode_rate_[2 * k + 1] * slope_.diffusion[1] * u_t};
    for (int s = 0; s < shape_.electrode_slots(); s += L::width) {
      S* u = u_modes_[stage] + k * stride_ + s;
      const Many done = L::many(u) + sided(per_j[0], per_j[1], s) * L::many(u_j_[stage] + s) +
                        sided(per_m[0], per_m[1], s) * L::many(now_.modes + k * stride_ + s);
      L::put(u, done);
      if (stage + 1 == stages) {
        S* next = next_.modes + k * stride_ + s;
        L::put(next, L::many(next) + done);
      }
    }
  }
}

/// dw/dT of a node at fixed c and i, its particles eliminated.
template <class S>
void DfnStepper<S>::put_warm_slopes(S* into) const {
  const Many per_t = 1.0 / warm_.temperature + L::all(0);
  for (int s = 0; s < shape_.electrode_slots(); s += L::width) {
    Many eta = L::many(e_.w + s) - L::many(e_.potential + s) - sided(k_.film[0], k_.film[1], s) * L::many(e_.j + s);
    if (k_.hysteresis) eta = eta - L::many(e_.gap + s);
    L::put(into + s, L::many(e_.entropy + s) + eta * per_t +
                         L::many(e_.rate + s) * sided(slope_.kinetic[0], slope_.kinetic[1], s) +
                         L::many(e_.w_theta + s) * L::many(warmth_ + s));
  }
}

/// The solution for the right-hand side df/dT, and what T does to the voltage with it.
template <class S>
void DfnStepper<S>::temperature_column() {
  const int electrodes = shape_.electrode_slots(), end = shape_.slots();
  const S current = now_.current, per_t = 1.0 / warm_.temperature;
  S direct = current * (k_.collector[0] * warm_.resistivity[0] * slope_.conductivity[0] +
                        k_.collector[1] * warm_.resistivity[1] * slope_.conductivity[1]);
  Many steps = L::all(0);
  const Many chi_t = per_t + L::all(0), k_t = slope_.salt_conductivity + L::all(0),
             d_t = slope_.salt_diffusion + L::all(0);
  for (int s = 0; s < end; s += L::width) {
    const Many rise = L::many(e_.log_c + s + 2) - L::many(e_.log_c + s);
    const Many chi = L::many(e_.chi + s) + L::many(e_.chi + s + 2), k = L::many(e_.k + s) + L::many(e_.k + s + 2);
    const Many step_t = -(L::many(now_.i + s) * k * k_t) - chi * chi_t * rise;
    steps = steps + L::many(k_.voltage_sign.data() + s) * step_t;
    L::put(r_c_ + s, step_t);
    const Many diffused = L::many(k_.open.data() + s) * (L::many(now_.c + s + 2) - L::many(now_.c + s)) /
                          (L::many(e_.d + s) + L::many(e_.d + s + 2));
    L::put(warm_c_ + s, diffused * d_t);
  }
  for (int s = end - end % L::width; s >= 0; s -= L::width)
    L::put(warm_c_ + s, (L::many(warm_c_ + s) - L::many(warm_c_ + s - 2)) * L::many(k_.per_volume.data() + s));
  if (families_.empty()) put_warm_slopes(r_i_);
  else std::copy(shared_by_t_, shared_by_t_ + shape_.padded_electrode(), r_i_);
  for (int s = 0; s < electrodes; s += L::width) {
    const Many solid =
        sided(S(warm_.resistivity[0] * slope_.conductivity[0]), S(warm_.resistivity[1] * slope_.conductivity[1]), s) *
        L::many(k_.solid.data() + s);
    const Many f_t = L::many(r_c_ + s) - (L::many(now_.i + s) - sided(current, S(-current), s)) * solid -
                     (L::many(r_i_ + s + 2) - L::many(r_i_ + s));
    L::put(warm_i_ + s, -(f_t * L::many(k_.free.data() + s)));
  }
  direct += numerics::sum(steps);
  if (shape_.first[0] < shape_.nodes) direct -= r_i_[2 * shape_.first[0]];
  direct += r_i_[2 * shape_.first[1] + 1];
  if (k_.counter) direct -= residual_.counter_slopes({now_.c, now_.i, now_.theta}, warm_, slope_, current).temperature;
  matrix_.solve(warm_c_, warm_i_);
  warm_voltage_ = dot_voltage(warm_c_, warm_i_) + direct;
}

/// What heat the increments of a chain make: sum of h d(i - i-) + (i - i-) h' d theta, theta = given + gain j.
template <class S>
S DfnStepper<S>::enthalpy_of(const S* x_i, const S* theta) const {
  Many total = L::all(0);
  for (int s = 0; s < shape_.electrode_slots(); s += L::width) {
    const Many counts = L::many(k_.counts_electrode.data() + s);
    const Many moved = (L::many(x_i + s) - L::many(x_i + s - 2)) * counts;
    Many d_theta = L::many(gains_ + s) * moved * L::many(k_.per_current.data() + s);
    if (theta != nullptr) d_theta = d_theta + L::many(theta + s);
    total = total + moved * L::many(enthalpy_ + s) + L::many(made_ + s) * L::many(enthalpy_theta_ + s) * d_theta;
  }
  return numerics::sum(total);
}

/// All that a step needs of temperature at its start, where derivatives were taken.
template <class S>
void DfnStepper<S>::warm_borders(double h) {
  if (families_.empty()) {
    put_enthalpies();
    for (int s = 0; s < shape_.electrode_slots(); s += L::width)
      L::put(made_ + s, (L::many(now_.i + s) - L::many(now_.i + s - 2)) * L::many(k_.counts_electrode.data() + s));
  } else {
    prepare_heat_of_families();
  }
  temperature_column();
  own_per_temperature_ =
      layers_ ? S(1.0 / layers_->prepare(1 / (T::gamma * h))) : S(k_.heat_capacity / (T::gamma * h) + k_.cooling);
  heat_per_temperature_ = own_per_temperature_ + now_.current * warm_voltage_;
  heat_per_temperature_ +=
      families_.empty() ? enthalpy_of(warm_i_, warmth_) : enthalpy_of_families(warm_c_, warm_i_, shared_by_t_, -1);
  heat_per_current_ = S(0);
  if (!has_column_) return;
  heat_per_current_ = now_.current * column_voltage_ + voltage_seen_;
  heat_per_current_ +=
      families_.empty() ? enthalpy_of(column_i_, nullptr) : enthalpy_of_families(column_c_, column_i_, nullptr, -1);
}

template <class S>
void DfnStepper<S>::put_enthalpies() {
  const Many temperature = warm_.temperature + L::all(0);
  for (int s = 0; s < shape_.electrode_slots(); s += L::width) {
    L::put(enthalpy_ + s, L::many(e_.potential + s) - temperature * L::many(e_.entropy + s));
    L::put(enthalpy_theta_ + s, L::many(e_.potential_theta + s) - temperature * L::many(e_.entropy_theta + s));
  }
}

/// The temperature's own part of a stage's row, before current and chain.
template <class S>
S DfnStepper<S>::own_heat(int stage, double h) {
  if (layers_) return layers_heat(stage, h);
  S heat = heating(point_, point_current_, point_temperature_, point_voltage_);
  for (int l = 0; l < stage; ++l) heat += (T::c[stage][l] / h) * u_temperature_[l];
  return heat * k_.heat_capacity;
}

/// Current and temperature of a stage from their two rows; `rise` is what the rest makes of the voltage.
template <class S>
void DfnStepper<S>::warm_border(int stage, const ControlRow<S>& control, double h, const S& off, const S& rise) {
  S heat = own_heat(stage, h) - now_.current * rise;
  heat -= families_.empty() ? enthalpy_of(u_i_[stage], u_theta_[stage])
                            : enthalpy_of_families(u_c_[stage], u_i_[stage], shared_, stage);
  S per_voltage, per_current;
  weights_of(control, per_voltage, per_current);
  const S a = per_voltage * column_voltage_ + per_current, b = per_voltage * warm_voltage_;
  const S off_border = -(off + per_voltage * rise);
  if (!has_column_) {
    u_current_[stage] = off;
    u_temperature_[stage] = heat / heat_per_temperature_;
    return;
  }
  const S determinant = a * heat_per_temperature_ - b * heat_per_current_;
  u_current_[stage] = (off_border * heat_per_temperature_ - b * heat) / determinant;
  u_temperature_[stage] = (a * heat - heat_per_current_ * off_border) / determinant;
}

}  // namespace voxvolt::cell
