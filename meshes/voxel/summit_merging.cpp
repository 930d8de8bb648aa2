// SPDX-License-Identifier: BSD-3-Clause
#include "meshes/voxel/summit_merging.hpp"

#include <algorithm>
#include <numeric>
#include <tuple>

namespace voxvolt::voxel {

std::vector<std::uint32_t> merge_summits(std::span<const float> peaks, std::vector<Saddle> saddles,
                                         const Merging& merging) {
  std::ranges::sort(saddles, [](const Saddle& one, const Saddle& other) {
    return std::tuple(-one.height, one.a, one.b) < std::tuple(-other.height, other.a, other.b);
  });
  std::vector<std::uint32_t> joined(peaks.size());
  std::iota(joined.begin(), joined.end(), 0u);
  const auto root = [&](std::uint32_t summit) {
    while (joined[summit] != summit) summit = joined[summit] = joined[joined[summit]];
    return summit;
  };
  for (const Saddle& saddle : saddles) {
    std::uint32_t high = root(saddle.a), low = root(saddle.b);
    if (high == low) continue;
    if (std::tuple(peaks[high], low) < std::tuple(peaks[low], high)) std::swap(high, low);
    const auto peak = static_cast<double>(peaks[low]);
    if (peak - static_cast<double>(saddle.height) <= std::max(merging.depth, merging.relative * peak))
      joined[low] = high;
  }
  for (std::uint32_t summit = 0; summit < joined.size(); ++summit) joined[summit] = root(summit);
  return joined;
}

}  // namespace voxvolt::voxel
