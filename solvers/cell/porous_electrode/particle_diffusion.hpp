// SPDX-License-Identifier: BSD-3-Clause
// Particles whose diffusivity depends on the stoichiometry, D(theta, T) = D(T) f(theta). With r in radii, D over R^2,
//   d theta/dt = (1/r^2) d/dr (r^2 D d theta/dr),   -D d theta/dr (1) = flux j.
// Spectral: the modes of ParticleBasis, by Galerkin with D at Gauss points g (its mean, mode 0, is exact):
//   dm_k/dt = -weight_k (sum_g w_g D(theta_g) theta'_g slope_gk + 3 flux j),   theta(1) = sum_k m_k
// Shells: finite volumes of second order, unknowns theta_k, D at the mean of both sides of a face:
//   V_k d theta_k/dt = 3 (r^2 D d theta/dr)(outer) - 3 (...)(inner),   theta(1) = theta_n - (h/2) flux j/D(theta_n)
// A Rosenbrock stage (1/(gamma h) - J) u = right side is eliminated in each particle, dense or tridiagonal, packs of
// particles side by side: theta = known + gain j + warmth T.
#pragma once

#include <complex>

#include "numerics/cubic_packs.hpp"
#include "solvers/cell/porous_electrode/dfn_constants.hpp"

namespace voxvolt::cell {

/// One number at a time, as Lanes of any other scalar than double.
template <class S>
struct SingleLanes {
  using Many = S;
  static constexpr int width = 1;
  static Many many(const S* from) { return *from; }
  static void put(S* to, const Many& x) { *to = x; }
  static Many all(double x) { return S(x); }
  static Many alternating(const S& a, const S& b, int at) { return at % 2 == 0 ? a : b; }
};

/// Unknown k of the particle in slot s at [k stride + s], sides alternating; arrays of one number per slot beside.
template <class S, class L = numerics::Lanes<S>>
class ParticleDiffusion {
 public:
  using Many = typename L::Many;
  static constexpr int most_modes = 24;

  /// `slots` and `stride` hold whole packs, or slots are followed by numbers that may be computed with.
  ParticleDiffusion(const DfnConstants<S>& constants, int slots, int stride)
      : k_(constants), b_(*constants.basis), n_(constants.basis->count), slots_(slots), stride_(stride) {
    const auto all = static_cast<std::size_t>(n_) * stride + L::width;
    column_j_.assign(all, S(0));
    column_t_.assign(all, S(0));
    surface_slope_.assign(static_cast<std::size_t>(stride) + L::width, S(1));
    if (k_.shells) {
      lower_.assign(all, S(0));
      upper_.assign(all, S(0));
      inverse_.assign(all, S(0));
    } else {
      const auto packs = static_cast<std::size_t>((slots + L::width - 1) / L::width);
      factors_.assign(packs * n_ * n_ * L::width, S(0));
    }
  }

  /// Surface stoichiometry.
  void surface(const S* modes, const S* j, const Warmth<S>& warm, S* theta) const {
    for (int s = 0; s < slots_; s += L::width) {
      if (k_.shells) {
        const Many last = L::many(modes + (n_ - 1) * stride_ + s);
        L::put(theta + s, last + direct_of(last, warm, s).value * L::many(j + s));
      } else {
        L::put(theta + s, total(modes, s));
      }
    }
  }

  /// d theta/dj of the surface with all unknowns held.
  void direct(const S* modes, const Warmth<S>& warm, S* per_j) const {
    for (int s = 0; s < slots_; s += L::width)
      L::put(per_j + s,
             k_.shells ? direct_of(L::many(modes + (n_ - 1) * stride_ + s), warm, s).value : Many(L::all(0)));
  }

  /// Mean stoichiometry of one particle.
  S mean(const S* modes, int s) const {
    if (!k_.shells) return modes[s];
    S total = S(0);
    for (int k = 0; k < n_; ++k) total += modes[k * stride_ + s] * volume(k);
    return total;
  }

