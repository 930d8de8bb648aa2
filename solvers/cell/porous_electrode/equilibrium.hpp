// SPDX-License-Identifier: BSD-3-Clause
// Lithium shared out among materials at one open-circuit potential: sum_f sites_f theta_f(U) = content, with theta_f the
// inverse of U_f, which falls with theta. Newton's method for U around Newton's method for each theta, both within brackets.
#pragma once

#include <cmath>
#include <cstddef>
#include <vector>

#include "numerics/cubic_rows.hpp"

namespace voxvolt::cell {

inline constexpr double nearest_to_end = 1e-9;  ///< how near stoichiometries come to 0 and 1 here

/// theta in [nearest_to_end, 1 - nearest_to_end] with potential(theta) = wanted, from `guess` on; an end where none has it.
template <class Potential>
double stoichiometry_of(double wanted, double guess, const Potential& potential) {
  double low = nearest_to_end, high = 1 - nearest_to_end, theta = guess;
  for (int i = 0; i < 80 && high - low > 1e-16; ++i) {
    const auto u = potential(theta);
    (u.value > wanted ? low : high) = theta;
    double next = theta - (u.value - wanted) / u.slope;
    if (!(next > low && next < high)) next = 0.5 * (low + high);
    const double moved = std::fabs(next - theta);
    theta = next;
    if (moved < 1e-15) break;
  }
  return theta;
}

/// The common potential, V; `theta` takes the stoichiometries, which hold `mean` (in (0, 1)) of all sites.
/// potential(f, theta) gives U_f and its slope.
template <class Potential>
double share_out(const std::vector<double>& sites, double mean, std::vector<double>& theta,
                 const Potential& potential) {
  const double start = std::fmin(std::fmax(mean, nearest_to_end), 1 - nearest_to_end);
  double all = 0, u = 0, low = INFINITY, high = -INFINITY;
  for (std::size_t f = 0; f < sites.size(); ++f) {
    all += sites[f];
    theta[f] = start;
    u += sites[f] * potential(f, start).value;
    low = std::fmin(low, potential(f, start).value);
    high = std::fmax(high, potential(f, start).value);
  }
  u /= all;  // between the potentials that the materials have at the mean: there lies the common one
  for (int i = 0; i < 100; ++i) {
    double held = 0, per_u = 0;
    for (std::size_t f = 0; f < sites.size(); ++f) {
      const auto own = [&](double x) { return potential(f, x); };
      theta[f] = stoichiometry_of(u, theta[f], own);
      held += sites[f] * theta[f];
      const double slope = own(theta[f]).slope;
      if (slope < 0) per_u += sites[f] / slope;
    }
    const double off = held / all - mean;
    (off > 0 ? low : high) = u;
    double next = u - off * all / per_u;
    if (!(next > low && next < high)) next = 0.5 * (low + high);
    const bool done = std::fabs(off) < 1e-14 || !(high - low > 1e-15);
    if (done || i == 99) {
      for (std::size_t f = 0; f < sites.size(); ++f)  // what rounding of u leaves
        if (const double slope = potential(f, theta[f]).slope; slope < 0 && per_u < 0)
          theta[f] -= off * all / per_u / slope;
      break;
    }
    u = next;
  }
  return u;
}

}  // namespace voxvolt::cell
