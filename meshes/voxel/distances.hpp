// SPDX-License-Identifier: BSD-3-Clause
// How far it is from every voxel to the nearest of a set of voxels: exact, on voxels of any edges, on any number of ranks.
#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "meshes/voxel/image.hpp"
#include "parallel/communicator.hpp"

namespace voxvolt::voxel {

struct Distances {
  double unit = 1;  ///< m, the shortest edge of a voxel
  std::vector<float>
      squared;  ///< of each own voxel, x fastest, in unit^2, from centre to centre; infinite without a target
};

/// Collective. `targets` marks own voxels that are aimed at by 1, others hold 0. Separable: along z by two sweeps, along y and
/// x as the least of g(j) + (i - j)^2 h^2 (Saito, T., Toriwaki, J. (1994). Pattern Recognition 27, 1551-1565,
/// doi:10.1016/0031-3203(94)90133-3), searched outwards for as long as it can still fall. Bit-equal on any number of ranks,
/// exact for cubic voxels up to 4096 of them. Distances of `farthest` (in the unit) and more may read larger than they are,
/// which saves looking for them. Takes 8 bytes per voxel, and 8 per voxel of a plane and rank.
Distances distances_to(std::span<const std::uint8_t> targets, const numerics::VoxelGrid& grid,
                       const numerics::Block& block, const parallel::Communicator& ranks,
                       float farthest = std::numeric_limits<float>::infinity());

/// Collective. From each voxel to the nearest that is not of `phase`; 0 in other phases. Beyond its sides the image has no
/// voxels.
Distances depths_of(const Image& image, std::uint8_t phase, const parallel::Communicator& ranks);

}  // namespace voxvolt::voxel