  /// Factorises at a step's start; d theta/dj and d theta/dT of its stages.
  void prepare(const S* modes, const S* j, const Warmth<S>& warm, const WarmthSlope<S>& slope, double per_step, S* gain,
               S* warmth) {
    for (int s = 0; s < slots_; s += L::width) {
      if (k_.shells) factorise_shells(modes, warm, per_step, s);
      else factorise_modes(modes, warm, per_step, s);
      diffuse(modes, warm, s, column_t_.data());
      const Many per_t = L::alternating(slope.diffusion[0], slope.diffusion[1], s), flux = flux_at(s);
      for (int k = 0; k < n_; ++k) {
        const int at = k * stride_ + s;
        L::put(column_t_.data() + at, per_t * L::many(column_t_.data() + at));
        L::put(column_j_.data() + at, -3.0 * intake(k) * flux);
      }
      solve(column_j_.data(), s);
      solve(column_t_.data(), s);
      Many direct = L::all(0), direct_t = L::all(0);
      if (k_.shells) {
        const auto at_surface = direct_of(L::many(modes + (n_ - 1) * stride_ + s), warm, s);
        direct = at_surface.value;
        direct_t = -(direct * L::many(j + s) * per_t);
        L::put(surface_slope_.data() + s, 1.0 + at_surface.slope * L::many(j + s));
      }
      L::put(gain + s, direct + surface_of(column_j_.data(), s));
      L::put(warmth + s, direct_t + surface_of(column_t_.data(), s));
    }
  }

  /// d/dt of the unknowns; `rates` may be `modes`.
  void rates(const S* modes, const S* j, const Warmth<S>& warm, S* rates) const {
    for (int s = 0; s < slots_; s += L::width) {
      diffuse(modes, warm, s, rates);
      const Many given = flux_at(s) * L::many(j + s);
      for (int k = 0; k < n_; ++k)
        if (intake(k) != 0) L::put(rates + k * stride_ + s, L::many(rates + k * stride_ + s) - 3.0 * intake(k) * given);
    }
  }

  /// d theta/dj of every slot's surface where all answers as exp(i omega t), in particle_transfer.hpp.
  void transfer(double omega, const S* modes, const S* j, const Warmth<S>& warm, std::complex<S>* per_j) const;

  /// A stage's right side becomes what of its increments is known before its j and T, and so does the surface.
  void solve_stage(S* u, S* theta) const {
    for (int s = 0; s < slots_; s += L::width) {
      solve(u, s);
      L::put(theta + s, surface_of(u, s));
    }
  }

  /// Adds what j and T of the solved stage give.
  void finish_stage(S* u, const S* u_j, const S& u_t) const {
    const Many t = u_t + L::all(0);
    for (int s = 0; s < slots_; s += L::width) {
      const Many dj = L::many(u_j + s);
      for (int k = 0; k < n_; ++k) {
        const int at = k * stride_ + s;
        L::put(u + at, L::many(u + at) + dj * L::many(column_j_.data() + at) + t * L::many(column_t_.data() + at));
      }
    }
  }

 private:
  struct Pair {
    Many value, slope;
  };

  double face(int k) const { return static_cast<double>(k) / n_; }  ///< inner radius of shell k
  double volume(int k) const {
    const double a = face(k), b = face(k + 1);
    return (b - a) * (a * a + a * b + b * b);
  }
  /// What unknown k takes of the flux: d/dt = -3 intake flux j.
  double intake(int k) const {
    if (!k_.shells) return b_.weight[k];
    return k + 1 < n_ ? 0 : 1 / volume(k);
  }
  Many flux_at(int s) const { return L::alternating(k_.flux[0], k_.flux[1], s); }
  Many total(const S* x, int s) const {
    Many sum = L::all(0);
    for (int k = 0; k < n_; ++k) sum = sum + L::many(x + k * stride_ + s);
    return sum;
  }
  Many surface_of(const S* x, int s) const {
    if (!k_.shells) return total(x, s);
    return L::many(surface_slope_.data() + s) * L::many(x + (n_ - 1) * stride_ + s);
  }

