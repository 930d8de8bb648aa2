// SPDX-License-Identifier: BSD-3-Clause
// Temperatures through the stack within dfn_stepper.hpp: where its heat is made, and their part of a stage.
#pragma once

#include "solvers/cell/porous_electrode/dfn_stepper.hpp"

namespace voxvolt::cell {

template <class S>
void DfnStepper<S>::warm_to(const CellState<S>& at) {
  set_warmth(at.temperature);
  if (!layers_) return;
  layers_seen_ = &at == &now_ ? &layers_->now : &layers_->next;
  warm_.local = layers_->field(*layers_seen_);
}

template <class S>
S DfnStepper<S>::cooling() const {
  if (layers_) return layers_->cooling(*layers_seen_, ambient_);
  return k_.lumped ? S(k_.cooling * (seen_.temperature - ambient_)) : S(0);
}

template <class S>
S DfnStepper<S>::warmth_held() const {
  if (layers_) return layers_->held(layers_->now);
  return k_.lumped ? S(k_.heat_capacity * now_.temperature) : S(0);
}

/// d theta/dj of the surfaces at fixed modes, where diffusivities are constant.
template <class S>
typename DfnStepper<S>::Many DfnStepper<S>::direct_at(const Warmth<S>& warm, int s) const {
  const Many direct = sided(factors_.direct_gain(k_, warm, 0), factors_.direct_gain(k_, warm, 1), s);
  return warm.local == nullptr ? direct
                               : Many(direct * sided(warm.diffusion[0], warm.diffusion[1], s) / warm.diffusion_at(s));
}

template <class S>
const WarmField<S>* DfnStepper<S>::layers_at_stage(int stage) {
  for (int n = 0; n < layers_->nodes(); ++n) {
    S t = layers_->now[n];
    for (int j = 0; j < stage; ++j) t += T::a[stage][j] * layers_->u[j][n];
    layers_->point[n] = t;
  }
  return layers_->field(layers_->point);
}

template <class S>
void DfnStepper<S>::look_between_layers(double at) {
  for (int n = 0; n < layers_->nodes(); ++n) {
    S u[stages];
    for (int j = 0; j < stages; ++j) u[j] = layers_->u[j][n];
    layers_->point[n] = between(at, layers_->now[n], layers_->next[n], u);
  }
  layers_seen_ = &layers_->point;
  warm_.local = layers_->field(layers_->point);
}

/// Temperatures at the step's end; their mean.
template <class S>
S DfnStepper<S>::next_layers() {
  for (int n = 0; n < layers_->nodes(); ++n) layers_->next[n] = layers_->point[n] + layers_->u[stages - 1][n];
  return layers_->mean(layers_->next);
}

/// Where the heat of the point evaluated last is made: reactions, hysteresis and entropy at their nodes, that of currents
/// on both sides of an edge, in the electrolyte as it resists there; the contact's in the foils. All of it together is
/// what is not delivered of the enthalpy.
template <class S>
void DfnStepper<S>::layer_heat(const ChainPoint<S>& at, const Warmth<S>& warm, const S& current, const S& voltage) {
  const int end = shape_.slots(), electrodes = shape_.electrode_slots();
  S* q = r_c_;  // per slot
  for (int s = 0; s < shape_.padded_slots(); ++s) q[s] = S(0);
  S whole = S(0) - current * voltage;
  for (int s = 0; s < electrodes; ++s) {
    if (k_.counts_electrode[s] == 0.0) continue;
    const S made = at.i[s] - at.i[s - 2], t = warm.local->temperature[s];
    q[s] += made * (e_.w[s] - e_.potential[s] + t * e_.entropy[s]);
    whole -= made * (e_.potential[s] - t * e_.entropy[s]);
    const S flow = (s % 2 == 0 ? current : S(-current)) - at.i[s];
    const S solid = flow * flow * k_.solid[s] * warm.local->resistivity[s] * 0.5;
    q[s] += solid;
    q[s + 2] += solid;
  }
  for (int s = 0; s < end; ++s) {
    if (k_.counts[s] == 0.0 || k_.voltage_sign[s] == 0.0) continue;
    const int next = s + 2 < end ? s + 2 : end - 1;
    const S resistance = e_.k[s] + e_.k[s + 2];
    const S made = at.i[s] * (at.i[s] * resistance - (e_.chi[s] + e_.chi[s + 2]) * (e_.log_c[s + 2] - e_.log_c[s]));
    const S share = e_.k[s] / resistance;
    q[s] += made * share;
    q[next] += made * (1.0 - share);
  }
  for (int side = 0; side < 2; ++side)
    q[2 * shape_.first[side] + side] += current * current * k_.collector[side] * warm.resistivity[side];
  S sum = S(0);
  for (int n = 0; n < layers_->nodes(); ++n) {
    const int s = k_.layer_slot[n];
    layers_->heat[n] = s < 0 ? S(0.5 * current * current * k_.contact) : q[s];
    sum += layers_->heat[n];
  }
  for (int n = 0; n < layers_->nodes(); ++n)
    layers_->heat[n] += (whole - sum) * (k_.layer_capacity[n] / k_.heat_capacity);
}

template <class S>
S DfnStepper<S>::layers_heat(int stage, double h) {
  const auto& t = stage == 0 ? layers_->now : layers_->point;
  double weights[stages];
  for (int l = 0; l < stage; ++l) weights[l] = T::c[stage][l] / h;
  return layers_->known(stage, t, ambient_, weights) * own_per_temperature_;
}

}  // namespace voxvolt::cell
