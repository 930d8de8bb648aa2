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
      for (int k = 0; k < count; k += together) prepare_modes(constants, warm, kind, k);
      gather(kind);
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
  static constexpr int together =
      L::width == 1 ? 1 : L::width / 2;  ///< modes at once: a pack holds each for both sides

  static S lane(const Many& x, int i) {
    if constexpr (L::width == 1) {
      return x;
    } else {
      return x[i];
    }
  }

  /// From lanes of modes to their sum, in all lanes, sides alternating.
  void gather(int kind) {
    if constexpr (L::width > 1) {
      const auto summed = [](const Many& x) {
        S a = x[0], b = x[1];
        for (int i = 2; i < L::width; i += 2) a += x[i], b += x[i + 1];
        return L::alternating(a, b, 0);
      };
      for (int i = 0; i < stages; ++i) {
        Q[kind][i] = summed(Q[kind][i]);
        for (int l = 0; l <= i; ++l) R[kind][i][l] = summed(R[kind][i][l]);
      }
    }
  }

  /// lambda h and beta h of the modes from k on, one per pair of lanes; zero beyond the last.
  void lanes_of(const DfnConstants<S>& constants, const Warmth<S>& warm, int kind, int k, Many& z, Many& b) const {
    S zs[L::width], bs[L::width];
    for (int i = 0; i < L::width; ++i) {
      const int side = L::width == 1 ? kind : i % 2, at = k + i / 2;
      zs[i] = at < count ? S(warm.diffusion[side] * (-constants.basis->rate[at] * step)) : S(0);
      bs[i] = at < count ? S(constants.flux[side] * (-3 * constants.basis->weight[at] * step)) : S(0);
    }
    z = L::many(zs);
    b = L::many(bs);
  }

  void prepare_modes(const DfnConstants<S>& constants, const Warmth<S>& warm, int kind, int k) {
    using T = numerics::Rodas4;
    Many z, b;
    lanes_of(constants, warm, kind, k, z, b);
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
    Many out[per_mode];
    out[6] = L::all(1);
    out[7] = L::all(0);
    for (int i = 0; i < stages; ++i) {
      const double m = i + 1 < stages ? T::a[stages - 1][i] : 1;
      out[i] = p[i];
      out[6] = out[6] + m * p[i];
      out[7] = out[7] + m * q[i];
      for (int l = 0; l <= i; ++l) out[8 + l] = l == i ? Many(m * r[i][l]) : Many(out[8 + l] + m * r[i][l]);
      Q[kind][i] = Q[kind][i] + q[i];
      for (int l = 0; l <= i; ++l) R[kind][i][l] = R[kind][i][l] + r[i][l];
    }
    for (int m = 0; m < together && k + m < count; ++m) {
      S* to = mode.data() + (kind * count + k + m) * per_mode * L::width;
      for (int n = 0; n < per_mode; ++n)
        L::put(to + n * L::width,
               L::width == 1 ? out[n]
                             : L::alternating(lane(out[n], 2 * m), lane(out[n], L::width == 1 ? 0 : 2 * m + 1), 0));
    }
  }
};

}  // namespace voxvolt::cell