  /// D and, when asked for, dD/d theta; flat beyond 0 and 1.
  template <bool slopes = true>
  Pair diffusivity(const Many& theta, const Warmth<S>& warm, int s) const {
    const Many inside = numerics::smaller(numerics::larger(theta, L::all(0)), L::all(1));
    const Many reference = warm.local != nullptr ? L::many(warm.local->diffusion.data() + s)
                                                 : L::alternating(warm.diffusion[0], warm.diffusion[1], s);
    const auto even = k_.tables.diffusivity[0]->rows(), odd = k_.tables.diffusivity[1]->rows();
    if constexpr (L::width > 1) {
      S value[L::width], slope[L::width];
      numerics::alternating(even, odd, inside, value, slopes ? slope : nullptr);
      if constexpr (!slopes) return {reference * L::many(value), L::all(0)};
      else return {reference * L::many(value), inside == theta ? reference * L::many(slope) : L::all(0)};
    } else {
      const auto factor = (s % 2 == 0 ? even : odd).with_slope(inside);
      return {reference * factor.value, inside == theta ? Many(reference * factor.slope) : L::all(0)};
    }
  }

  /// d theta/dj of the half shell at the surface, and what it changes with theta of the last shell.
  Pair direct_of(const Many& last, const Warmth<S>& warm, int s) const {
    const Pair d = diffusivity(last, warm, s);
    const Many direct = -0.5 * (1 - face(n_ - 1)) * flux_at(s) / d.value;
    return {direct, -(direct * d.slope / d.value)};
  }

  void diffuse(const S* modes, const Warmth<S>& warm, int s, S* rates) const {
    if (k_.shells) diffuse_shells(modes, warm, s, rates);
    else diffuse_modes(modes, warm, s, rates);
  }

  void diffuse_modes(const S* modes, const Warmth<S>& warm, int s, S* rates) const {
    Many m[most_modes], f[most_modes];
    for (int k = 0; k < n_; ++k) m[k] = L::many(modes + k * stride_ + s), f[k] = L::all(0);
    for (int g = 0; g < b_.points; ++g) {
      const double *value = &b_.point_value[g * n_], *slope = &b_.point_slope[g * n_];
      Many theta = value[0] * m[0], steep = L::all(0);
      for (int k = 1; k < n_; ++k) theta = theta + value[k] * m[k], steep = steep + slope[k] * m[k];
      const Many flow = b_.point_weight[g] * diffusivity<false>(theta, warm, s).value * steep;
      for (int k = 1; k < n_; ++k) f[k] = f[k] + slope[k] * flow;
    }
    for (int k = 0; k < n_; ++k) L::put(rates + k * stride_ + s, -b_.weight[k] * f[k]);
  }

  void diffuse_shells(const S* modes, const Warmth<S>& warm, int s, S* rates) const {
    Many here = L::many(modes + s), inner = L::all(0);
    for (int k = 0; k < n_; ++k) {
      Many outer = L::all(0), next = here;
      if (k + 1 < n_) {
        next = L::many(modes + (k + 1) * stride_ + s);
        outer = conductance(k) * diffusivity<false>(0.5 * (here + next), warm, s).value * (next - here);
      }
      L::put(rates + k * stride_ + s, (outer - inner) * (1 / volume(k)));
      inner = outer;
      here = next;
    }
  }
  /// 3 r^2/h at the outer face of shell k.
  double conductance(int k) const { return 3 * face(k + 1) * face(k + 1) * n_; }

  /// Minus the derivatives of the modes' rates, row by row.
  void slopes_of_modes(const S* modes, const Warmth<S>& warm, int s, Many* a) const {
    Many m[most_modes], q[most_modes];
    for (int k = 0; k < n_; ++k) m[k] = L::many(modes + k * stride_ + s);
    for (int k = 0; k < n_ * n_; ++k) a[k] = L::all(0);
    for (int g = 0; g < b_.points; ++g) {
      const double *value = &b_.point_value[g * n_], *slope = &b_.point_slope[g * n_];
      Many theta = value[0] * m[0], steep = L::all(0);
      for (int k = 1; k < n_; ++k) theta = theta + value[k] * m[k], steep = steep + slope[k] * m[k];
      const Pair d = diffusivity(theta, warm, s);
      const Many by_slope = b_.point_weight[g] * d.value, by_value = b_.point_weight[g] * d.slope * steep;
      for (int l = 0; l < n_; ++l) q[l] = slope[l] * by_slope + value[l] * by_value;
      for (int k = 1; k < n_; ++k)
        for (int l = 0; l < n_; ++l) a[k * n_ + l] = a[k * n_ + l] + (b_.weight[k] * slope[k]) * q[l];
    }
  }

