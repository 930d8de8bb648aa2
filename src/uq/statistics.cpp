// SPDX-License-Identifier: BSD-3-Clause
#include "uq/statistics.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

namespace voxvolt::uq {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

double pairwise_sum(std::span<const double> x) {
  if (x.size() <= 8) {
    double sum = 0;
    for (double value : x) sum += value;
    return sum;
  }
  return pairwise_sum(x.first(x.size() / 2)) + pairwise_sum(x.subspan(x.size() / 2));
}

}  // namespace

double mean(std::span<const double> sample) {
  return sample.empty() ? kNone : pairwise_sum(sample) / static_cast<double>(sample.size());
}

double sd(std::span<const double> sample) {
  if (sample.size() < 2) return kNone;
  const double centre = mean(sample);
  std::vector<double> squares;
  for (double value : sample) squares.push_back((value - centre) * (value - centre));
  return std::sqrt(pairwise_sum(squares) / static_cast<double>(sample.size() - 1));
}

double quantile(std::span<const double> sample, double p) {
  if (sample.empty()) return kNone;
  std::vector<double> sorted(sample.begin(), sample.end());
  std::ranges::sort(sorted);
  const double place = p * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<std::size_t>(std::floor(place));
  const std::size_t above = std::min(below + 1, sorted.size() - 1);
  return sorted[below] + (place - static_cast<double>(below)) * (sorted[above] - sorted[below]);
}

}  // namespace voxvolt::uq
