// SPDX-License-Identifier: BSD-3-Clause
// Bodies of dfn_stepper.hpp.
#pragma once

#include "solvers/cell/porous_electrode/dfn_stepper.hpp"

namespace voxvolt::cell {

template <class S>
DfnStepper<S>::DfnStepper(const DfnConstants<S>& constants)
    : k_(constants),
      shape_(constants.shape),
      arena_((25 + stages) * ChainArena<S>::size_of(shape_.slots()) +
             (28 + 4 * stages + (constants.hysteresis ? 7 + stages : 0) + (constants.is_family ? 6 : 0) +
              (constants.families.empty() ? 0 : 2) +
              (constants.lumped || constants.varied ? 2 + stages : 2) * constants.basis->count) *
                 ChainArena<S>::size_of(shape_.electrode_slots())),
      residual_(constants, e_),
      matrix_(shape_),
      kept_((constants.lumped || constants.varied) && constants.families.empty()) {
  const int all = shape_.slots(), electrode = shape_.electrode_slots();
  for (S** a : {&e_.f_c,  &e_.flux,  &e_.d,        &e_.k,      &e_.log_c,  &e_.chi,    &e_.cation, &e_.d_c,
                &e_.k_c,  &e_.chi_c, &e_.cation_c, &e_.n_here, &e_.n_next, &e_.n_i,    &now_.c,    &now_.i,
                &next_.c, &next_.i,  &point_.c,    &point_.i,  &r_c_,      &column_c_, &row_c_,    &warm_c_})
    *a = arena_.array(all);
  for (S** a : {&e_.f_i,           &e_.j,        &e_.w,         &e_.potential,
                &e_.w_theta,       &e_.w_j,      &e_.w_c,       &e_.potential_theta,
                &e_.i_here,        &e_.i_next,   &e_.i_own,     &e_.w_total,
                &now_.theta,       &next_.theta, &point_.theta, &r_i_,
                &column_i_,        &row_i_,      &j_now_,       &e_.entropy,
                &e_.entropy_theta, &warm_i_,     &warmth_,      &enthalpy_,
                &enthalpy_theta_,  &made_,       &gains_,       &e_.rate})
    *a = arena_.array(electrode);
  for (int i = 0; i < stages; ++i) {
    u_c_[i] = arena_.array(all);
    for (S** a : {&u_i_[i], &u_j_[i], &u_theta_[i], &base_[i]}) *a = arena_.array(electrode);
  }
  if (k_.hysteresis) {
    for (S** a : {&now_.z, &next_.z, &point_.z, &e_.half_gap, &e_.gap, &z_inverse_, &z_gains_})
      *a = arena_.array(electrode);
    for (S*& u : u_z_) u = arena_.array(electrode);
  }
  if (k_.is_family)
    for (S** a : {&now_.j, &next_.j, &point_.j, &weight_, &per_w_, &w_by_t_}) *a = arena_.array(electrode);
  if (!k_.families.empty())
    for (S** a : {&shared_, &shared_by_t_}) *a = arena_.array(electrode);
  for (const DfnConstants<S>& family : k_.families) families_.push_back(std::make_unique<DfnStepper>(family));
  stride_ = ChainArena<S>::size_of(electrode);
  now_.modes = arena_.array(electrode);
  for (int k = 1; k < k_.basis->count; ++k) arena_.array(electrode);
  next_.modes = arena_.array(electrode);
  for (int k = 1; k < k_.basis->count; ++k) arena_.array(electrode);
  for (int i = 0; i < stages && kept_; ++i) {
    u_modes_[i] = arena_.array(electrode);
    for (int k = 1; k < k_.basis->count; ++k) arena_.array(electrode);
  }
  mode_rate_.resize(2 * static_cast<std::size_t>(k_.basis->count));
  mode_inverse_.resize(mode_rate_.size());
  if (k_.varied) varied_.emplace(k_, electrode, stride_);
  if (k_.layered) layers_.emplace(k_, stages);
  for (CellState<S>* at : {&now_, &next_}) {
    for (int s = 0; s < shape_.padded_slots(); ++s) at->c[s] = k_.initial_salt;
    for (int s = 0; s < shape_.padded_electrode(); ++s) at->theta[s] = S(0.5);
    for (int k = 0; k < (k_.shells ? k_.basis->count : 1); ++k)
      for (int s = 0; s < shape_.padded_electrode(); ++s) at->modes[k * stride_ + s] = S(0.5);
  }
  for (int s = 0; s < shape_.padded_slots(); ++s) point_.c[s] = k_.initial_salt;
}

template <class S>
void DfnStepper<S>::start(const Sided<S>& stoichiometry, const S& temperature, const std::vector<Sided<S>>& families) {
  for (std::size_t f = 0; f < families_.size(); ++f) families_[f]->start(families.at(f), temperature);
  for (int s = 0; s < shape_.padded_slots(); ++s) now_.c[s] = k_.initial_salt;
  for (int k = 0; k < k_.basis->count; ++k)
    for (int s = 0; s < shape_.electrode_slots(); ++s)
      now_.modes[k * stride_ + s] =
          k == 0 || k_.shells ? (s / 2 < shape_.first[s % 2] ? S(0.5) : stoichiometry[s % 2]) : S(0);
  for (int s = 0; s < shape_.padded_slots(); ++s) now_.i[s] = S(0);
  for (int s = 0; s < shape_.electrode_slots() && k_.hysteresis; ++s) now_.z[s] = S(k_.initial_hysteresis[s % 2]);
  if (k_.is_family) std::fill(now_.j, now_.j + shape_.padded_electrode(), S(0));
  now_.current = S(0);
  now_.charge = now_.energy = S(0);
  now_.temperature = temperature;
  if (layers_) layers_->now.assign(layers_->now.size(), temperature);
  settle(now_);
}

template <class S>
void DfnStepper<S>::fill_known(S* i, const S& current) const {
  const int end = shape_.slots();
  for (int side = 0; side < 2; ++side) {
    const S into = side == 0 ? current : S(-current);
    const int begin = shape_.first[side] < shape_.nodes ? shape_.electrode_slots() - 2 : shape_.electrode_slots();
    for (int s = begin + side; s < end; s += 2) i[s] = into;
  }
}

template <class S>
void DfnStepper<S>::set_warmth(const S& temperature) {
  warm_ = DfnResidual<S>::warmth(k_, temperature);
  if (k_.lumped) slope_ = DfnResidual<S>::warmth_slope(k_, temperature);
  stage_warm_ = warm_;
  for (auto& family : families_) family->set_warmth(temperature);
}

template <class S>
void DfnStepper<S>::settle(CellState<S>& at) {
  meet(shape_, at.c);
  fill_known(at.i, at.current);
  if (!families_.empty()) {
    for (auto& family : families_) {
      CellState<S>& own = family_state(*family, at);
      family->settle_particles(own, own.j);
    }
    return;
  }
  if (k_.is_family) return settle_particles(at, at.j);
  if (varied_ || k_.basis->direct != 0) put_interfacial(at.i, j_now_);
  settle_particles(at, j_now_);
}

/// Surface stoichiometries from modes and j.
template <class S>
void DfnStepper<S>::settle_particles(CellState<S>& at, const S* j) {
  if (varied_) return varied_->surface(at.modes, j, warm_, at.theta);
  for (int s = 0; s < shape_.electrode_slots(); s += L::width) {
    Many theta = L::all(0);
    if (k_.basis->direct != 0) theta = direct_at(warm_, s) * L::many(j + s);
    for (int k = 0; k < k_.basis->count; ++k) theta = theta + L::many(at.modes + k * stride_ + s);
    L::put(at.theta + s, theta);
  }
}

template <class S>
void DfnStepper<S>::put_interfacial(const S* i, S* j) const {
  for (int s = 0; s < shape_.electrode_slots(); s += L::width)
    L::put(j + s, (L::many(i + s) - L::many(i + s - 2)) * L::many(k_.per_current.data() + s));
}

template <class S>
void DfnStepper<S>::put_gains(const S& negative, const S& positive) {
  for (int s = 0; s < shape_.electrode_slots(); s += L::width) L::put(gains_ + s, sided(negative, positive, s));
}

template <class S>
template <class Forcing>
void DfnStepper<S>::look_at(CellState<S>& at, const Forcing& forcing, bool same_salt) {
  if (k_.lumped && !same_salt) warm_to(at);
  const ChainPoint<S> point = point_of(at);
  evaluate<true>(point, warm_, at.current, same_salt);
  forcing.add(0, e_);
  seen_ = {point, at.current, at.charge, at.energy, at.temperature};
  voltage_ = residual_.voltage(point, warm_, at.current) - at.current * k_.contact;
  ++evaluations;
}

/// Residual and derivatives at a point, with one family of particles or several.
template <class S>
template <bool derivatives>
void DfnStepper<S>::evaluate(const ChainPoint<S>& at, const Warmth<S>& warm, const S& current, bool same_salt) {
  if (families_.empty()) return residual_.template evaluate<derivatives>(at, warm, current, same_salt);
  residual_.template evaluate_around<derivatives>(at, warm, current, same_salt,
                                                  [&] { evaluate_families<derivatives>(at); });
}

template <class S>
template <class Forcing>
void DfnStepper<S>::look(const Forcing& forcing) {
  look_at(now_, forcing);
}

template <class S>
template <class Forcing>
void DfnStepper<S>::look_at_next(const Forcing& forcing) {
  look_at(next_, forcing);
  note_clamps();
}

/// Within the last step, of one number and its stage increments.
template <class S>
S DfnStepper<S>::between(double at, const S& from, const S& to, const S* u) const {
  S second = S(0), third = S(0);
  for (int j = 0; j + 1 < stages; ++j) second += T::d2[j] * u[j], third += T::d3[j] * u[j];
  return (1 - at) * from + at * (to + (1 - at) * (second + at * third));
}

/// The same of arrays with `slots`.
template <class S>
void DfnStepper<S>::between(double at, const S* from, const S* to, const S* const* u, int slots, S* into) const {
  for (int s = 0; s < slots; s += L::width) {
    Many second = L::all(0), third = L::all(0);
    for (int j = 0; j + 1 < stages; ++j) {
      const Many increment = L::many(u[j] + s);
      second = second + T::d2[j] * increment;
      third = third + T::d3[j] * increment;
    }
    L::put(into + s, (1 - at) * L::many(from + s) + at * (L::many(to + s) + (1 - at) * (second + at * third)));
  }
}

template <class S>
void DfnStepper<S>::look_between(double at) {
  between(at, now_.c, next_.c, u_c_, shape_.slots(), point_.c);
  between(at, now_.i, next_.i, u_i_, shape_.electrode_slots(), point_.i);
  between(at, now_.theta, next_.theta, u_theta_, shape_.electrode_slots(), point_.theta);
  if (k_.hysteresis) between(at, now_.z, next_.z, u_z_, shape_.electrode_slots(), point_.z);
  for (auto& family : families_) family->family_between(at);
  const S current = between(at, now_.current, next_.current, u_current_);
  seen_ = {point_, current, between(at, now_.charge, next_.charge, u_charge_),
           between(at, now_.energy, next_.energy, u_energy_), now_.temperature};
  meet(shape_, point_.c);
  fill_known(point_.i, current);
  if (k_.lumped) {
    seen_.temperature = between(at, now_.temperature, next_.temperature, u_temperature_);
    set_warmth(seen_.temperature);
    if (layers_) look_between_layers(at);
  }
  evaluate<false>(point_, warm_, current);
  voltage_ = residual_.voltage(point_, warm_, current) - current * k_.contact;
  ++evaluations;
}

template <class S>
void DfnStepper<S>::note_clamps() {
  if (!(e_.least_c > least_salt)) clamped_ |= 1;
  if (!(e_.least_theta > least_stoichiometry)) clamped_ |= 2;
  if (!(e_.least_vacancy > least_stoichiometry)) clamped_ |= 4;
}

template <class S>
void DfnStepper<S>::commit() {
  std::swap(now_, next_);
  for (auto& family : families_) family->commit();
  if (layers_) std::swap(layers_->now, layers_->next), layers_seen_ = &layers_->now;
}

template <class S>
void DfnStepper<S>::particle_base() {
  for (int s = 0; s < shape_.electrode_slots(); s += L::width) {
    const int kind = factors_.kinds == 2 ? s % 2 : 0;
    const Many j = L::many(e_.j + s);
    Many total[stages];
    for (int i = 0; i < stages; ++i) total[i] = factors_.Q[kind][i] * j;
    for (int k = 0; k < k_.basis->count; ++k) {
      const Many m = L::many(now_.modes + k * stride_ + s);
      const S* p = factors_.of(kind, k);
      for (int i = 0; i < stages; ++i) total[i] = total[i] + L::many(p + i * L::width) * m;
    }
    for (int i = 0; i < stages; ++i) L::put(base_[i] + s, total[i]);
    L::put(j_now_ + s, j);
  }
}

template <class S>
void DfnStepper<S>::stage_point(int stage) {
  for (int s = 0; s < shape_.slots(); s += L::width) {
    Many c = L::many(now_.c + s);
    for (int j = 0; j < stage; ++j) c = c + T::a[stage][j] * L::many(u_c_[j] + s);
    L::put(point_.c + s, c);
  }
  if (!families_.empty()) families_point(stage);
  for (int s = 0; s < shape_.electrode_slots(); s += L::width) {
    Many i = L::many(now_.i + s), theta = L::many(now_.theta + s);
    for (int j = 0; j < stage; ++j) {
      i = i + T::a[stage][j] * L::many(u_i_[j] + s);
      theta = theta + T::a[stage][j] * L::many(u_theta_[j] + s);
    }
    L::put(point_.i + s, i);
    L::put(point_.theta + s, theta);
  }
  for (int s = 0; s < shape_.electrode_slots() && k_.hysteresis; s += L::width) {
    Many z = L::many(now_.z + s);
    for (int j = 0; j < stage; ++j) z = z + T::a[stage][j] * L::many(u_z_[j] + s);
    L::put(point_.z + s, z);
  }
  point_current_ = now_.current;
  for (int j = 0; j < stage; ++j) point_current_ += T::a[stage][j] * u_current_[j];
  meet(shape_, point_.c);
  fill_known(point_.i, point_current_);
}

/// What of a stage's surface increments is known before its j.
template <class S>
void DfnStepper<S>::cold_particles(int stage) {
  for (int s = 0; s < shape_.electrode_slots(); s += L::width) {
    const int kind = factors_.kinds == 2 ? s % 2 : 0;
    Many known = L::many(base_[stage] + s);
    for (int l = 0; l < stage; ++l) known = known + factors_.R[kind][stage][l] * L::many(u_j_[l] + s);
    L::put(u_theta_[stage] + s, known);
  }
}

template <class S>
void DfnStepper<S>::known_particles(int stage, double h, const Warmth<S>& warm) {
  if (kept_) kept_particles(stage, h, warm);
  else cold_particles(stage);
}

template <class S>
void DfnStepper<S>::right_hand_side(int stage, double h) {
  for (int s = 0; s < shape_.slots(); s += L::width) {
    Many r = L::many(e_.f_c + s);
    for (int j = 0; j < stage; ++j) r = r + (T::c[stage][j] / h) * L::many(u_c_[j] + s);
    L::put(u_c_[stage] + s, r);
  }
  for (int s = 0; s < shape_.electrode_slots(); s += L::width)
    L::put(r_i_ + s, L::many(e_.w_theta + s) * L::many(u_theta_[stage] + s));
  if (k_.hysteresis) hysteresis_stage(stage, h);
  if (!families_.empty()) families_before_solve(stage, h);
  for (int s = 0; s < shape_.electrode_slots(); s += L::width)
    L::put(u_i_[stage] + s,
           L::many(k_.free.data() + s) * (L::many(r_i_ + s + 2) - L::many(r_i_ + s) - L::many(e_.f_i + s)));
  known_voltage_ = across(r_i_);
}

/// What steps of w at the nodes make of the voltage: of those at the collectors.
template <class S>
S DfnStepper<S>::across(const S* w) const {
  S steps = S(0);
  if (shape_.first[0] < shape_.nodes) steps -= w[2 * shape_.first[0]];
  steps += w[2 * shape_.first[1] + 1];
  return steps;
}

template <class S>
void DfnStepper<S>::solve_stage(int stage, const ControlRow<S>& control, double h) {
  matrix_.solve(u_c_[stage], u_i_[stage]);
  S off =
      off_control(control, S(control.target + control.slope * (T::alpha[stage] * h)), point_current_, point_voltage_);
  if (control.kind != ControlRow<S>::Kind::resistance) off += T::gammas[stage] * h * control.slope;
  S rise = dot_voltage(u_c_[stage], u_i_[stage]) + known_voltage_;
  if (k_.lumped) {
    warm_border(stage, control, h, off, rise);
    if (layers_) layers_->finish(stage, u_temperature_[stage]);
    add_column(stage, u_temperature_[stage], warm_c_, warm_i_);
    rise += warm_voltage_ * u_temperature_[stage];
  } else {
    u_current_[stage] = border(control, off, rise);
  }
  const S u = u_current_[stage];
  if (has_column_) rise += column_voltage_ * u;
  if (has_column_) add_column(stage, u, column_c_, column_i_);
  S charge = point_current_ + u;
  S energy = point_current_ * point_voltage_ + now_.current * rise + voltage_seen_ * u;
  for (int j = 0; j < stage; ++j) {
    charge += (T::c[stage][j] / h) * u_charge_[j];
    energy += (T::c[stage][j] / h) * u_energy_[j];
  }
  u_charge_[stage] = charge * (T::gamma * h);
  u_energy_[stage] = energy * (T::gamma * h);
  if (!families_.empty()) return families_after_solve(stage, h);
  for (int s = 0; s < shape_.electrode_slots(); s += L::width) {
    const Many j = (L::many(u_i_[stage] + s) - L::many(u_i_[stage] + s - 2)) * L::many(k_.per_current.data() + s);
    L::put(u_j_[stage] + s, j);
    L::put(u_theta_[stage] + s, L::many(u_theta_[stage] + s) + L::many(gains_ + s) * j);
  }
  for (int s = 0; s < shape_.electrode_slots() && k_.hysteresis; s += L::width)
    L::put(u_z_[stage] + s, L::many(u_z_[stage] + s) + L::many(z_gains_ + s) * L::many(u_j_[stage] + s));
  if (k_.lumped) {
    const Many warmer = u_temperature_[stage] + L::all(0);
    for (int s = 0; s < shape_.electrode_slots(); s += L::width)
      L::put(u_theta_[stage] + s, L::many(u_theta_[stage] + s) + warmer * L::many(warmth_ + s));
  }
  if (kept_) finish_kept_stage(stage);
}

template <class S>
void DfnStepper<S>::add_column(int stage, const S& times, const S* column_c, const S* column_i) {
  const Many all = times + L::all(0);
  for (int s = 0; s < shape_.slots(); s += L::width)
    L::put(u_c_[stage] + s, L::many(u_c_[stage] + s) + all * L::many(column_c + s));
  for (int s = 0; s < shape_.electrode_slots(); s += L::width)
    L::put(u_i_[stage] + s, L::many(u_i_[stage] + s) + all * L::many(column_i + s));
}

/// All of a step that particles know before its stages.
template <class S>
void DfnStepper<S>::prepare_particles(double h) {
  if (kept_) {
    prepare_kept_particles(h);
  } else {
    factors_.prepare(k_, warm_, h);
    put_gains(factors_.gain[0], factors_.gain[1]);
    particle_base();
  }
  if (k_.hysteresis) prepare_hysteresis(h);
}

template <class S>
template <class Forcing>
double DfnStepper<S>::step(const ControlRow<S>& control, double h, double tolerance, const Forcing& forcing) {
  using Kind = typename ControlRow<S>::Kind;
  clamped_ = 0;
  state_seen_ = &now_;
  voltage_seen_ = voltage_;
  if (families_.empty()) prepare_particles(h);
  else prepare_families(h);
  assemble(1 / (T::gamma * h));
  has_column_ = control.kind != Kind::current || control.slope != 0.0;
  voltage_row();
  if (has_column_) current_column();
  if (k_.lumped) warm_borders(h);
  take_stages(control, h, forcing);
  new_state();
  return error_of(tolerance);
}

template <class S>
template <class Forcing>
void DfnStepper<S>::take_stages(const ControlRow<S>& control, double h, const Forcing& forcing) {
  point_current_ = now_.current;
  point_temperature_ = now_.temperature;
  point_voltage_ = voltage_;
  Warmth<S> warm = warm_;
  for (int stage = 0; stage < stages; ++stage) {
    if (stage > 0) {
      stage_point(stage);
      if (k_.lumped) {
        for (int j = 0; j < stage; ++j)
          point_temperature_ = (j == 0 ? now_.temperature : point_temperature_) + T::a[stage][j] * u_temperature_[j];
        warm = DfnResidual<S>::warmth(k_, point_temperature_);
        if (layers_) warm.local = layers_at_stage(stage);
        for (auto& family : families_) family->stage_warm_ = DfnResidual<S>::warmth(family->k_, point_temperature_);
      }
      if (kept_) kept_surface(stage, warm);
      for (auto& family : families_)
        if (family->kept_) family->kept_surface(stage, family->stage_warm_);
      evaluate<false>(point_, warm, point_current_);
      forcing.add(T::alpha[stage] * h, e_);
      ++evaluations;
      note_clamps();
      point_voltage_ = residual_.voltage(point_, warm, point_current_) - point_current_ * k_.contact;
    } else if (k_.lumped) {
      std::copy(now_.i, now_.i + shape_.padded_slots(), point_.i);
    }
    if (layers_) layer_heat(point_, warm, point_current_, point_voltage_);
    if (families_.empty()) known_particles(stage, h, warm);
    right_hand_side(stage, h);
    forcing.add_rate(T::gammas[stage] * h, u_c_[stage], u_i_[stage]);
    solve_stage(stage, control, h);
  }
}

template <class S>
void DfnStepper<S>::new_state() {
  const int last = stages - 1;
  for (int s = 0; s < shape_.slots(); s += L::width)
    L::put(next_.c + s, L::many(point_.c + s) + L::many(u_c_[last] + s));
  for (int s = 0; s < shape_.electrode_slots(); s += L::width)
    L::put(next_.i + s, L::many(point_.i + s) + L::many(u_i_[last] + s));
  for (int s = 0; s < shape_.electrode_slots() && k_.hysteresis; s += L::width)
    L::put(next_.z + s, L::many(point_.z + s) + L::many(u_z_[last] + s));
  next_.current = point_current_ + u_current_[last];
  next_.charge = now_.charge + u_charge_[last];
  next_.energy = now_.energy + u_energy_[last];
  for (int j = 0; j < last; ++j) {
    next_.charge += T::a[last][j] * u_charge_[j];
    next_.energy += T::a[last][j] * u_energy_[j];
  }
  next_.temperature = now_.temperature;
  if (k_.lumped) {
    for (int j = 0; j < stages; ++j) next_.temperature += (j == last ? 1.0 : T::a[last][j]) * u_temperature_[j];
  }
  if (layers_) next_.temperature = next_layers();
  if (k_.lumped) warm_to(next_);
  for (auto& family : families_) family->new_family();
  if (families_.empty() && !kept_) new_modes();
  settle(next_);
}

/// Modes at the step's end, of those whose stages are not kept.
template <class S>
void DfnStepper<S>::new_modes() {
  for (int s = 0; s < shape_.electrode_slots(); s += L::width) {
    const int kind = factors_.kinds == 2 ? s % 2 : 0;
    Many v[stages];
    for (int l = 0; l < stages; ++l) v[l] = L::many(u_j_[l] + s);
    const Many j = L::many(j_now_ + s);
    for (int k = 0; k < k_.basis->count; ++k) {
      const S* p = factors_.of(kind, k);
      Many m = L::many(p + 6 * L::width) * L::many(now_.modes + k * stride_ + s) + L::many(p + 7 * L::width) * j;
      for (int l = 0; l < stages; ++l) m = m + L::many(p + (8 + l) * L::width) * v[l];
      L::put(next_.modes + k * stride_ + s, m);
    }
  }
}

template <class S>
double DfnStepper<S>::error_of(double tolerance) const {
  const int last = stages - 1;
  Many salt = L::all(0), nodes = L::all(0);
  for (int s = 0; s < shape_.slots(); s += L::width) {
    const Many u = L::many(u_c_[last] + s) * L::many(k_.counts.data() + s);
    salt = salt + u * u;
  }
  if (!families_.empty()) nodes = families_error();
  for (int s = 0; s < shape_.electrode_slots() && families_.empty(); s += L::width) {
    const Many theta = L::many(u_theta_[last] + s), c = L::many(u_c_[last] + s);
    Many w = L::many(e_.w_theta + s) * theta + L::many(e_.w_j + s) * L::many(u_j_[last] + s) + L::many(e_.w_c + s) * c;
    if (k_.hysteresis) w = w + L::many(e_.half_gap + s) * L::many(u_z_[last] + s);
    const Many worse =
        numerics::larger(numerics::absolute(theta), numerics::absolute(w)) * L::many(k_.counts_electrode.data() + s);
    nodes = nodes + worse * worse;
  }
  const double salt_error = std::sqrt(plain(numerics::sum(salt)) / k_.open_nodes);
  double node_error = std::sqrt(plain(numerics::sum(nodes)) / k_.open_electrode_nodes);
  if (k_.lumped) node_error += std::fabs(plain(u_temperature_[last])) / 100;  // 1 K counts as 10 mV
  if (layers_)
    for (const S& each : layers_->u[last]) node_error = std::max(node_error, std::fabs(plain(each)) / 100);
  if (!(salt_error + node_error < 1e300)) return std::numeric_limits<double>::quiet_NaN();
  return std::max(salt_error, node_error) / tolerance;
}

}  // namespace voxvolt::cell
