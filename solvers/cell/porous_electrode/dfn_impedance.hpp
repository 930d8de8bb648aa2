// SPDX-License-Identifier: BSD-3-Clause
// The impedance of a DFN cell about its state, temperature held: the rows of a time step's matrix with i omega for 1/h, the
// particles eliminated by their transfer function, one complex solve of the chain per frequency:
//   (i omega - df_c/dc) c - df_c/di i = df_c/dI,   df_i/dc c + df_i/di i = -df_i/dI,   Z = -dV/dI.
#pragma once

#include "solvers/cell/porous_electrode/dfn_stepper.hpp"
#include "solvers/cell/porous_electrode/interface_impedance.hpp"
#include "solvers/cell/porous_electrode/particle_transfer.hpp"

namespace voxvolt::cell {

class DfnImpedance {
 public:
  using Complex = std::complex<double>;

  /// `stepper` has looked at its state; it needs another `look` before a step.
  explicit DfnImpedance(DfnStepper<double>& stepper)
      : s_(stepper),
        k_(stepper.k_),
        shape_(stepper.shape_),
        matrix_(shape_),
        by_i_(static_cast<std::size_t>(shape_.electrode_slots()) + 2),
        by_c_(by_i_.size()) {
    if (s_.families_.empty()) particles_.emplace_back(s_);
    for (const auto& family : s_.families_) particles_.emplace_back(*family);
    s_.state_seen_ = &s_.now_;
    for (int s = 0; s < shape_.electrode_slots(); ++s) s_.gains_[s] = 0;
    for (int s = 0; s < shape_.electrode_slots() && k_.hysteresis; ++s) s_.z_gains_[s] = 0;
    s_.assemble_rows(0);
    s_.voltage_row();
    if (k_.counter) counter_ = s_.residual_.counter_slopes(s_.point_of(s_.now_), s_.warm_, s_.slope_, s_.now_.current);
  }

  /// ohm m^2 of one pair, contact resistance included; `frequency` in Hz.
  Complex at(double frequency) {
    const double omega = 2 * std::numbers::pi * frequency;
    look_at_interfaces(omega);
    fill(omega);
    matrix_.factorise();
    AlignedComplex c(static_cast<std::size_t>(shape_.padded_slots()) + 2), i(c.size());
    for (int s = 0; s < shape_.slots(); ++s) right_side(s, c[s], i[s]);
    matrix_.solve(c.data(), i.data());
    Complex volts = s_.row_current_;
    for (int s = 0; s < shape_.slots(); ++s) volts += s_.row_c_[s] * c[s];
    for (int s = 0; s < shape_.electrode_slots(); ++s) volts += s_.row_i_[s] * i[s];
    for (int side = 0; side < 2; ++side) {
      if (shape_.first[side] == shape_.nodes) continue;
      const int s = 2 * shape_.first[side] + side;
      volts += (side == 0 ? -1.0 : 1.0) * (by_c_[s] * c[s] + by_i_[s] * i[s]);
    }
    if (k_.counter) {
      const Complex share = change_of_interface(omega, k_.counter_double_layer, 0, counter_.transfer, 0).share;
      volts -= share * (counter_.kinetic_c * c[shape_.electrode_slots()] + counter_.kinetic_current);
    }
    return -volts;
  }

 private:
  using AlignedComplex = numerics::AlignedArray<Complex>;

  /// The particles of the cell, or of one of its families.
  struct Particles {
    explicit Particles(const DfnStepper<double>& stepper)
        : of(stepper), transfer(of.k_, of.shape_.electrode_slots(), of.stride_) {}
    const DfnStepper<double>& of;
    ParticleTransfer<numerics::Lanes<double>> transfer;
    const Complex* gain = nullptr;  ///< d theta/dj at each slot

    /// At an open slot, of a cell at rest or not.
    InterfaceChange change(double omega, int s, bool at_rest) const {
      const int side = s % 2;
      const auto& k = of.k_;
      Complex follows = of.e_.w_theta[s] * gain[s];
      if (k.tables.half_gap[side] != nullptr)
        follows +=
            of.e_.half_gap[s] * hysteresis_response(omega, k.hysteresis_rate[side], of.e_.j[s], of.now_.z[s], at_rest);
      return change_of_interface(omega, k.double_layer[side], k.film[side], of.e_.w_j[s], follows);
    }
  };

