// SPDX-License-Identifier: BSD-3-Clause
// The clusters within one rank's slab.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "meshes/voxel/cluster_forest.hpp"
#include "numerics/field.hpp"

namespace voxvolt::voxel {

/// A slab's labels on the host, x fastest, and where it stands in the image.
struct Slab {
  std::span<const std::uint8_t> labels;
  numerics::VoxelGrid grid;
  numerics::Block block;
};

struct SlabClusters {
  ClusterForest<std::uint32_t> forest;     ///< one node per run of equal labels along x, in the order of storage
  std::vector<std::uint32_t> first_plane;  ///< node of every voxel of the lowest plane; empty for an empty slab
  std::vector<std::uint32_t> last_plane;   ///< the same of the highest
};

SlabClusters clusters_of(const Slab& slab);

}  // namespace voxvolt::voxel
