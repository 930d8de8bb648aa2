// SPDX-License-Identifier: BSD-3-Clause
// What spm_stepper.hpp tells: between steps, inventories, profiles, powers; and its state as numbers.
#pragma once

#include "solvers/cell/porous_electrode/spm_stepper.hpp"

namespace voxvolt::cell {

template <class S>
void SpmStepper<S>::look_between(double at) {
  const auto between = [at](const S& from, const S& to, auto u) {
    S second = S(0), third = S(0);
    for (int j = 0; j + 1 < stages; ++j) second += T::d2[j] * u(j), third += T::d3[j] * u(j);
    return S((1 - at) * from + at * (to + (1 - at) * (second + at * third)));
  };
  SpmSeen<S> seen;
  seen.current = between(now_.current, next_.current, [&](int j) { return u_current_[j]; });
  seen.charge = between(now_.charge, next_.charge, [&](int j) { return u_charge_[j]; });
  seen.energy = between(now_.energy, next_.energy, [&](int j) { return u_energy_[j]; });
  seen.temperature = now_.temperature;
  if (k_.lumped) {
    seen.temperature = between(now_.temperature, next_.temperature, [&](int j) { return u_temperature_[j]; });
    set_warmth(seen.temperature);
  }
  for (int k = 0; k < modes_; ++k) m_[k] = between(now_.modes[k], next_.modes[k], [&](int j) { return u_m_[j][k]; });
  seen.theta = surface(m_, seen.current);
  for (int s = 0; s < k_.shape.slots() && salt_; ++s)
    c_[s] = between(now_.c[s], next_.c[s], [&](int j) { return u_c_[j][s]; });
  for (int side = 0; side < 2; ++side)
    seen.z[side] = between(now_.z[side], next_.z[side], [&](int j) { return u_z_[j][side]; });
  evaluate<false>(c_, seen.theta, seen.z, seen.current);
  seen_ = seen;
  seen_c_ = salt_ ? c_ : now_.c;
}

template <class S>
void SpmStepper<S>::dump(double* into) const {
  for (const S& x : {now_.temperature, now_.current, now_.charge, now_.energy}) *into++ = plain(x);
  for (int s = 0; s < k_.shape.slots(); ++s) *into++ = plain(now_.c[s]);
  for (int k = 0; k < modes_; ++k) *into++ = plain(now_.modes[k]);
  for (int side = 0; side < 2 && k_.hysteresis; ++side) *into++ = plain(now_.z[side]);
  if (k_.shells) *into++ = k_.basis->count;  // so that shells are not taken for modes
}

template <class S>
void SpmStepper<S>::restore(const double* from, bool all) {
  now_.temperature = S(*from++);
  now_.current = S(*from++);
  now_.charge = S(all ? *from : 0);
  ++from;
  now_.energy = S(all ? *from : 0);
  ++from;
  for (int s = 0; s < k_.shape.slots(); ++s) now_.c[s] = S(*from++);
  for (int k = 0; k < modes_; ++k) now_.modes[k] = S(*from++);
  for (int side = 0; side < 2 && k_.hysteresis; ++side) now_.z[side] = S(*from++);
  set_ambient(now_.temperature, false);
}

template <class S>
Inventory<S> SpmStepper<S>::inventory() const {
  Inventory<S> stock;
  for (int side = 0; side < 2; ++side) {
    const S mean = varied_ ? varied_->mean(now_.modes, side) : now_.modes[side];
    stock.electrode[side] = mean * capacity(side);
  }
  for (int s = 0; s < k_.shape.slots(); ++s)
    if (s / 2 >= k_.shape.first[s % 2]) stock.salt += now_.c[s] / k_.per_volume[s] * 1e3;
  return stock;
}

template <class S>
double SpmStepper<S>::open_circuit_voltage(double negative, double positive) const {
  const double passed = plain(seen_.charge) / laws::faraday, stock[2] = {negative - passed, positive + passed};
  double u = 0;
  for (int side = 0; side < 2; ++side) {
    if (open(side) == 0) continue;
    const double x = stock[side] / capacity(side), sign = side == 0 ? -1 : 1;
    u += sign * plain(open_circuit(side, x));
    if (k_.tables.half_gap[side] != nullptr)
      u += sign * plain(seen_.z[side]) * k_.tables.half_gap[side]->rows().value(x);
  }
  return u;
}

/// The electrolyte's potential at each node over that of the first, by the DFN's quadrature under even reactions.
template <class S>
std::vector<double> SpmStepper<S>::rises(const std::vector<int>& slots) const {
  std::vector<double> rise(slots.size(), 0.0);
  for (std::size_t n = 0; n + 1 < slots.size() && salt_; ++n) {
    const int s = slots[n], next = slots[n + 1],
              edge = s % 2 == 0 ? s : next;  // belongs to its node away from the middle
    const double forward = s % 2 == 0 ? plain(i_[edge]) : -plain(i_[edge]);
    rise[n + 1] = rise[n] - forward * plain(e_.k[s] + e_.k[next]) +
                  plain((e_.chi[s] + e_.chi[next]) * (e_.log_c[next] - e_.log_c[s]));
  }
  return rise;
}

/// Potentials as the voltage has them: w is that of the electrode's means, the solid's a parabola whose mean lies
/// I L/(3 sigma) from its collector. Without electrolyte its potential is even, and so is the solid's.
template <class S>
void SpmStepper<S>::profile(Profiles& into, double time) const {
  into.time.push_back(time);
  constexpr double none = std::numeric_limits<double>::quiet_NaN();
  std::vector<int> slots;
  for (int p = k_.shape.first[0]; p < k_.shape.length(); ++p) slots.push_back(2 * p);
  for (int p = k_.shape.length(); p-- > k_.shape.first[1];) slots.push_back(2 * p + 1);
  const std::vector<double> rise = rises(slots);
  const double current = plain(seen_.current), plus = plain(voltage_ + seen_.current * k_.contact);
  double start = 0, x = 0;  // start: of the electrolyte at the first node
  if (k_.counter) {
    start = -plain(counter(seen_c_, seen_.current));
  } else {
    for (int n = 0; n < open(0); ++n) start -= rise[static_cast<std::size_t>(n)] / open(0);
    start -= plain(particle_[0].w) + current * plain(solid_[0] * warm_.resistivity[0]);
  }
  for (std::size_t n = 0; n < slots.size(); ++n) {
    const int s = slots[n], side = s % 2;
    x += 0.5 * plain(k_.width[s]);
    if (into.time.size() == 1) into.x.push_back(x);
    x += 0.5 * plain(k_.width[s]);
    const bool electrode = s < k_.shape.electrode_slots();
    const double part =
        electrode ? (s / 2 - k_.shape.first[side] + 0.5) / open(side) : 0;  // of the way from the collector
    const double lost = 3 * (part - 0.5 * part * part) * plain(solid_[side] * warm_.resistivity[side]) * current;
    into.concentration.push_back(1e3 * plain(seen_c_[s]));
    into.temperature.push_back(plain(seen_.temperature));
    into.electrolyte_potential.push_back(start + rise[n]);
    into.solid_potential.push_back(!electrode ? none : (side == 0 ? -lost : plus + lost));
    into.interfacial_current.push_back(electrode ? plain(particle_[side].j) : none);
    into.surface_stoichiometry.push_back(electrode ? plain(seen_.theta[side]) : none);
  }
}

template <class S>
S SpmOutputs<S>::anode_potential() const {
  const auto& k = s_.k_;
  const auto& e = s_.e_;
  if (k.counter) return s_.counter(s_.seen_c_, s_.seen_.current);
  S w = s_.particle_[0].w;
  if (!s_.salt_) return w;
  // From the mean of the electrolyte's potential over the electrode to its edge.
  const int last = k.shape.electrode_slots() - 2;
  for (int s = 0; s < last; s += 2)
    w -= s_.weight_[s] * (s_.i_[s] * (e.k[s] + e.k[s + 2]) - (e.chi[s] + e.chi[s + 2]) * (e.log_c[s + 2] - e.log_c[s]));
  return w + s_.seen_.current * e.k[last];
}

template <class S>
Powers<S> SpmOutputs<S>::powers() const {
  Powers<S> p;
  const S& current = s_.seen_.current;
  for (int side = 0; side < 2; ++side) {
    if (s_.open(side) == 0) continue;
    const double sign = side == 0 ? 1 : -1;
    p.reaction += sign * current * s_.particle_[side].w;
    p.open_circuit += sign * current * s_.particle_[side].potential;
    if (s_.k_.tables.entropy[side] != nullptr)
      p.reversible +=
          sign * current * s_.warm_.temperature * s_.k_.tables.entropy[side]->rows().value(s_.seen_.theta[side]);
  }
  p.ohmic = current * current * (s_.solid() + s_.k_.contact) - current * s_.steps_;
  if (s_.k_.counter) p.reaction += current * s_.counter(s_.seen_c_, current);
  return p;
}

}  // namespace voxvolt::cell
