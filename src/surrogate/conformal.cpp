// SPDX-License-Identifier: BSD-3-Clause
#include "surrogate/conformal.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>
#include <string>

namespace voxvolt::surrogate {

std::size_t conformal_rank(std::size_t held_out, double coverage) {
  return static_cast<std::size_t>(std::ceil(coverage * static_cast<double>(held_out + 1) - 1e-9));
}

std::size_t least_held_out(double coverage) {
  return static_cast<std::size_t>(std::ceil(coverage / (1 - coverage) - 1e-9));
}

ConformalBound conformal_bound(const std::vector<double>& residuals, const std::vector<std::size_t>& groups,
                               double coverage) {
  const std::size_t count = groups.empty() ? 0 : *std::ranges::max_element(groups) + 1;
  if (conformal_rank(count, coverage) > count || count == 0)
    throw std::invalid_argument("a bound that holds for " + std::to_string(std::lround(100 * coverage)) +
                                " % needs residuals of " + std::to_string(least_held_out(coverage)) + " groups");
  std::vector<double> sizes(count, 0);
  for (std::size_t group : groups) ++sizes[group];
  std::vector<std::size_t> order(residuals.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, {}, [&](std::size_t r) { return residuals[r]; });
  const double whole = static_cast<double>(count + 1);
  double weight = 0;  // times whole
  for (std::size_t r : order) {
    weight += 1 / sizes[groups[r]];
    if (weight >= coverage * whole - 1e-9) return {residuals[r], weight / whole};
  }
  return {residuals[order.back()], weight / whole};
}

double level_error(double level, std::size_t groups) {
  return 1.96 * std::sqrt(level * (1 - level) / static_cast<double>(groups + 2));
}

}  // namespace voxvolt::surrogate
