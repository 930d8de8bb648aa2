// SPDX-License-Identifier: BSD-3-Clause
#include "meshes/voxel/openings.hpp"

#include <algorithm>
#include <cmath>

#include "meshes/voxel/distances.hpp"

namespace voxvolt::voxel {
namespace {

std::int64_t count_below(const std::vector<float>& values, double limit, const parallel::Communicator& ranks) {
  return ranks.sum(static_cast<std::int64_t>(
      std::ranges::count_if(values, [limit](float value) { return static_cast<double>(value) < limit; })));
}

}  // namespace

double Openings::quantile(double share) const {
  const double wider = 1 - share;
  for (std::size_t i = 1; i < shares.size(); ++i)
    if (shares[i] <= wider) {
      const double part = (shares[i - 1] - wider) / (shares[i - 1] - shares[i]);
      return diameters[i - 1] + part * (diameters[i] - diameters[i - 1]);
    }
  return diameters.back();
}

double Openings::mean() const {
  double sum = diameters.front();
  for (std::size_t i = 1; i < shares.size(); ++i)
    sum += 0.5 * (shares[i] + shares[i - 1]) * (diameters[i] - diameters[i - 1]);
  return sum;
}

Openings measure_openings(const Image& image, std::uint8_t phase, int steps, const parallel::Communicator& ranks) {
  const Distances depths = depths_of(image, phase, ranks);
  const double deepest = static_cast<double>(depths.squared.empty() ? 0 : *std::ranges::max_element(depths.squared));
  const double widest = std::sqrt(ranks.most(deepest));
  if (!(widest > 0) || !std::isfinite(widest)) return {};
  const std::int64_t others = count_below(depths.squared, 0.5, ranks);
  const auto all = static_cast<double>(image.labels.grid.size() - others);
  Openings found;
  std::vector<std::uint8_t> centres(depths.squared.size());
  for (int step = 0; step < steps; ++step) {
    const double threshold = 1 + (widest - 1) * step / std::max(1, steps - 1);
    // The widest place itself, whose square is a whole number, must not be lost to rounding.
    const double least = threshold * threshold * (1 - 1e-6);
    for (std::size_t i = 0; i < centres.size(); ++i)
      centres[i] = static_cast<double>(depths.squared[i]) >= least ? 1 : 0;
    const Distances reach =
        distances_to(centres, image.labels.grid, image.labels.block, ranks, static_cast<float>(threshold) * 1.001f);
    found.diameters.push_back((2 * threshold - 0.5) * depths.unit);
    found.shares.push_back(static_cast<double>(count_below(reach.squared, least, ranks)) / all);
    if (widest <= 1) break;
  }
  return found;
}

}  // namespace voxvolt::voxel