  /// What w gains on that of lithium, double layers and hysteresis that stand still, by i - i- and by c. Families share w:
  /// their admittances add, and each counts by its part (dfn_stepper_families.hpp).
  void look_at_interfaces(double omega) {
    for (Particles& p : particles_) p.gain = p.transfer.at(omega, p.of.now_.modes, p.of.e_.j, p.of.warm_).data();
    const bool at_rest = s_.now_.current == 0;
    for (int s = 0; s < shape_.electrode_slots(); ++s) {
      if (s / 2 < shape_.first[s % 2]) continue;
      if (s_.families_.empty()) {
        const InterfaceChange change = particles_.front().change(omega, s, at_rest);
        by_i_[s] = k_.per_current[s] * change.per_j;
        by_c_[s] = change.share * s_.e_.w_c[s];
        continue;
      }
      Complex admittance = 0, driven = 0;
      for (const Particles& p : particles_) {
        if (p.of.k_.counts_electrode[s] == 0.0) continue;
        const InterfaceChange change = p.change(omega, s, at_rest);
        const Complex own = 1.0 / (p.of.k_.per_current[s] * (p.of.e_.w_j[s] + change.per_j));
        admittance += own;
        driven += own * (1.0 + change.share) * p.of.e_.w_c[s];
      }
      by_i_[s] = 1.0 / admittance - s_.e_.w_total[s];
      by_c_[s] = driven / admittance - s_.e_.w_c[s];
    }
  }

  /// The matrix of a time step, and what follows the frequency.
  void fill(double omega) {
    const ChainMatrix<double>& m = s_.matrix_;
    for (int s = 0; s < shape_.slots(); ++s) {
      matrix_.d_cc[s] = m.d_cc[s] + Complex(0, omega);
      matrix_.l_cc[s] = m.l_cc[s];
      matrix_.u_cc[s] = m.u_cc[s];
    }
    for (int s = 0; s < shape_.electrode_slots(); ++s) {
      const double free = k_.free[s];
      const Complex own_i = free * by_i_[s], next_i = free * by_i_[s + 2];
      matrix_.d_ci[s] = m.d_ci[s];
      matrix_.l_ci[s] = m.l_ci[s];
      matrix_.d_ic[s] = m.d_ic[s] + free * by_c_[s];
      matrix_.u_ic[s] = m.u_ic[s] - free * by_c_[s + 2];
      matrix_.d_ii[s] = m.d_ii[s] + own_i + next_i;
      matrix_.l_ii[s] = m.l_ii[s] - own_i;
      matrix_.u_ii[s] = m.u_ii[s] - next_i;
    }
  }

  /// What the current does to the rows of c and i.
  void right_side(int s, Complex& c, Complex& i) const {
    const double into = s % 2 == 0 ? 1 : -1;
    if (s >= shape_.electrode_slots()) {
      c = k_.per_volume[s] * (s_.e_.n_i[s] - s_.e_.n_i[s - 2]) * into;
      return;
    }
    const bool is_last = s >= shape_.electrode_slots() - 2 && shape_.first[s % 2] < shape_.nodes;
    double solid = s_.warm_.resistivity[s % 2];
    if (s_.warm_.local != nullptr) solid = s_.warm_.local->resistivity[s];
    i = is_last ? into : k_.free[s] * k_.solid[s] * solid * into;
  }

  DfnStepper<double>& s_;
  const DfnConstants<double>& k_;
  const ChainShape& shape_;
  std::vector<Particles> particles_;
  ChainMatrix<Complex> matrix_;
  std::vector<Complex> by_i_, by_c_;  ///< of electrode slots
  DfnResidual<double>::CounterSlopes counter_{};
};

/// ohm m^2 of one pair at each frequency (Hz), about the state that the stepper looked at.
inline std::vector<std::complex<double>> impedance_of_pair(DfnStepper<double>& stepper,
                                                           const std::vector<double>& frequencies) {
  DfnImpedance impedance(stepper);
  std::vector<std::complex<double>> all;
  for (const double frequency : frequencies) all.push_back(impedance.at(frequency));
  return all;
}

}  // namespace voxvolt::cell
