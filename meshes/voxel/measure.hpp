// SPDX-License-Identifier: BSD-3-Clause
// How much of an image each phase fills.
#pragma once

#include <cstdint>
#include <vector>

#include "meshes/voxel/image.hpp"
#include "parallel/communicator.hpp"

namespace voxvolt::voxel {

/// Collective. Voxels of each phase over all ranks; exact.
std::vector<std::int64_t> count_voxels(const Image& image, const parallel::Communicator& ranks);

/// Collective. Voxels of each phase over all voxels; they add up to 1 to rounding.
std::vector<double> volume_fractions(const Image& image, const parallel::Communicator& ranks);

}  // namespace voxvolt::voxel
