// SPDX-License-Identifier: BSD-3-Clause
// How the surface of a particle answers a current density j exp(i omega t): d theta/dj. A sphere of constant diffusivity
// in closed form (Warburg impedance of a sphere, Jacobsen and West, Electrochim. Acta 40 (1995) 255), with s = i omega
// R^2/D and q = j R/(F D c_max):
//   d theta/dq = -tanh(sqrt s)/(sqrt s - tanh(sqrt s))
// That is what Legendre modes tend to; shells answer as shells. Where diffusivity varies, the linearised unknowns of the
// particle are solved, and what the modes are too few for is added at the surface's own diffusivity.
#pragma once

#include <complex>
#include <numbers>
#include <optional>
#include <vector>

#include "solvers/cell/porous_electrode/particle_diffusion.hpp"

namespace voxvolt::cell {

/// -d theta/dq of a sphere at s, by its series where the closed form cancels.
inline std::complex<double> sphere_response(const std::complex<double>& s) {
  if (std::abs(s) < 1e-2) return 3.0 / s + 0.2 + s * (-1.0 / 175 + s * (2.0 / 7875));
  const std::complex<double> root = std::sqrt(s), tangent = std::tanh(root);
  return tangent / (root - tangent);
}

/// The same of a basis.
inline std::complex<double> basis_response(const ParticleBasis& basis, const std::complex<double>& s) {
  std::complex<double> response = basis.direct;
  for (std::size_t k = 0; k < basis.rate.size(); ++k) response += 3 * basis.weight[k] / (s + basis.rate[k]);
  return response;
}

template <class S, class L>
void ParticleDiffusion<S, L>::transfer(double omega, const S* modes, const S* j, const Warmth<S>& warm,
                                       std::complex<S>* per_j) const {
  using C = std::complex<S>;
  constexpr int width = L::width;
  const auto n = static_cast<std::size_t>(n_);
  std::vector<Many> a(k_.shells ? 3 * n : n * n);  // of shells: lower, own and upper of each row
  std::vector<C> x(n), row(n * n);
  for (int s = 0; s < slots_; s += width) {
    S flux[width], local[width], direct[width], surface_slope[width];
    L::put(flux, flux_at(s));
    if (k_.shells) {
      Many here = L::many(modes + s), inner_here = L::all(0), inner_next = L::all(0);
      for (int k = 0; k < n_; ++k) {
        Many by_here = L::all(0), by_next = L::all(0), next = here;
        if (k + 1 < n_) {
          next = L::many(modes + (k + 1) * stride_ + s);
          slopes_of_flow(here, next, warm, s, k, by_here, by_next);
        }
        const double per_volume = 1 / volume(k);
        a[3 * k] = per_volume * inner_here;
        a[3 * k + 1] = per_volume * (inner_next - by_here);
        a[3 * k + 2] = -per_volume * by_next;
        inner_here = by_here, inner_next = by_next, here = next;
      }
      const Pair at_surface = direct_of(here, warm, s);
      L::put(direct, at_surface.value);
      L::put(surface_slope, 1.0 + at_surface.slope * L::many(j + s));
    } else {
      slopes_of_modes(modes, warm, s, a.data());
      L::put(local, diffusivity(total(modes, s), warm, s).value);
    }
    for (int lane = 0; lane < width; ++lane) {
      const auto number = [&](std::size_t k) {
        S all[width];
        L::put(all, a[k]);
        return all[lane];
      };
      C response = 0;
      if (k_.shells) {  // eliminated from the centre outwards: only the last shell takes a flux
        C below = 0;
        for (std::size_t k = 0; k < n; ++k) {
          const C own = C(number(3 * k + 1), omega) - (k > 0 ? number(3 * k) * below : C(0));
          if (k + 1 == n) response = direct[lane] - surface_slope[lane] * 3.0 * intake(n_ - 1) * flux[lane] / own;
          below = number(3 * k + 2) / own;
        }
      } else {
        for (std::size_t k = 0; k < n * n; ++k) row[k] = number(k);
        for (std::size_t k = 0; k < n; ++k) {
          row[k * n + k] += C(0, omega);
          x[k] = -3.0 * intake(static_cast<int>(k)) * flux[lane];
        }
        for (std::size_t p = 0; p < n; ++p)
          for (std::size_t k = p + 1; k < n; ++k) {
            const C times = row[k * n + p] / row[p * n + p];
            for (std::size_t l = p + 1; l < n; ++l) row[k * n + l] -= times * row[p * n + l];
            x[k] -= times * x[p];
          }
        for (std::size_t k = n; k-- > 0;) {
          for (std::size_t l = k + 1; l < n; ++l) x[k] -= row[k * n + l] * x[l];
          x[k] /= row[k * n + k];
          response += x[k];
        }
        const C at(0, omega / local[lane]);
        response -= flux[lane] / local[lane] * (sphere_response(at) - basis_response(b_, at));
      }
      per_j[s + lane] = response;
    }
  }
}

/// All particles of a cell. `slots` and `stride` as ParticleDiffusion takes them.
template <class L>
class ParticleTransfer {
 public:
  ParticleTransfer(const DfnConstants<double>& constants, int slots, int stride) : k_(constants), slots_(slots) {
    if (k_.varied) varied_.emplace(k_, slots, stride);
    per_j_.resize(static_cast<std::size_t>(slots) + L::width);
  }

  /// d theta/dj of each slot at `omega` (1/s) about the particles' unknowns `modes` under j.
  const std::vector<std::complex<double>>& at(double omega, const double* modes, const double* j,
                                              const Warmth<double>& warm) {
    if (varied_) {
      varied_->transfer(omega, modes, j, warm, per_j_.data());
      return per_j_;
    }
    for (int s = 0; s < slots_; ++s) {
      if (warm.local == nullptr && s > 1) {
        per_j_[s] = per_j_[s % 2];
        continue;
      }
      const double rate = warm.local != nullptr ? warm.local->diffusion[s] : warm.diffusion[s % 2];
      const std::complex<double> at(0, omega / rate);
      per_j_[s] = -k_.flux[s % 2] / rate * (k_.basis->points > 0 ? sphere_response(at) : basis_response(*k_.basis, at));
    }
    return per_j_;
  }

 private:
  const DfnConstants<double>& k_;
  int slots_;
  std::optional<ParticleDiffusion<double, L>> varied_;
  std::vector<std::complex<double>> per_j_;
};

}  // namespace voxvolt::cell
