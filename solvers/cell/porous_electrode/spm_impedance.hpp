// SPDX-License-Identifier: BSD-3-Clause
// The impedance of a single-particle cell about its state, temperature held; as dfn_impedance.hpp. With electrolyte one
// complex solve of the salt's chain per frequency, without it a closed form.
#pragma once

#include "solvers/cell/porous_electrode/interface_impedance.hpp"
#include "solvers/cell/porous_electrode/particle_transfer.hpp"
#include "solvers/cell/porous_electrode/spm_stepper.hpp"

namespace voxvolt::cell {

class SpmImpedance {
 public:
  using Complex = std::complex<double>;

  /// `stepper` has looked at its state; it needs another `look` before a step.
  explicit SpmImpedance(SpmStepper<double>& stepper)
      : s_(stepper), k_(stepper.k_), particles_(k_, 2, 2), matrix_(salt_only(k_.shape)) {
    // Of the voltage's row, what goes through the mean of c^a: the rest remains where that is held.
    const double kept[2] = {s_.particle_[0].w_root, s_.particle_[1].w_root};
    s_.particle_[0].w_root = s_.particle_[1].w_root = 0;
    s_.voltage_row();
    const std::vector<double> rest(s_.row_, s_.row_ + k_.shape.slots());
    for (int side = 0; side < 2; ++side) s_.particle_[side].w_root = kept[side];
    s_.voltage_row();
    kinetic_.resize(rest.size());
    for (std::size_t s = 0; s < rest.size() && s_.salt_; ++s) kinetic_[s] = s_.row_[s] - rest[s];
    if (s_.salt_) s_.salt_rows(0);
    if (!k_.counter) return;
    const ChainPoint<double> point{s_.seen_c_, s_.i_, nullptr};
    if (s_.salt_) {
      counter_ = s_.residual_.counter_slopes(point, s_.warm_, s_.slope_, s_.seen_.current);
    } else {
      const double per = s_.warm_.counter_kinetic / s_.root_[0];
      counter_.kinetic_current = counter_.transfer =
          laws::overpotential(s_.seen_.current * per, s_.warm_.scale).per_y * per;
    }
  }

  /// ohm m^2 of one pair, contact resistance included; `frequency` in Hz.
  Complex at(double frequency) {
    const double omega = 2 * std::numbers::pi * frequency, j[2] = {s_.particle_[0].j, s_.particle_[1].j};
    const auto& gain = particles_.at(omega, s_.now_.modes, j, s_.warm_);
    Complex volts = s_.row_current_, share[2];
    for (int side = 0; side < 2; ++side) {
      if (s_.open(side) == 0) continue;
      const auto& p = s_.particle_[side];
      Complex follows = p.w_theta * gain[side];
      if (k_.tables.half_gap[side] != nullptr)
        follows += p.half_gap *
                   hysteresis_response(omega, k_.hysteresis_rate[side], p.j, s_.now_.z[side], s_.now_.current == 0);
      const InterfaceChange change = change_of_interface(omega, k_.double_layer[side], k_.film[side], p.w_j, follows);
      volts += (side == 0 ? -1.0 : 1.0) * s_.per_current_[side] * change.per_j;
      share[side] = change.share;
    }
    Complex at_lithium = 0;
    if (s_.salt_) {
      const numerics::AlignedArray<Complex> c = salt(omega);
      for (int s = 0; s < k_.shape.slots(); ++s) volts += (s_.row_[s] + share[s % 2] * kinetic_[s]) * c[s];
      at_lithium = counter_.kinetic_c * c[k_.shape.electrode_slots()];
    }
    if (k_.counter)
      volts -= change_of_interface(omega, k_.counter_double_layer, 0, counter_.transfer, 0).share *
               (at_lithium + counter_.kinetic_current);
    return -volts;
  }

 private:
  /// The salt's answer to the current.
  numerics::AlignedArray<Complex> salt(double omega) {
    const ChainMatrix<double>& m = s_.matrix_;
    numerics::AlignedArray<Complex> c(static_cast<std::size_t>(k_.shape.padded_slots()) + 2);
    for (int s = 0; s < k_.shape.slots(); ++s) {
      matrix_.d_cc[s] = m.d_cc[s] + Complex(0, omega);
      matrix_.l_cc[s] = m.l_cc[s];
      matrix_.u_cc[s] = m.u_cc[s];
      c[s] = s_.column_[s];
    }
    matrix_.factorise();
    matrix_.solve(c.data(), nullptr);
    return c;
  }

  SpmStepper<double>& s_;
  const DfnConstants<double>& k_;
  ParticleTransfer<SingleLanes<double>> particles_;
  ChainMatrix<Complex> matrix_;
  std::vector<double> kinetic_;  ///< of the voltage's row by c, through the reactions of particles
  DfnResidual<double>::CounterSlopes counter_{};
};

/// As that of DfnStepper.
inline std::vector<std::complex<double>> impedance_of_pair(SpmStepper<double>& stepper,
                                                           const std::vector<double>& frequencies) {
  SpmImpedance impedance(stepper);
  std::vector<std::complex<double>> all;
  for (const double frequency : frequencies) all.push_back(impedance.at(frequency));
  return all;
}

}  // namespace voxvolt::cell
