// SPDX-License-Identifier: BSD-3-Clause
// A Rosenbrock step of linear modes m' = lambda m + beta j, reduced to numbers that depend on h lambda only: no stage of a
// mode is ever stored. With the stage increments V_l of j,
//   u_i = P_i m + beta h (q_i j + sum_{l<=i} r_il V_l),   m_new = P m + beta h (q j + sum_l r_l V_l),
// so the surface increment of stage i is sum_k P_ik m_k + Q_i j + sum_l R_il V_l with Q, R summed over the modes.
#pragma once

#include "numerics/pack.hpp"
#include "numerics/rodas4.hpp"
#include "solvers/cell/porous_electrode/dfn_constants.hpp"

namespace voxvolt::cell {

template <class S>
struct ModeFactors {
  using L = numerics::Lanes<S>;
  using Many = typename L::Many;
  static constexpr int kinds = L::width == 1 ? 2 : 1;  ///< packs hold both sides; single numbers come in two kinds
  static constexpr int stages = numerics::Rodas4::stages;
  static constexpr int per_mode = 14;  ///< P_1..P_6, new P, new q, new r_1..r_6

  double step = 0;                 ///< s, that the factors are for
  S rate[2]{};                     ///< D/R^2 that they are for
  numerics::AlignedArray<S> mode;  ///< [kind][k][14][width]
  Many Q[2][stages], R[2][stages][stages];
  S gain[2]{};  ///< R_ii: d theta/dj of one stage

  const S* of(int kind, int k) const { return mode.data() + (kind * count + k) * per_mode * L::width; }
  int count = 0;

  void prepare(const DfnConstants<S>& constants, const Warmth<S>& warm, double h) {
    if (h == step && warm.diffusion[0] == rate[0] && warm.diffusion[1] == rate[1] && count > 0) return;
    step = h;
    count = constants.basis->count;
    mode.resize(static_cast<std::size_t>(kinds) * count * per_mode * L::width);
    for (int side = 0; side < 2; ++side) rate[side] = warm.diffusion[side];
    for (int kind = 0; kind < kinds; ++kind) {
      for (int i = 0; i < stages; ++i) {
        Q[kind][i] = L::all(0);
        for (int l = 0; l < stages; ++l) R[kind][i][l] = L::all(0);
      }
      for (int k = 0; k < count; ++k) prepare_mode(constants, warm, kind, k);
      const Many direct = L::alternating(direct_gain(constants, warm, 0), direct_gain(constants, warm, 1), kind);
      for (int i = 0; i < stages; ++i) R[kind][i][i] = R[kind][i][i] + direct;
    }
    if constexpr (L::width == 1) {
      gain[0] = R[0][0][0], gain[1] = R[1][0][0];
    } else {
      gain[0] = R[0][0][0][0], gain[1] = R[0][0][0][1];
    }
  }

  /// d theta_surface/dj at fixed modes: what half a shell adds.
  static S direct_gain(const DfnConstants<S>& constants, const Warmth<S>& warm, int side) {
    return S(-constants.basis->direct) * constants.flux[side] / warm.diffusion[side];
  }

 private:
  void prepare_mode(const DfnConstants<S>& constants, const Warmth<S>& warm, int kind, int k) {
    using T = numerics::Rodas4;
    const double lambda = -constants.basis->rate[k] * step, beta = -3 * constants.basis->weight[k] * step;
    const Many z = L::alternating(S(lambda * warm.diffusion[0]), S(lambda * warm.diffusion[1]), kind);
    const Many b = L::alternating(S(beta * constants.flux[0]), S(beta * constants.flux[1]), kind);
    const Many inverse = 1.0 / (1 / T::gamma - z);
    Many p[stages], q[stages], r[stages][stages];
    for (int i = 0; i < stages; ++i) {
      p[i] = z;
      q[i] = b;
      for (int l = 0; l < i; ++l) r[i][l] = b * T::a[i][l];
      for (int j = 0; j < i; ++j) {
        const Many weight = z * T::a[i][j] + T::c[i][j];
        p[i] = p[i] + weight * p[j];
        q[i] = q[i] + weight * q[j];
        for (int l = 0; l <= j; ++l) r[i][l] = r[i][l] + weight * r[j][l];
      }
      p[i] = p[i] * inverse;
      q[i] = q[i] * inverse;
      for (int l = 0; l < i; ++l) r[i][l] = r[i][l] * inverse;
      r[i][i] = b * inverse;
    }
    S* out = mode.data() + (kind * count + k) * per_mode * L::width;
    Many p_new = L::all(1), q_new = L::all(0), r_new[stages];
    for (int i = 0; i < stages; ++i) {
      const double m = i + 1 < stages ? T::a[stages - 1][i] : 1;
      p_new = p_new + m * p[i];
      q_new = q_new + m * q[i];
      for (int l = 0; l <= i; ++l) r_new[l] = l == i ? Many(m * r[i][l]) : Many(r_new[l] + m * r[i][l]);
      L::put(out + i * L::width, p[i]);
      Q[kind][i] = Q[kind][i] + q[i];
      for (int l = 0; l <= i; ++l) R[kind][i][l] = R[kind][i][l] + r[i][l];
    }
    L::put(out + 6 * L::width, p_new);
    L::put(out + 7 * L::width, q_new);
    for (int l = 0; l < stages; ++l) L::put(out + (8 + l) * L::width, r_new[l]);
  }
};

}  // namespace voxvolt::cell
