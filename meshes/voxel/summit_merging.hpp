// SPDX-License-Identifier: BSD-3-Clause
// Which summits of a landscape are one.
#pragma once

#include <compare>
#include <cstdint>
#include <span>
#include <vector>

#include "meshes/voxel/watershed.hpp"

namespace voxvolt::voxel {

/// The highest way between two neighbouring catchments, a below b.
struct Saddle {
  float height;
  std::uint32_t a, b;
};

/// The summit that each one is joined to, itself when it stays: by saddles, highest first. The result does not depend on the
/// order of `saddles`, and a pair may be there more than once.
std::vector<std::uint32_t> merge_summits(std::span<const float> peaks, std::vector<Saddle> saddles,
                                         const Merging& merging);

}  // namespace voxvolt::voxel
