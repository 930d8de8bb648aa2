// SPDX-License-Identifier: BSD-3-Clause
#include "meshes/generate/size_law.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "parallel/failure.hpp"

namespace voxvolt::generate {
namespace {

constexpr std::size_t kParts = 4096;

double inverse_square(double d) { return 1 / (d * d); }

}  // namespace

Quantile by_number(const std::function<double(double)>& cumulative, double least, double most) {
  if (!(least > 0 && most > least))
    throw Failure(ExitCode::input, "sizes by volume need a least diameter above 0 and a largest above that");
  std::vector<double> edges{least}, below{0.0};  // diameters, and the number of particles below each, not yet scaled
  for (std::size_t i = 1; i <= kParts; ++i) {
    const double from = edges.back();
    const double to =
        i == kParts ? most : least * std::pow(most / least, static_cast<double>(i) / static_cast<double>(kParts));
    // The mean of d^-3 over [from, to].
    const double per_volume = 0.5 * (inverse_square(from) - inverse_square(to)) / (to - from);
    edges.push_back(to);
    below.push_back(below.back() + std::max(0.0, cumulative(to) - cumulative(from)) * per_volume);
  }
  if (!(below.back() > 0)) throw Failure(ExitCode::input, "the size distribution has no share between its ends");
  return [edges = std::move(edges), below = std::move(below)](double p) {
    const double number = p * below.back();
    const auto above = std::upper_bound(below.begin() + 1, below.end() - 1, number);
    const auto i = static_cast<std::size_t>(above - below.begin());
    const double inside = below[i] > below[i - 1] ? (number - below[i - 1]) / (below[i] - below[i - 1]) : 0;
    return 1 /
           std::sqrt(std::lerp(inverse_square(edges[i - 1]), inverse_square(edges[i]), std::clamp(inside, 0.0, 1.0)));
  };
}

}  // namespace voxvolt::generate
