// SPDX-License-Identifier: BSD-3-Clause
// Several families of particles f at each node of dfn_stepper.hpp, of one w = phi_s - phi_e:
//   w_f(c, theta_f, z_f, j_f) = w   for all f,      sum_f a_f dx j_f = i - i-.
// The j_f are algebraic unknowns, which a stage eliminates at each node: with theta_f = known + gain j_f and z_f alike,
//   dj_f = g_f (dw - known_f - (dw_f/dc) dc),       dw = (di - di-)/sum_f a_f dx g_f + sum_f p_f (known_f + (dw_f/dc) dc),
// p_f = a_f dx g_f over their sum, so that a node looks to the chain as if it had one family. Each family is a stepper
// whose chain idles: modes, hysteresis and stages of its particles are those of dfn_stepper.hpp.
#pragma once

#include "solvers/cell/porous_electrode/dfn_stepper.hpp"

namespace voxvolt::cell {

/// Where a family's particles are at a point of the cell.
template <class S>
ChainPoint<S> DfnStepper<S>::family_point(const DfnStepper& family, const ChainPoint<S>& at) const {
  ChainPoint<S> own = at.c == point_.c  ? family.point_
                      : at.c == next_.c ? family.point_of(family.next_)
                                        : family.point_of(family.now_);
  own.c = at.c;
  return own;
}

/// Leaves w as the mean that the families' parts give, which is the w of each once the algebraic rows hold.
template <class S>
template <bool derivatives>
void DfnStepper<S>::evaluate_families(const ChainPoint<S>& at) {
  e_.least_theta = e_.least_vacancy = S(1);
  for (auto& family : families_) {
    family->residual_.template evaluate_particles<derivatives>(family_point(*family, at), family->stage_warm_);
    e_.least_theta = numerics::smaller(e_.least_theta, family->e_.least_theta);
    e_.least_vacancy = numerics::smaller(e_.least_vacancy, family->e_.least_vacancy);
    if constexpr (derivatives) family->held_seen_ = family->held(at.c == next_.c ? family->next_ : family->now_);
  }
  put_interfacial(at.i, e_.j);
  if constexpr (derivatives) weigh_families(false);
  for (int s = 0; s < shape_.electrode_slots(); s += L::width) {
    Many w = L::all(0);
    for (const auto& family : families_) w = w + L::many(family->weight_ + s) * L::many(family->e_.w + s);
    L::put(e_.w + s, w);
  }
}

/// Parts, dj/dw and what follows of the node; `answering`: theta and z of the particles follow j by their gains.
template <class S>
void DfnStepper<S>::weigh_families(bool answering) {
  for (int s = 0; s < shape_.electrode_slots(); s += L::width) {
    Many all = L::all(0), w_c = L::all(0);
    for (const auto& f : families_) {
      Many per_j = L::many(f->e_.w_j + s);
      if (answering) per_j = per_j + L::many(f->e_.w_theta + s) * L::many(f->gains_ + s);
      if (answering && f->k_.hysteresis) per_j = per_j + L::many(f->e_.half_gap + s) * L::many(f->z_gains_ + s);
      const Many counts = L::many(f->k_.counts_electrode.data() + s),
                 per_current = L::many(f->k_.per_current.data() + s);
      const Many answer = counts / (per_current * per_j + (1.0 - counts));  // A/m^2 of cell per V
      L::put(f->weight_ + s, answer);
      L::put(f->per_w_ + s, answer * per_current);
      all = all + answer;
    }
    const Many counts = L::many(k_.counts_electrode.data() + s), inverse = counts / (all + (1.0 - counts));
    for (const auto& f : families_) {
      const Many weight = L::many(f->weight_ + s) * inverse;
      L::put(f->weight_ + s, weight);
      w_c = w_c + weight * L::many(f->e_.w_c + s);
    }
    L::put(e_.w_total + s, inverse);
    L::put(e_.w_c + s, w_c);
  }
}

/// The parts of a stage in the derivatives of the rows by c, which hold those at fixed particles.
template <class S>
void DfnStepper<S>::put_slopes_of_families() {
  for (int s = 0; s < shape_.electrode_slots(); s += L::width) L::put(shared_ + s, L::many(e_.w_c + s));
  weigh_families(true);
  for (int s = 0; s < shape_.electrode_slots(); s += L::width)
    L::put(shared_ + s, L::many(e_.w_c + s) - L::many(shared_ + s));
  for (int s = 0; s < shape_.electrode_slots(); s += L::width) {
    L::put(e_.i_here + s, L::many(e_.i_here + s) + L::many(shared_ + s));
    L::put(e_.i_next + s, L::many(e_.i_next + s) - L::many(shared_ + s + 2));
  }
}

/// From what each family owes to what is known of it, in its r_i_, to what their node owes.
template <class S>
void DfnStepper<S>::share_known() {
  for (int s = 0; s < shape_.electrode_slots(); s += L::width) {
    Many shared = L::all(0);
    for (const auto& family : families_) {
      const Many own = L::many(family->r_i_ + s) + (L::many(family->e_.w + s) - L::many(e_.w + s));
      L::put(family->r_i_ + s, own);
      shared = shared + L::many(family->weight_ + s) * own;
    }
    L::put(shared_ + s, shared);
  }
}

template <class S>
void DfnStepper<S>::add_shared(S* rows) const {
  for (int s = 0; s < shape_.electrode_slots(); s += L::width)
    L::put(rows + s,
           L::many(rows + s) + L::many(k_.free.data() + s) * (L::many(shared_ + s + 2) - L::many(shared_ + s)));
}

template <class S>
void DfnStepper<S>::prepare_families(double h) {
  for (auto& family : families_) {
    family->state_seen_ = &family->now_;
    family->prepare_particles(h);
  }
  put_slopes_of_families();
}

template <class S>
void DfnStepper<S>::families_point(int stage) {
  for (auto& f : families_)
    for (int s = 0; s < shape_.electrode_slots(); s += L::width) {
      Many theta = L::many(f->now_.theta + s), j = L::many(f->now_.j + s);
      for (int l = 0; l < stage; ++l) {
        theta = theta + T::a[stage][l] * L::many(f->u_theta_[l] + s);
        j = j + T::a[stage][l] * L::many(f->u_j_[l] + s);
      }
      L::put(f->point_.theta + s, theta);
      L::put(f->point_.j + s, j);
      if (!f->k_.hysteresis) continue;
      Many z = L::many(f->now_.z + s);
      for (int l = 0; l < stage; ++l) z = z + T::a[stage][l] * L::many(f->u_z_[l] + s);
      L::put(f->point_.z + s, z);
    }
}

template <class S>
void DfnStepper<S>::families_before_solve(int stage, double h) {
  for (auto& family : families_) {
    family->known_particles(stage, h, family->stage_warm_);
    for (int s = 0; s < shape_.electrode_slots(); s += L::width)
      L::put(family->r_i_ + s, L::many(family->e_.w_theta + s) * L::many(family->u_theta_[stage] + s));
    if (family->k_.hysteresis) family->hysteresis_stage(stage, h);
  }
  share_known();
  std::copy(shared_, shared_ + shape_.padded_electrode(), r_i_);
}

template <class S>
void DfnStepper<S>::families_after_solve(int stage, double h) {
  const Many warmer = u_temperature_[stage] + L::all(0);
  for (auto& f : families_) {
    for (int s = 0; s < shape_.electrode_slots(); s += L::width) {
      const Many c = L::many(u_c_[stage] + s), moved = L::many(u_i_[stage] + s) - L::many(u_i_[stage] + s - 2);
      Many dw = L::many(e_.w_total + s) * moved + L::many(e_.w_c + s) * c + L::many(shared_ + s);
      dw = dw - L::many(f->e_.w_c + s) * c - L::many(f->r_i_ + s);
      if (k_.lumped) dw = dw + warmer * (L::many(shared_by_t_ + s) - L::many(f->w_by_t_ + s));
      const Many j = L::many(f->per_w_ + s) * dw;
      L::put(f->u_j_[stage] + s, j);
      Many theta = L::many(f->u_theta_[stage] + s) + L::many(f->gains_ + s) * j;
      if (k_.lumped) theta = theta + warmer * L::many(f->warmth_ + s);
      L::put(f->u_theta_[stage] + s, theta);
      if (f->k_.hysteresis) L::put(f->u_z_[stage] + s, L::many(f->u_z_[stage] + s) + L::many(f->z_gains_ + s) * j);
    }
    f->u_temperature_[stage] = u_temperature_[stage];
    f->note_held(stage, h);
    if (f->kept_) f->finish_kept_stage(stage);
  }
}

/// The mean of a family's particles, dx/dt = -3 flux j, through a stage: what curves show within a step.
template <class S>
void DfnStepper<S>::note_held(int stage, double h) {
  const S* at = stage == 0 ? now_.j : point_.j;
  for (int side = 0; side < 2; ++side) {
    S j = S(0);
    for (int s = 2 * shape_.first[side] + side; s < shape_.electrode_slots(); s += 2) j += at[s] + u_j_[stage][s];
    S u = j * k_.flux[side] * (-3.0 / std::max(1, shape_.nodes - shape_.first[side]));
    for (int l = 0; l < stage; ++l) u += (T::c[stage][l] / h) * u_held_[l][side];
    u_held_[stage][side] = u * (T::gamma * h);
  }
}

template <class S>
void DfnStepper<S>::new_family() {
  const int last = stages - 1;
  for (int s = 0; s < shape_.electrode_slots(); s += L::width) {
    L::put(next_.j + s, L::many(point_.j + s) + L::many(u_j_[last] + s));
    if (k_.hysteresis) L::put(next_.z + s, L::many(point_.z + s) + L::many(u_z_[last] + s));
  }
  if (!kept_) new_modes();
}

/// A family's part of `look_between`.
template <class S>
void DfnStepper<S>::family_between(double at) {
  const int slots = shape_.electrode_slots();
  between(at, now_.theta, next_.theta, u_theta_, slots, point_.theta);
  between(at, now_.j, next_.j, u_j_, slots, point_.j);
  if (k_.hysteresis) between(at, now_.z, next_.z, u_z_, slots, point_.z);
  const Sided<S> from = held(now_), to = held(next_);
  for (int side = 0; side < 2; ++side) {
    S u[stages];
    for (int l = 0; l < stages; ++l) u[l] = u_held_[l][side];
    held_seen_[side] = between(at, from[side], to[side], u);
  }
}

/// Squares of the errors of nodes: the largest of their families' theta and w.
template <class S>
typename DfnStepper<S>::Many DfnStepper<S>::families_error() const {
  const int last = stages - 1;
  Many nodes = L::all(0);
  for (int s = 0; s < shape_.electrode_slots(); s += L::width) {
    const Many c = L::many(u_c_[last] + s);
    Many worst = L::all(0);
    for (const auto& f : families_) {
      const Many theta = L::many(f->u_theta_[last] + s);
      Many w = L::many(f->e_.w_theta + s) * theta + L::many(f->e_.w_j + s) * L::many(f->u_j_[last] + s) +
               L::many(f->e_.w_c + s) * c;
      if (f->k_.hysteresis) w = w + L::many(f->e_.half_gap + s) * L::many(f->u_z_[last] + s);
      const Many worse = numerics::larger(numerics::absolute(theta), numerics::absolute(w));
      worst = numerics::larger(worst, Many(worse * L::many(f->k_.counts_electrode.data() + s)));
    }
    nodes = nodes + worst * worst;
  }
  return nodes;
}

/// One current density for all families, as a first guess.
template <class S>
void DfnStepper<S>::guess_families() {
  put_interfacial(now_.i, e_.j);
  for (auto& family : families_)
    for (int s = 0; s < shape_.electrode_slots(); s += L::width)
      L::put(family->now_.j + s, L::many(e_.j + s) * L::many(family->k_.counts_electrode.data() + s));
}

/// Meets the families' rows at fixed i, c and particles, node by node, well enough for Newton's method on all rows, which far
/// from the answer throws currents beyond all bounds: j goes with sinh of the overpotential.
template <class S>
template <class Forcing>
void DfnStepper<S>::relax_families(const Forcing& forcing) {
  constexpr double close = 1e-6;  // V
  for (int round = 0; round < 30; ++round) {
    for (auto& family : families_) family->hold_particles(family->now_);
    double most = 0;
    for (int s = 0; s < shape_.electrode_slots(); ++s)
      if (k_.counts_electrode[s] != 0.0) most = std::max(most, relax_node(s, plain(now_.i[s] - now_.i[s - 2])));
    settle(now_);
    look_at(now_, forcing, true);
    if (!(most > close)) return;
  }
}

/// One round at a node that produces `produced`, A/m^2 of cell: the overpotentials v_f, in units of 2RT/F, follow w with
/// their slopes, and w is sought where sum_f a_f dx j_f(v_f) is `produced`; both sides' arsinh is nearly linear in w. Returns
/// how far the w_f were from that w, V.
template <class S>
double DfnStepper<S>::relax_node(int s, double produced) {
  constexpr double longest = 3;  // of a step in v, where theta or a film follow j
  double v[most_families], per_w[most_families], scale[most_families], own_w[most_families], exchange = 0;
  const int count = static_cast<int>(families_.size());
  for (int f = 0; f < count; ++f) {
    const DfnStepper& of = *families_[static_cast<std::size_t>(f)];
    scale[f] = 0;
    if (of.k_.counts_electrode[s] == 0.0) continue;
    const double film = plain(of.k_.film[s % 2]), j = plain(of.e_.j[s]), unit = plain(of.stage_warm_.scale);
    const double gap = of.k_.tables.half_gap[s % 2] != nullptr ? plain(of.e_.gap[s]) : 0;
    own_w[f] = plain(of.e_.w[s]);
    v[f] = (own_w[f] - plain(of.e_.potential[s]) - gap - film * j) / unit;
    const double by_v = unit / (plain(of.e_.w_j[s]) - film), more = film + plain(of.e_.w_theta[s] * of.gains_[s]);
    per_w[f] = 1 / (unit + more * by_v);
    scale[f] = by_v / std::cosh(v[f]) / plain(of.k_.per_current[s]);  // current = scale sinh v
    exchange += scale[f];
  }
  double w = plain(e_.w[s]);
  const auto step = [&](int f) { return std::clamp((w - own_w[f]) * per_w[f], -longest, longest); };
  for (int i = 0; i < 60; ++i) {
    double sum = 0, slope = 0;
    for (int f = 0; f < count; ++f) {
      if (scale[f] == 0) continue;
      sum += scale[f] * std::sinh(v[f] + step(f));
      slope += scale[f] * std::cosh(v[f] + step(f)) * per_w[f];
    }
    const double off = std::asinh(sum / exchange) - std::asinh(produced / exchange);
    const double moved = off * std::hypot(exchange, sum) / slope;
    w -= std::clamp(moved, -0.1, 0.1);
    if (std::fabs(moved) < 1e-9) break;
  }
  double most = 0;
  for (int f = 0; f < count; ++f) {
    if (scale[f] == 0) continue;
    DfnStepper& of = *families_[static_cast<std::size_t>(f)];
    of.now_.j[s] = S(scale[f] * plain(of.k_.per_current[s]) * std::sinh(v[f] + step(f)));
    most = std::max(most, std::fabs(w - own_w[f]));
  }
  return most;
}

/// All that Newton's method on the algebraic rows needs of families, whose sum may be off i - i-.
template <class S>
void DfnStepper<S>::hold_families(const CellState<S>& at) {
  for (auto& family : families_) family->hold_particles(family_state(*family, at));
  for (auto& f : families_)
    for (int s = 0; s < shape_.electrode_slots(); s += L::width) L::put(f->r_i_ + s, L::all(0));
  weigh_families(true);
  share_known();
  for (int s = 0; s < shape_.electrode_slots(); s += L::width) {
    Many off = L::many(at.i + s) - L::many(at.i + s - 2);
    for (const auto& f : families_) {
      const Many counts = L::many(f->k_.counts_electrode.data() + s);
      off = off - L::many(f->e_.j + s) * counts / (L::many(f->k_.per_current.data() + s) + (1.0 - counts));
    }
    L::put(shared_ + s, L::many(shared_ + s) + L::many(e_.w_total + s) * off);
  }
}

/// The families' steps beside those of i; the largest, A/m^2 of cell.
template <class S>
double DfnStepper<S>::newton_families(CellState<S>& at, const S* step) {
  double most = 0;
  for (auto& f : families_) {
    S* j = family_state(*f, at).j;
    for (int s = 0; s < shape_.electrode_slots(); ++s) {
      if (f->k_.counts_electrode[s] == 0.0) continue;
      const S moved = f->per_w_[s] * (e_.w_total[s] * (step[s] - step[s - 2]) + shared_[s] - f->r_i_[s]);
      j[s] += moved;
      most = numerics::larger(std::fabs(plain(moved) / plain(f->k_.per_current[s])), most);
    }
  }
  return most;
}

/// A family's mean stoichiometry on each side.
template <class S>
Sided<S> DfnStepper<S>::held(const CellState<S>& at) const {
  Sided<S> mean{};
  for (int side = 0; side < 2; ++side) {
    for (int s = 2 * shape_.first[side] + side; s < shape_.electrode_slots(); s += 2)
      mean[side] += varied_ ? varied_->mean(at.modes, s) : at.modes[s];
    mean[side] = mean[side] / double(std::max(1, shape_.nodes - shape_.first[side]));
  }
  return mean;
}

template <class S>
Sided<S> DfnStepper<S>::family_current() const {
  Sided<S> current{};
  for (int side = 0; side < 2; ++side)
    for (int s = side; s < shape_.electrode_slots(); s += 2)
      if (k_.counts_electrode[s] != 0.0) current[side] += e_.j[s] / k_.per_current[s];
  return current;
}

// ---- The lumped temperature's row

/// Before a step: enthalpies of each family, what it makes, and w by T.
template <class S>
void DfnStepper<S>::prepare_heat_of_families() {
  for (auto& f : families_) {
    f->put_enthalpies();
    f->put_warm_slopes(f->w_by_t_);
    for (int s = 0; s < shape_.electrode_slots(); s += L::width) {
      const Many counts = L::many(f->k_.counts_electrode.data() + s);
      L::put(f->made_ + s, L::many(f->e_.j + s) * counts / (L::many(f->k_.per_current.data() + s) + (1.0 - counts)));
    }
  }
  for (int s = 0; s < shape_.electrode_slots(); s += L::width) {
    Many shared = L::all(0);
    for (const auto& f : families_) shared = shared + L::many(f->weight_ + s) * L::many(f->w_by_t_ + s);
    L::put(shared_by_t_ + s, shared);
  }
}

/// Minus the enthalpy that all particles give where evaluated last, W/m^2.
template <class S>
S DfnStepper<S>::heat_of_families(const S& temperature) const {
  S total = S(0);
  for (const auto& f : families_)
    for (int s = 0; s < shape_.electrode_slots(); ++s)
      if (f->k_.counts_electrode[s] != 0.0)
        total -= f->e_.j[s] / f->k_.per_current[s] * (f->e_.potential[s] - temperature * f->e_.entropy[s]);
  return total;
}

/// As enthalpy_of, of increments of a chain. Beside them what is `shared` of the nodes: by temperature (stage -1), or known
/// of a stage, or nothing (nullptr).
template <class S>
S DfnStepper<S>::enthalpy_of_families(const S* x_c, const S* x_i, const S* shared, int stage) const {
  S total = S(0);
  for (const auto& f : families_) {
    const S* own = shared == nullptr ? nullptr : stage < 0 ? f->w_by_t_ : f->r_i_;
    const S* theta = shared == nullptr ? nullptr : stage < 0 ? f->warmth_ : f->u_theta_[stage];
    for (int s = 0; s < shape_.electrode_slots(); ++s) {
      if (f->k_.counts_electrode[s] == 0.0) continue;
      S dw = e_.w_total[s] * (x_i[s] - x_i[s - 2]) + (e_.w_c[s] - f->e_.w_c[s]) * x_c[s];
      if (shared != nullptr) dw += shared[s] - own[s];
      const S j = f->per_w_[s] * dw;
      S d_theta = f->gains_[s] * j;
      if (theta != nullptr) d_theta += theta[s];
      total += j / f->k_.per_current[s] * f->enthalpy_[s] + f->made_[s] * f->enthalpy_theta_[s] * d_theta;
    }
  }
  return total;
}

}  // namespace voxvolt::cell
