// SPDX-License-Identifier: BSD-3-Clause
#include "uq/failure_dependence.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace voxvolt::uq {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

/// Largest distance between the two empirical distributions; equal values move both before they are compared.
double distance(std::vector<double> a, std::vector<double> b) {
  std::ranges::sort(a);
  std::ranges::sort(b);
  double largest = 0;
  for (std::size_t i = 0, j = 0; i < a.size() && j < b.size();) {
    const double x = std::min(a[i], b[j]);
    while (i < a.size() && a[i] == x) ++i;
    while (j < b.size() && b[j] == x) ++j;
    largest = std::max(largest, std::abs(static_cast<double>(i) / static_cast<double>(a.size()) -
                                         static_cast<double>(j) / static_cast<double>(b.size())));
  }
  return largest;
}

}  // namespace

double kolmogorov_smirnov_p(double distance, double m, double n) {
  const double root = std::sqrt(m * n / (m + n));
  const double lambda = (root + 0.12 + 0.11 / root) * distance;
  if (lambda < 0.2) return 1;  // the series needs many terms where its value is 1 to all digits
  double sum = 0;
  for (int k = 1; k <= 100; ++k) sum += (k % 2 == 1 ? 2 : -2) * std::exp(-2 * lambda * lambda * k * k);
  return std::clamp(sum, 0.0, 1.0);
}

std::vector<double> holm(const std::vector<double>& probabilities) {
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < probabilities.size(); ++i)
    if (std::isfinite(probabilities[i])) order.push_back(i);
  std::ranges::stable_sort(order, {}, [&](std::size_t i) { return probabilities[i]; });
  std::vector<double> corrected(probabilities.size(), kNone);
  double least = 0;
  for (std::size_t rank = 0; rank < order.size(); ++rank) {
    least = std::max(least, std::min(1.0, static_cast<double>(order.size() - rank) * probabilities[order[rank]]));
    corrected[order[rank]] = least;
  }
  return corrected;
}

std::vector<double> failure_dependence(const Design& design, const std::vector<bool>& failed,
                                       const std::vector<bool>& counted) {
  std::vector<double> probabilities(design.inputs, kNone);
  for (std::size_t i = 0; i < design.inputs; ++i) {
    std::vector<double> lost, kept;
    for (std::size_t m = 0; m < design.members; ++m)
      if (counted[m]) (failed[m] ? lost : kept).push_back(design.at(m, i));
    if (lost.empty() || kept.empty()) continue;
    probabilities[i] =
        kolmogorov_smirnov_p(distance(lost, kept), static_cast<double>(lost.size()), static_cast<double>(kept.size()));
  }
  return holm(probabilities);
}

}  // namespace voxvolt::uq
