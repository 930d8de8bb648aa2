// SPDX-License-Identifier: BSD-3-Clause
// Two-point correlation: how probable is it that both ends of a distance along an axis lie in a phase?
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "meshes/voxel/image.hpp"
#include "parallel/communicator.hpp"

namespace voxvolt::voxel {

/// S2 of every phase along one axis.
struct Correlation {
  std::vector<std::int64_t> lags;  ///< voxels: 0 and on, at most half of the image
  std::vector<std::vector<double>>
      shares;  ///< [phase][lag]: pairs with both ends in the phase over all pairs in the image
};

/// Which distances are looked at on an axis of `cells` voxels: equally far from each other, up to half the axis, at most 129.
std::vector<std::int64_t> correlation_lags(std::int64_t cells);

/// Collective. Along `axis` (0 x, 1 y, 2 z). Exact counts. Along z each rank holds up to half the image more, a byte per
/// voxel.
Correlation measure_correlation(const Image& image, int axis, const parallel::Communicator& ranks);

}  // namespace voxvolt::voxel
