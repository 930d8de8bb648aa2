// SPDX-License-Identifier: BSD-3-Clause
#include "uq/design.hpp"

#include "numerics/random.hpp"

namespace voxvolt::uq {

Design monte_carlo(const std::vector<Distribution>& inputs, std::size_t samples, std::uint64_t seed) {
  Design design{samples, inputs.size(), {}};
  design.points.reserve(samples * inputs.size());
  for (std::size_t m = 0; m < samples; ++m)
    for (std::size_t i = 0; i < inputs.size(); ++i)
      design.points.push_back(inputs[i].quantile(numerics::RandomStream(seed, m, i).uniform()));
  return design;
}

Design grid(const std::vector<std::vector<double>>& levels) {
  Design design{1, levels.size(), {}};
  for (const auto& level : levels) design.members *= level.size();
  design.points.reserve(design.members * levels.size());
  for (std::size_t m = 0; m < design.members; ++m) {
    std::size_t stride = design.members;
    for (const auto& level : levels) {
      stride /= level.size();
      design.points.push_back(level[m / stride % level.size()]);
    }
  }
  return design;
}

}  // namespace voxvolt::uq
