// SPDX-License-Identifier: BSD-3-Clause
// Choosing an exact number of voxels by the order of a key, over all ranks, with the same outcome on any number of
// them.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "meshes/generate/profile.hpp"
#include "numerics/field.hpp"
#include "parallel/communicator.hpp"

namespace voxvolt::generate {

/// Groups of voxels: the whole image, or its slices across an axis.
struct Slices {
  std::optional<std::size_t> axis;  ///< none: one group
  /// How many there are.
  std::size_t count(const numerics::VoxelGrid& grid) const {
    return axis ? static_cast<std::size_t>(grid.cells[*axis]) : 1;
  }
  std::size_t of(std::int64_t i, std::int64_t j, std::int64_t k) const {
    return axis ? static_cast<std::size_t>(*axis == 0 ? i : *axis == 1 ? j : k) : 0;
  }
};

/// One slice a group where the profile is uneven.
Slices slices_of(const Profile& profile);
/// Voxels of each group so that `share` of all are taken, in proportion to the profile; rounded so that the sum is
/// right.
std::vector<std::int64_t> targets_of(double share, const Profile& profile, const numerics::VoxelGrid& grid);

/// Calls `visit(i, j, k, n)` for every voxel of the block: its place in the image, and its number in the block.
template <class Visit>
void for_each_voxel_of(const numerics::Block& block, Visit&& visit) {
  std::size_t n = 0;
  for (std::int64_t k = 0; k < block.count[2]; ++k)
    for (std::int64_t j = 0; j < block.count[1]; ++j)
      for (std::int64_t i = 0; i < block.count[0]; ++i, ++n)
        visit(block.first[0] + i, block.first[1] + j, block.first[2] + k, n);
}

/// Collective. Voxels of each group whose key is finite.
std::vector<std::int64_t> count_finite(const std::vector<float>& keys, const numerics::Field<std::uint8_t>& labels,
                                       const Slices& slices, const parallel::Communicator& ranks);

/// Collective. Marks (1) in each group the `targets` voxels of the lowest keys, or all with a finite key where these
/// are fewer; of equal keys those first in the image. `keys`: one per voxel of this rank's block, 0 or more; +infinity
/// never.
std::vector<std::uint8_t> lowest(const std::vector<float>& keys, const std::vector<std::int64_t>& targets,
                                 const numerics::Field<std::uint8_t>& labels, const Slices& slices,
                                 const parallel::Communicator& ranks);

}  // namespace voxvolt::generate
