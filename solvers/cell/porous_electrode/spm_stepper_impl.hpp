// SPDX-License-Identifier: BSD-3-Clause
// Bodies of spm_stepper.hpp.
#pragma once

#include "solvers/cell/porous_electrode/spm_stepper.hpp"

namespace voxvolt::cell {

/// The salt's chain as the matrix sees it: nodes with c alone.
inline ChainShape salt_only(const ChainShape& shape) { return {0, shape.length(), {0, 0}}; }

template <class S>
SpmStepper<S>::SpmStepper(const DfnConstants<S>& constants, bool with_electrolyte)
    : k_(constants),
      salt_(with_electrolyte),
      modes_(2 * constants.basis->count),
      arena_((31 + stages) * ChainArena<S>::size_of(constants.shape.slots()) +
             (9 + stages) * ChainArena<S>::size_of(2 * constants.basis->count)),
      residual_(constants, e_),
      matrix_(salt_only(constants.shape)) {
  const int all = k_.shape.slots();
  for (S** a : {&e_.f_c, &e_.flux,  &e_.d,        &e_.k,      &e_.log_c,  &e_.chi,  &e_.cation, &e_.d_c,
                &e_.k_c, &e_.chi_c, &e_.cation_c, &e_.n_here, &e_.n_next, &e_.n_i,  &now_.c,    &next_.c,
                &i_,     &share_,   &weight_,     &c_,        &row_,      &column_, &ahead_,    &warm_c_})
    *a = arena_.array(all);
  for (int i = 0; i < stages; ++i) u_c_[i] = arena_.array(all), u_m_[i] = arena_.array(modes_);
  for (S** a : {&now_.modes, &next_.modes, &m_, &rate_, &inverse_, &beta_, &mode_warmth_}) *a = arena_.array(modes_);
  for (int s = 0; s < k_.shape.padded_slots(); ++s) now_.c[s] = next_.c[s] = c_[s] = k_.initial_salt;
  if (k_.varied) varied_.emplace(k_, 2, 2);
  for (int side = 0; side < 2; ++side) {
    const double into = side == 0 ? 1 : -1;
    for (int p = k_.shape.first[side]; p < k_.shape.length(); ++p) {
      const int s = 2 * p + side;
      const double part = p < k_.shape.nodes ? double(p - k_.shape.first[side] + 1) / open(side) : 1.0;
      share_[s] = S(into * part);
      weight_[s] = k_.voltage_sign[s] * part;
    }
    if (open(side) == 0) continue;
    per_current_[side] = k_.per_current[2 * k_.shape.first[side] + side] * (into / open(side));
    if (salt_) solid_[side] = k_.collector[side] * (2.0 / 3 * open(side));
  }
}

template <class S>
void SpmStepper<S>::start(const Sided<S>& stoichiometry, const S& temperature, const std::vector<Sided<S>>&) {
  for (int s = 0; s < k_.shape.padded_slots(); ++s) now_.c[s] = k_.initial_salt;
  for (int k = 0; k < modes_; ++k) now_.modes[k] = k < 2 || k_.shells ? stoichiometry[k % 2] : S(0);
  now_.current = now_.charge = now_.energy = S(0);
  now_.z = {S(k_.initial_hysteresis[0]), S(k_.initial_hysteresis[1])};
  now_.temperature = temperature;
  set_ambient(temperature, false);
}

template <class S>
void SpmStepper<S>::set_ambient(const S& ambient, bool given) {
  ambient_ = ambient;
  if (given && !k_.lumped) now_.temperature = ambient;
  set_warmth(now_.temperature);
}

template <class S>
Sided<S> SpmStepper<S>::surface(const S* modes, const S& current) const {
  const Sided<S> j{interfacial(0, current), interfacial(1, current)};
  Sided<S> theta{};
  if (varied_) {
    varied_->surface(modes, j.data(), warm_, theta.data());
    return theta;
  }
  for (int side = 0; side < 2; ++side) theta[side] = ModeFactors<S>::direct_gain(k_, warm_, side) * j[side];
  for (int k = 0; k < modes_; ++k) theta[k % 2] += modes[k];
  return theta;
}

/// d theta/dj of the surfaces at fixed modes.
template <class S>
Sided<S> SpmStepper<S>::direct(const S* modes) const {
  Sided<S> gain{};
  if (varied_) varied_->direct(modes, warm_, gain.data());
  else gain = {ModeFactors<S>::direct_gain(k_, warm_, 0), ModeFactors<S>::direct_gain(k_, warm_, 1)};
  return gain;
}

template <class S>
template <bool derivatives>
void SpmStepper<S>::evaluate(S* c, const Sided<S>& theta, const Sided<S>& z, const S& current) {
  ++evaluations;
  theta_ = theta;
  steps_ = S(0);
  for (int side = 0; side < 2; ++side) root_[side] = laws::concentration_power(k_.initial_salt, salt_order(side));
  if (salt_) {
    meet(k_.shape, c);
    const Many all = current + L::all(0);
    for (int s = 0; s < k_.shape.slots(); s += L::width) L::put(i_ + s, all * L::many(share_ + s));
    residual_.template evaluate_salt<derivatives>({c, i_, nullptr}, warm_);
    Many steps = L::all(0);
    for (int s = 0; s < k_.shape.slots(); s += L::width) {
      const Many rise = L::many(e_.log_c + s + 2) - L::many(e_.log_c + s);
      steps = steps + L::many(weight_ + s) * (L::many(i_ + s) * (L::many(e_.k + s) + L::many(e_.k + s + 2)) -
                                              (L::many(e_.chi + s) + L::many(e_.chi + s + 2)) * rise);
    }
    steps_ = numerics::sum(steps);
    S total[2] = {S(0), S(0)};
    for (int s = 0; s < k_.shape.electrode_slots(); ++s) {
      if (s / 2 < k_.shape.first[s % 2]) continue;
      const S salt = numerics::larger(c[s], S(least_salt));
      total[s % 2] += k_.uneven ? laws::concentration_power(salt, k_.salt_order[s % 2]) : numerics::square_root(salt);
    }
    for (int side = 0; side < 2; ++side)
      if (open(side) > 0) root_[side] = total[side] / double(open(side));
  }
  voltage_ = steps_ - current * (solid() + k_.contact);
  for (int side = 0; side < 2; ++side) {
    if (open(side) == 0) continue;
    particle_[side] = particle(side, theta[side], z[side], current);
    voltage_ += (side == 0 ? -1.0 : 1.0) * particle_[side].w;
  }
  if (k_.counter) voltage_ -= counter(c, current);
}

template <class S>
S SpmStepper<S>::counter(S* c, const S& current) const {
  if (salt_) return residual_.counter({c, i_, nullptr}, warm_, current);
  const S y = current * warm_.counter_kinetic / root_[0];
  return laws::overpotential(y, warm_.scale).eta + current * k_.counter_film;
}

template <class S>
typename SpmStepper<S>::Particle SpmStepper<S>::particle(int side, const S& raw, const S& z, const S& current) const {
  Particle p;
  const S theta = numerics::smaller(numerics::larger(raw, S(least_stoichiometry)), S(1 - least_stoichiometry));
  p.j = interfacial(side, current);
  const auto u = k_.tables.potential[side]->rows().with_slope(theta);
  const S product = theta * (1.0 - theta), inverse = 1.0 / product, skew = 1.0 - 2.0 * theta;
  S potential = u.value + k_.end_term[side] * skew * inverse;
  S slope = u.slope - k_.end_term[side] * (1.0 - 2.0 * product) * inverse * inverse;
  if (k_.tables.entropy[side] != nullptr) {
    const auto entropy = k_.tables.entropy[side]->rows().with_slope(theta);
    potential += warm_.above * entropy.value;
    slope += warm_.above * entropy.slope;
  }
  const double b = k_.lithium_order[side], g = k_.vacancy_order[side];
  const S vacancy = 1.0 - theta;
  const S powers = b == 0.5 && g == 0.5
                       ? numerics::square_root(product)
                       : S(laws::concentration_power(theta, b) * laws::concentration_power(vacancy, g));
  const S per_j = warm_.kinetic[side] / (powers * root_[side]);
  const auto law = laws::overpotential(S(p.j * per_j), warm_.scale);
  p.potential = potential;
  p.w = potential + law.eta + k_.film[side] * p.j;
  p.w_theta = slope + law.per_log_rate * (b / theta - g / vacancy);
  p.w_j = law.per_y * per_j + k_.film[side];
  p.w_root = law.per_log_rate / root_[side];
  if (k_.lumped) {
    const S t = warm_.temperature;
    numerics::ValueSlope<S> entropy{S(0), S(0)};
    if (k_.tables.entropy[side] != nullptr) entropy = k_.tables.entropy[side]->rows().with_slope(theta);
    p.w_t = entropy.value + law.eta / t + law.per_log_rate * slope_.kinetic[side];
    p.enthalpy = potential - t * entropy.value;
    p.enthalpy_theta = slope - t * entropy.slope;
  }
  if (k_.tables.half_gap[side] != nullptr) {
    const auto half = k_.tables.half_gap[side]->rows().with_slope(theta);
    p.half_gap = half.value;
    p.w += z * half.value;
    p.w_theta += z * half.slope;
  }
  return p;
}

template <class S>
void SpmStepper<S>::look_at(SpmState<S>& at) {
  if (k_.lumped) set_warmth(at.temperature);
  evaluate<true>(at.c, surface(at.modes, at.current), at.z, at.current);
  seen_ = {at.current, at.temperature, at.charge, at.energy, theta_, at.z};
  seen_c_ = at.c;
}

template <class S>
void SpmStepper<S>::look_at_next() {
  look_at(next_);
  note_clamps();
}

template <class S>
void SpmStepper<S>::note_clamps() {
  if (salt_ && !(e_.least_c > least_salt)) clamped_ |= 1;
  for (int side = 0; side < 2; ++side) {
    if (open(side) == 0) continue;
    if (!(theta_[side] > least_stoichiometry)) clamped_ |= 2;
    if (!(theta_[side] < 1 - least_stoichiometry)) clamped_ |= 4;
  }
}

template <class S>
void SpmStepper<S>::stage_point(int stage) {
  point_current_ = now_.current;
  for (int j = 0; j < stage; ++j) point_current_ += T::a[stage][j] * u_current_[j];
  for (int k = 0; k < modes_; k += L::width) {
    Many m = L::many(now_.modes + k);
    for (int j = 0; j < stage; ++j) m = m + T::a[stage][j] * L::many(u_m_[j] + k);
    L::put(m_ + k, m);
  }
  if (k_.lumped) {
    point_temperature_ = now_.temperature;
    for (int j = 0; j < stage; ++j) point_temperature_ += T::a[stage][j] * u_temperature_[j];
    set_stage_warmth(stage);
  }
  z_ = now_.z;
  for (int side = 0; side < 2 && k_.hysteresis; ++side)
    for (int j = 0; j < stage; ++j) z_[side] += T::a[stage][j] * u_z_[j][side];
  if (!salt_) return;
  for (int s = 0; s < k_.shape.slots(); s += L::width) {
    Many c = L::many(now_.c + s);
    for (int j = 0; j < stage; ++j) c = c + T::a[stage][j] * L::many(u_c_[j] + s);
    L::put(c_ + s, c);
  }
}

/// The particles' increments before the stage's current is known, and the surfaces' that follow.
template <class S>
Sided<S> SpmStepper<S>::known_of_stage(int stage, double h) {
  const Sided<S> js{interfacial(0, point_current_), interfacial(1, point_current_)};
  Sided<S> known{};
  if (varied_) {
    varied_->rates(m_, js.data(), warm_, u_m_[stage]);
    for (int l = 0; l < stage; ++l)
      for (int k = 0; k < modes_; ++k) u_m_[stage][k] += (T::c[stage][l] / h) * u_m_[l][k];
    varied_->solve_stage(u_m_[stage], known.data());
    return known;
  }
  const Many j = L::alternating(js[0], js[1], 0), odd = L::alternating(js[0], js[1], 1);
  for (int k = 0; k < modes_; k += L::width) {
    Many f = L::many(rate_ + k) * L::many(m_ + k) + L::many(beta_ + k) * (L::width == 1 && k % 2 == 1 ? odd : j);
    for (int l = 0; l < stage; ++l) f = f + (T::c[stage][l] / h) * L::many(u_m_[l] + k);
    L::put(u_m_[stage] + k, f * L::many(inverse_ + k));
  }
  for (int k = 0; k < modes_; ++k) known[k % 2] += u_m_[stage][k];
  return known;
}

/// What of the stage's z is known before its current; what the voltage owes to it.
template <class S>
S SpmStepper<S>::hysteresis_of_stage(int stage, double h) {
  S rise = S(0);
  for (int side = 0; side < 2; ++side) {
    const S j = interfacial(side, point_current_);
    S f = k_.hysteresis_rate[side] * (j - numerics::absolute(j) * z_[side]);
    for (int l = 0; l < stage; ++l) f += (T::c[stage][l] / h) * u_z_[l][side];
    u_z_[stage][side] = f * z_inverse_[side];
    rise += (side == 0 ? -1.0 : 1.0) * half_gap_[side] * u_z_[stage][side];
  }
  return rise;
}

template <class S>
void SpmStepper<S>::take_stage(int stage, const ControlRow<S>& control, double h) {
  S rise = S(0);
  const Sided<S> known = known_of_stage(stage, h);
  rise += w_theta_[1] * known[1] - w_theta_[0] * known[0];
  if (k_.hysteresis) rise += hysteresis_of_stage(stage, h);
  if (salt_) {
    for (int s = 0; s < k_.shape.slots(); s += L::width) {
      Many r = L::many(e_.f_c + s);
      for (int l = 0; l < stage; ++l) r = r + (T::c[stage][l] / h) * L::many(u_c_[l] + s);
      L::put(u_c_[stage] + s, r);
    }
    matrix_.solve(u_c_[stage], nullptr);
    rise += dot(row_, u_c_[stage]);
  }
  S off =
      off_control(control, S(control.target + control.slope * (T::alpha[stage] * h)), point_current_, point_voltage_);
  if (control.kind != ControlRow<S>::Kind::resistance) off += T::gammas[stage] * h * control.slope;
  if (k_.lumped) solve_borders(stage, control, h, off, rise, known);
  else u_current_[stage] = border(control, off, rise, per_current_volt_);
  const S u = u_current_[stage], warmer = k_.lumped ? u_temperature_[stage] : S(0);
  rise += per_current_volt_ * u;
  if (k_.lumped) rise += warm_voltage_ * warmer;
  const Sided<S> dj{interfacial(0, u), interfacial(1, u)};
  if (varied_) varied_->finish_stage(u_m_[stage], dj.data(), warmer);
  else
    for (int k = 0; k < modes_; ++k) u_m_[stage][k] += inverse_[k] * beta_[k] * dj[k % 2];
  for (int k = 0; k < modes_ && k_.lumped && !varied_; ++k) u_m_[stage][k] += mode_warmth_[k] * warmer;
  for (int side = 0; side < 2; ++side) {
    u_theta_[side][stage] = known[side] + gain_[side] * dj[side] + warmth_[side] * warmer;
    u_z_[stage][side] += z_gains_[side] * dj[side];
  }
  if (salt_ && u != 0.0) {
    const Many all = u + L::all(0);
    for (int s = 0; s < k_.shape.slots(); s += L::width)
      L::put(u_c_[stage] + s, L::many(u_c_[stage] + s) + all * L::many(column_ + s));
  }
  for (int s = 0; s < k_.shape.slots() && salt_ && k_.lumped; ++s) u_c_[stage][s] += warmer * warm_c_[s];
  S charge = point_current_ + u;
  S energy = point_current_ * point_voltage_ + now_.current * rise + voltage_at_step_ * u;
  for (int l = 0; l < stage; ++l) {
    charge += (T::c[stage][l] / h) * u_charge_[l];
    energy += (T::c[stage][l] / h) * u_energy_[l];
  }
  u_charge_[stage] = charge * (T::gamma * h);
  u_energy_[stage] = energy * (T::gamma * h);
}

template <class S>
double SpmStepper<S>::step(const ControlRow<S>& control, double h, double tolerance) {
  clamped_ = 0;
  voltage_at_step_ = voltage_;
  assemble(1 / (T::gamma * h));
  if (k_.lumped) warm_columns(h);
  const Sided<S> w_j{particle_[0].w_j, particle_[1].w_j};
  for (int stage = 0; stage < stages; ++stage) {
    stage_point(stage);
    if (stage > 0) {
      evaluate<false>(c_, surface(m_, point_current_), z_, point_current_);
      note_clamps();
    }
    point_voltage_ = voltage_;
    take_stage(stage, control, h);
  }
  const int last = stages - 1;
  for (int s = 0; s < k_.shape.slots() && salt_; s += L::width)
    L::put(next_.c + s, L::many(c_ + s) + L::many(u_c_[last] + s));
  for (int k = 0; k < modes_; k += L::width) L::put(next_.modes + k, L::many(m_ + k) + L::many(u_m_[last] + k));
  for (int side = 0; side < 2; ++side) next_.z[side] = z_[side] + u_z_[last][side];
  next_.current = point_current_ + u_current_[last];
  next_.temperature = k_.lumped ? S(point_temperature_ + u_temperature_[last]) : now_.temperature;
  next_.charge = now_.charge + u_charge_[last];
  next_.energy = now_.energy + u_energy_[last];
  for (int j = 0; j < last; ++j) {
    next_.charge += T::a[last][j] * u_charge_[j];
    next_.energy += T::a[last][j] * u_energy_[j];
  }
  S error = S(0);
  for (int side = 0; side < 2; ++side) {
    if (open(side) == 0) continue;
    const S theta = numerics::absolute(u_theta_[side][last]);
    const S w =
        numerics::absolute(S(w_theta_[side] * u_theta_[side][last] + w_j[side] * interfacial(side, u_current_[last]) +
                             half_gap_[side] * u_z_[last][side]));
    error = numerics::larger(error, numerics::larger(theta, w));
    if (!(theta + w < 1e300)) return std::numeric_limits<double>::quiet_NaN();
  }
  double salt = 0;
  if (salt_) {
    for (int s = 0; s < k_.shape.slots(); ++s)
      salt += plain(u_c_[last][s]) * plain(u_c_[last][s]) * plain(k_.counts[s]);
    salt = std::sqrt(salt / k_.open_nodes);
    if (!(salt < 1e300)) return salt;
  }
  if (k_.lumped) error += std::fabs(plain(u_temperature_[last])) / 100;  // 1 K counts as 10 mV
  return std::max(salt, plain(error)) / tolerance;
}

/// Newton on the control alone, at fixed salt and modes.
template <class S>
bool SpmStepper<S>::settle(SpmState<S>& at, const ControlRow<S>& control) {
  for (int iteration = 0; iteration < 60; ++iteration) {
    look_at(at);
    if (control.kind == ControlRow<S>::Kind::current) return std::isfinite(plain(voltage_));
    voltage_row();
    S per = row_current_;
    const Sided<S> gain = direct(at.modes);
    for (int side = 0; side < 2; ++side)
      per += (side == 0 ? -1.0 : 1.0) * particle_[side].w_theta * gain[side] * per_current_[side];
    voltage_at_step_ = voltage_;
    const S kept = now_.current;
    now_.current = at.current;
    const S u = border(control, off_control(control, control.target, at.current, voltage_), S(0), per);
    now_.current = kept;
    at.current += u;
    ++newton_iterations;
    if (!(std::fabs(plain(u)) < 1e30)) return false;
    if (std::fabs(plain(u)) <= 1e-12 * (10 + std::fabs(plain(at.current)))) {
      look_at(at);
      return true;
    }
  }
  return false;
}

template <class S>
bool SpmStepper<S>::make_consistent(const ControlRow<S>& control, const S& guess) {
  now_.current = control.kind == ControlRow<S>::Kind::current ? control.target : guess;
  clamped_ = 0;
  if (!settle(now_, control)) return false;
  note_clamps();
  return clamped_ == 0;
}

}  // namespace voxvolt::cell
