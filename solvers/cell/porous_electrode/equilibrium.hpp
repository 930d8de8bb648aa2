// SPDX-License-Identifier: BSD-3-Clause
// Lithium shared out among materials at one open-circuit potential: sum_f sites_f theta_f(U) = content, with theta_f the
// inverse of U_f, which falls with theta. Newton's method for U around Newton's method for each theta, both within brackets.
#pragma once

#include <cmath>
#include <cstddef>
#include <vector>

#include "numerics/cubic_rows.hpp"
#include "solvers/cell/porous_electrode/porous_electrode_params.hpp"

namespace voxvolt::cell {

inline constexpr double nearest_to_end = 1e-9;  ///< how near stoichiometries come to 0 and 1 here

inline double within_ends(double theta) { return std::fmin(std::fmax(theta, nearest_to_end), 1 - nearest_to_end); }

/// theta with potential(theta) = wanted, from `guess` on; the nearest to an end where none has it.
template <class Potential>
double stoichiometry_of(double wanted, double guess, const Potential& potential) {
  double low = nearest_to_end, high = 1 - nearest_to_end, theta = guess;
  for (int i = 0; i < 80 && high - low > 1e-16; ++i) {
    const auto u = potential(theta);
    if (u.value == wanted) return theta;
    (u.value > wanted ? low : high) = theta;
    const double next = theta - (u.value - wanted) / u.slope;
    if (std::fabs(next - theta) < 1e-12) return within_ends(next);  // squared, what is left is rounding
    theta = next > low && next < high ? next : 0.5 * (low + high);
  }
  return theta;
}

/// The common potential, V; `theta` takes the stoichiometries, which hold `mean` (in (0, 1)) of all sites. potential(f, theta)
/// gives U_f and its slope.
template <class Potential>
double share_out(const std::vector<double>& sites, double mean, std::vector<double>& theta,
                 const Potential& potential) {
  double all = 0, u = 0, low = INFINITY, high = -INFINITY;
  for (std::size_t f = 0; f < sites.size(); ++f) {
    theta[f] = within_ends(mean);
    const double own = potential(f, theta[f]).value;
    all += sites[f];
    u += sites[f] * own;
    low = std::fmin(low, own);  // between the potentials that the materials have at the mean lies the common one
    high = std::fmax(high, own);
  }
  u /= all;
  for (int i = 0; i < 100; ++i) {
    double held = 0, per_u = 0, slope[most_families];
    for (std::size_t f = 0; f < sites.size(); ++f) {
      const auto own = [&](double x) { return potential(f, x); };
      theta[f] = stoichiometry_of(u, theta[f], own);
      held += sites[f] * theta[f];
      slope[f] = own(theta[f]).slope;
      if (slope[f] < 0) per_u += sites[f] / slope[f];
    }
    const double off = held / all - mean, step = per_u < 0 ? -off * all / per_u : 0;
    (off > 0 ? low : high) = u;
    if (std::fabs(off) < 1e-11 || !(high - low > 1e-15) || i == 99) {
      for (std::size_t f = 0; f < sites.size(); ++f)  // the last of Newton's steps
        if (slope[f] < 0) theta[f] += step / slope[f];
      return u + step;
    }
    u += step;
    if (!(u > low && u < high)) u = 0.5 * (low + high);
  }
  return u;
}

}  // namespace voxvolt::cell
