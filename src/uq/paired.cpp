// SPDX-License-Identifier: BSD-3-Clause
#include "uq/paired.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace voxvolt::uq {

PairedComparison paired_comparison(std::span<const double> first, std::span<const double> second, std::uint64_t seed) {
  std::vector<double> a, b;
  for (std::size_t m = 0; m < first.size(); ++m)
    if (std::isfinite(first[m]) && std::isfinite(second[m])) {
      a.push_back(first[m] * first[m]);
      b.push_back(second[m] * second[m]);
    }
  PairedComparison result;
  result.members = a.size();
  if (a.empty()) {
    const double none = std::numeric_limits<double>::quiet_NaN();
    return {{none, none}, {none, none}, {none, none}, none, 0};
  }
  const std::size_t resamples = affordable_resamples(4.0 * static_cast<double>(a.size()));
  double above = 0, below = 0, drawn = -1;  // the first call has the sample itself
  const auto roots = [&](std::span<const double> weights) {
    double sum_a = 0, sum_b = 0;
    for (std::size_t m = 0; m < a.size(); ++m) {
      sum_a += weights[m] * a[m];
      sum_b += weights[m] * b[m];
    }
    const double n = static_cast<double>(a.size()), root_a = std::sqrt(sum_a / n), root_b = std::sqrt(sum_b / n);
    if (++drawn > 0) {
      above += root_a >= root_b ? 1 : 0;
      below += root_a <= root_b ? 1 : 0;
    }
    return std::vector<double>{root_a, root_b, root_a - root_b};
  };
  const auto estimates = bootstrapped(a.size(), seed, resamples, roots);
  result.first = estimates[0];
  result.second = estimates[1];
  result.difference = estimates[2];
  result.p_value = std::min(1.0, 2 * (std::min(above, below) + 1) / (drawn + 1));
  return result;
}

}  // namespace voxvolt::uq
