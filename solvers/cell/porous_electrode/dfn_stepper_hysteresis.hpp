// SPDX-License-Identifier: BSD-3-Clause
// The states of hysteresis within a step of dfn_stepper.hpp: local equations beside the particles.
#pragma once

#include "solvers/cell/porous_electrode/dfn_stepper.hpp"

namespace voxvolt::cell {

/// dz/dt = rate (j - |j| z): its own elimination, about where derivatives were taken; z = known + gain j.
template <class S>
void DfnStepper<S>::prepare_hysteresis(double h) {
  for (int s = 0; s < shape_.electrode_slots(); s += L::width) {
    const Many rate = sided(k_.hysteresis_rate[0], k_.hysteresis_rate[1], s);
    const Many j = L::many(e_.j + s), z = L::many(now_.z + s);
    const Many inverse = 1.0 / (1 / (T::gamma * h) + rate * numerics::absolute(j));
    L::put(z_inverse_ + s, inverse);
    L::put(z_gains_ + s, inverse * rate * (1.0 - numerics::with_sign_of(z, Many(z * j))));
  }
}

/// What of a stage's z is known before its j, and what w owes to it.
template <class S>
void DfnStepper<S>::hysteresis_stage(int stage, double h) {
  const S* at = stage == 0 ? now_.z : point_.z;
  for (int s = 0; s < shape_.electrode_slots(); s += L::width) {
    const Many rate = sided(k_.hysteresis_rate[0], k_.hysteresis_rate[1], s), j = L::many(e_.j + s);
    Many f = rate * (j - numerics::absolute(j) * L::many(at + s));
    for (int l = 0; l < stage; ++l) f = f + (T::c[stage][l] / h) * L::many(u_z_[l] + s);
    f = f * L::many(z_inverse_ + s);
    L::put(u_z_[stage] + s, f);
    L::put(r_i_ + s, L::many(r_i_ + s) + L::many(e_.half_gap + s) * f);
  }
}

}  // namespace voxvolt::cell
