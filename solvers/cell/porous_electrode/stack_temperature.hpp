// SPDX-License-Identifier: BSD-3-Clause
// One temperature per control volume through the stack, and one per collector foil, per m^2 of one pair:
//   C_n dT_n/dt = G (T_n+1 - T_n) - G- (T_n - T_n-1) + Q_n,   G = 1/(L_n/(2 lambda_n) + L_n+1/(2 lambda_n+1)),
// faces to the surroundings through half a foil: G = 1/(1/h + L/(2 lambda)). Second order in x.
// Within a Rosenbrock stage conduction is eliminated exactly, what heat owes to the cell's other unknowns through the mean
// temperature sum C T/sum C, spread as the capacities: u = known + spread y with the mean's row as in the lumped model. What
// differences of temperature do to the rest (of the size of those differences) enters the equations, not their derivatives.
#pragma once

#include "solvers/cell/porous_electrode/dfn_constants.hpp"
#include "solvers/laws/arrhenius.hpp"

namespace voxvolt::cell {

template <class S>
class StackTemperature {
 public:
  explicit StackTemperature(const DfnConstants<S>& constants, int stages)
      : k_(constants),
        nodes_(static_cast<int>(constants.layer_capacity.size())),
        slots_(constants.shape.padded_slots()) {
    for (auto* a : {&factor_, &upper_, &spread_, &heat}) a->assign(static_cast<std::size_t>(nodes_), S(0));
    for (auto* a : {&now, &next, &point}) a->assign(static_cast<std::size_t>(nodes_), constants.reference_temperature);
    u.resize(static_cast<std::size_t>(stages));
    for (auto& a : u) a.assign(static_cast<std::size_t>(nodes_), S(0));
    const auto size = static_cast<std::size_t>(slots_ + 16);
    for (auto* a : {&field_.temperature, &field_.above, &field_.scale, &field_.kinetic, &field_.diffusion,
                    &field_.resistivity, &field_.salt_diffusion, &field_.salt_conductivity})
      a->assign(size, S(1));
  }

  numerics::AlignedArray<S> now, next, point;  ///< K; where the cell is, would be, and was looked at within a step
  std::vector<numerics::AlignedArray<S>> u;    ///< stage increments
  numerics::AlignedArray<S> heat;              ///< Q, W/m^2; for the caller to fill

  int nodes() const { return nodes_; }

  S held(const numerics::AlignedArray<S>& t) const {
    S total = S(0);
    for (int n = 0; n < nodes_; ++n) total += k_.layer_capacity[n] * t[n];
    return total;
  }
  S mean(const numerics::AlignedArray<S>& t) const { return held(t) / k_.heat_capacity; }
  /// W/m^2 that leave through both faces.
  S cooling(const numerics::AlignedArray<S>& t, const S& ambient) const {
    return k_.layer_conductance[0] * (t[0] - ambient) + k_.layer_conductance[nodes_] * (t[nodes_ - 1] - ambient);
  }

  /// The factors of every slot at the temperatures `t`.
  const WarmField<S>* field(const numerics::AlignedArray<S>& t) {
    using laws::arrhenius;
    const S& reference = k_.reference_temperature;
    for (int n = 1; n + 1 < nodes_; ++n) {
      const int s = k_.layer_slot[n], side = s % 2;
      const S& here = t[n];
      field_.temperature[s] = here;
      field_.above[s] = here - reference;
      field_.scale[s] = here * (2 * laws::gas_constant / laws::faraday);
      field_.salt_diffusion[s] = arrhenius(k_.electrolyte_diffusion_energy, here, reference);
      field_.salt_conductivity[s] = arrhenius(k_.electrolyte_conductivity_energy, here, reference);
      if (s >= k_.shape.electrode_slots()) continue;
      field_.kinetic[s] = k_.kinetic[side] / arrhenius(k_.kinetic_energy[side], here, reference);
      field_.diffusion[s] = k_.diffusion[side] * arrhenius(k_.diffusion_energy[side], here, reference);
      field_.resistivity[s] = 1.0 / arrhenius(k_.conductivity_energy[side], here, reference);
    }
    return &field_;
  }

  /// Factorises C per_step - conduction; the mean of what a unit of heat, spread as the capacities, gives.
  S prepare(double per_step) {
    S before = S(0);
    for (int n = 0; n < nodes_; ++n) {
      const S &left = k_.layer_conductance[n], &right = k_.layer_conductance[n + 1];
      const S diagonal = k_.layer_capacity[n] * per_step + left + right;
      factor_[n] = 1.0 / (n > 0 ? S(diagonal - left * before) : diagonal);
      before = right * factor_[n];
      upper_[n] = before;
      spread_[n] = k_.layer_capacity[n] / k_.heat_capacity;
    }
    solve(spread_);
    return gain_ = mean(spread_);
  }

  /// The stage's increments before the cell's other unknowns are known, at temperatures `t` under `heat`; their mean.
  S known(int stage, const numerics::AlignedArray<S>& t, const S& ambient, const double* weights) {
    auto& r = u[static_cast<std::size_t>(stage)];
    for (int n = 0; n < nodes_; ++n) {
      const S left = n > 0 ? t[n - 1] : ambient, right = n + 1 < nodes_ ? t[n + 1] : ambient;
      S sum = S(0);
      for (int l = 0; l < stage; ++l) sum += weights[l] * u[static_cast<std::size_t>(l)][n];
      r[n] = heat[n] + k_.layer_conductance[n] * (left - t[n]) + k_.layer_conductance[n + 1] * (right - t[n]) +
             k_.layer_capacity[n] * sum;
    }
    solve(r);
    return known_ = mean(r);
  }

  /// The whole increments of a stage whose mean is found.
  void finish(int stage, const S& u_mean) {
    const S y = (u_mean - known_) / gain_;
    auto& r = u[static_cast<std::size_t>(stage)];
    for (int n = 0; n < nodes_; ++n) r[n] += y * spread_[n];
  }

 private:
  void solve(numerics::AlignedArray<S>& r) const {
    for (int n = 0; n < nodes_; ++n) r[n] = factor_[n] * (n > 0 ? S(r[n] + k_.layer_conductance[n] * r[n - 1]) : r[n]);
    for (int n = nodes_ - 2; n >= 0; --n) r[n] += upper_[n] * r[n + 1];
  }

  const DfnConstants<S>& k_;
  int nodes_, slots_;
  numerics::AlignedArray<S> factor_, upper_, spread_;
  S gain_{}, known_{};
  WarmField<S> field_;
};

}  // namespace voxvolt::cell
