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
  for (int side = 0; side < 2; ++side)
    seen.theta[side] = ModeFactors<S>::direct_gain(k_, warm_, side) * interfacial(side, seen.current);
  for (int k = 0; k < modes_; ++k)
    seen.theta[k % 2] += between(now_.modes[k], next_.modes[k], [&](int j) { return u_m_[j][k]; });
  for (int s = 0; s < k_.shape.slots() && salt_; ++s)
    c_[s] = between(now_.c[s], next_.c[s], [&](int j) { return u_c_[j][s]; });
  evaluate<false>(c_, seen.theta, seen.current);
  seen_ = seen;
  seen_c_ = salt_ ? c_ : now_.c;
}

template <class S>
void SpmStepper<S>::dump(double* into) const {
  for (const S& x : {now_.temperature, now_.current, now_.charge, now_.energy}) *into++ = plain(x);
  for (int s = 0; s < k_.shape.slots(); ++s) *into++ = plain(now_.c[s]);
  for (int k = 0; k < modes_; ++k) *into++ = plain(now_.modes[k]);
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
  set_ambient(now_.temperature, true);
}

template <class S>
Inventory<S> SpmStepper<S>::inventory() const {
  Inventory<S> stock;
  for (int side = 0; side < 2; ++side) stock.electrode[side] = now_.modes[side] * capacity(side);
  for (int s = 0; s < k_.shape.slots(); ++s)
    if (s / 2 >= k_.shape.first[s % 2]) stock.salt += now_.c[s] / k_.per_volume[s] * 1e3;
  return stock;
}

template <class S>
double SpmStepper<S>::open_circuit_voltage(double negative, double positive) const {
  const double passed = plain(seen_.charge) / laws::faraday, stock[2] = {negative - passed, positive + passed};
  double u = 0;
  for (int side = 0; side < 2; ++side)
    if (open(side) > 0) u += (side == 0 ? -1 : 1) * plain(open_circuit(side, stock[side] / capacity(side)));
  return u;
}

template <class S>
void SpmStepper<S>::profile(Profiles& into, double time) const {
  into.time.push_back(time);
  double x = 0;
  const double none = std::numeric_limits<double>::quiet_NaN();
  const auto node = [&](int s) {
    const int side = s % 2;
    x += 0.5 * plain(k_.width[s]);
    if (into.time.size() == 1) into.x.push_back(x);
    x += 0.5 * plain(k_.width[s]);
    const bool electrode = s < k_.shape.electrode_slots();
    into.concentration.push_back(1e3 * plain(seen_c_[s]));
    into.electrolyte_potential.push_back(none);
    into.solid_potential.push_back(none);
    into.interfacial_current.push_back(electrode ? plain(particle_[side].j) : none);
    into.surface_stoichiometry.push_back(electrode ? plain(seen_.theta[side]) : none);
  };
  for (int p = k_.shape.first[0]; p < k_.shape.length(); ++p) node(2 * p);
  for (int p = k_.shape.length(); p-- > k_.shape.first[1];) node(2 * p + 1);
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
