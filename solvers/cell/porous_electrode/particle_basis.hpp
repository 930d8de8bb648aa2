// SPDX-License-Identifier: BSD-3-Clause
// Diffusion in a sphere as independent modes. With r in radii, time in R^2/D and the flux variable q = j R/(F D c_max),
//   d theta/dt = (1/r^2) d/dr (r^2 d theta/dr),   -d theta/dr (1) = q
// becomes  dm_k/dt = -rate_k m_k - 3 weight_k q,   theta(1) = sum_k m_k - direct q,   mean theta = m_0.
#pragma once

#include <vector>

namespace voxvolt::cell {

struct ParticleBasis {
  int count = 0;
  std::vector<double> rate;    ///< ascending, rate[0] = 0
  std::vector<double> weight;  ///< weight[0] = 1
  double direct = 0;
  /// theta at the radii r (in radii), row by row, as weights of the modes.
  std::vector<double> radii, shape;
  /// Spectral only: Gauss points for a diffusivity that varies; theta and d theta/dr there, row by row, as weights of the
  /// modes, and 3 r^2 times the weights of quadrature, so that sum_g w_g slope_gk slope_gl = rate_k/weight_k (k = l), else 0.
  int points = 0;
  std::vector<double> point_weight, point_value, point_slope;

  /// Even Legendre polynomials P_k(2 r^2 - 1), Galerkin, diagonalised: spectral accuracy in r.
  static ParticleBasis spectral(int modes);
  /// Equal shells, finite volumes of second order; the surface by half a shell with the flux given.
  static ParticleBasis shells(int count);
};

}  // namespace voxvolt::cell
