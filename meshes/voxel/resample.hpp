// SPDX-License-Identifier: BSD-3-Clause
// Other images from an image: a part of it, and a coarser one of the same volume fractions.
#pragma once

#include <array>
#include <cstdint>

#include "numerics/field.hpp"
#include "parallel/communicator.hpp"

namespace voxvolt::voxel {

using Labels = numerics::Field<std::uint8_t>;

/// Collective. The voxels [from, to) (x, y, z) as an image of its own, on slab_of slabs. Throws std::logic_error when the
/// box is empty or reaches beyond the image.
Labels part_of(const Labels& labels, const std::array<std::int64_t, 3>& from, const std::array<std::int64_t, 3>& to,
               const parallel::Communicator& ranks);

/// Collective. Half as many voxels along each axis (rounded up; an axis of one voxel stays) over the same box. A coarse
/// voxel takes a label among those of its fine voxels, the commonest up to an offset per label that keeps every label's
/// share of the volume, to about a coarse voxel for two labels and a few for more; equal votes are settled by those of the
/// voxels around, so that smooth surfaces stay smooth. The same on any number of ranks.
struct Coarsened {
  Labels labels;
  double relabelled = 0;  ///< share of the fine voxels whose coarse voxel has another label
};
Coarsened coarsened(const Labels& labels, const parallel::Communicator& ranks);

/// Collective. Every voxel as 2 x 2 x 2 of half its edges; an axis of one voxel stays.
Labels subdivided(const Labels& labels, const parallel::Communicator& ranks);

}  // namespace voxvolt::voxel