  void factorise_modes(const S* modes, const Warmth<S>& warm, double per_step, int s) {
    Many a[most_modes * most_modes];
    slopes_of_modes(modes, warm, s, a);
    for (int k = 0; k < n_; ++k) a[k * n_ + k] = a[k * n_ + k] + per_step;
    for (int p = 0; p < n_; ++p) {  // L U, the diagonal inverted
      const Many inverse = 1.0 / a[p * n_ + p];
      a[p * n_ + p] = inverse;
      for (int k = p + 1; k < n_; ++k) {
        const Many times = a[k * n_ + p] * inverse;
        a[k * n_ + p] = times;
        for (int l = p + 1; l < n_; ++l) a[k * n_ + l] = a[k * n_ + l] - times * a[p * n_ + l];
      }
    }
    S* to = factors_.data() + static_cast<std::size_t>(s / L::width) * n_ * n_ * L::width;
    for (int k = 0; k < n_ * n_; ++k) L::put(to + k * L::width, a[k]);
  }

  /// Through the outer face of shell k: flow = g D (next - here), by here and by next.
  void slopes_of_flow(const Many& here, const Many& next, const Warmth<S>& warm, int s, int k, Many& by_here,
                      Many& by_next) const {
    const Pair d = diffusivity(0.5 * (here + next), warm, s);
    const Many skew = 0.5 * d.slope * (next - here);
    by_here = conductance(k) * (skew - d.value);
    by_next = conductance(k) * (skew + d.value);
  }

  void factorise_shells(const S* modes, const Warmth<S>& warm, double per_step, int s) {
    Many here = L::many(modes + s), inner_here = L::all(0), inner_next = L::all(0), w = L::all(0);
    for (int k = 0; k < n_; ++k) {
      Many by_here = L::all(0), by_next = L::all(0), next = here;
      if (k + 1 < n_) {
        next = L::many(modes + (k + 1) * stride_ + s);
        slopes_of_flow(here, next, warm, s, k, by_here, by_next);
      }
      const double per_volume = 1 / volume(k);
      const Many lower = per_volume * inner_here,
                 inverse = 1.0 / (per_step - per_volume * (by_here - inner_next) - lower * w);
      w = inverse * (-per_volume * by_next);
      const int at = k * stride_ + s;
      L::put(lower_.data() + at, lower);
      L::put(inverse_.data() + at, inverse);
      L::put(upper_.data() + at, w);
      inner_here = by_here;
      inner_next = by_next;
      here = next;
    }
  }

  void solve(S* u, int s) const {
    if (k_.shells) {
      Many x = L::all(0);
      for (int k = 0; k < n_; ++k) {
        const int at = k * stride_ + s;
        x = L::many(inverse_.data() + at) * (L::many(u + at) - L::many(lower_.data() + at) * x);
        L::put(u + at, x);
      }
      for (int k = n_ - 2; k >= 0; --k) {
        const int at = k * stride_ + s;
        x = L::many(u + at) - L::many(upper_.data() + at) * x;
        L::put(u + at, x);
      }
      return;
    }
    const S* a = factors_.data() + static_cast<std::size_t>(s / L::width) * n_ * n_ * L::width;
    Many x[most_modes];
    for (int k = 0; k < n_; ++k) {
      x[k] = L::many(u + k * stride_ + s);
      for (int l = 0; l < k; ++l) x[k] = x[k] - L::many(a + (k * n_ + l) * L::width) * x[l];
    }
    for (int k = n_ - 1; k >= 0; --k) {
      for (int l = k + 1; l < n_; ++l) x[k] = x[k] - L::many(a + (k * n_ + l) * L::width) * x[l];
      x[k] = x[k] * L::many(a + (k * n_ + k) * L::width);
      L::put(u + k * stride_ + s, x[k]);
    }
  }

  const DfnConstants<S>& k_;
  const ParticleBasis& b_;
  int n_, slots_, stride_;
  numerics::AlignedArray<S> column_j_, column_t_, surface_slope_, lower_, upper_, inverse_, factors_;
};

}  // namespace voxvolt::cell
