// SPDX-License-Identifier: BSD-3-Clause
// How the share of each phase changes from plane to plane.
#pragma once

#include <vector>

#include "meshes/voxel/image.hpp"
#include "parallel/communicator.hpp"

namespace voxvolt::voxel {

/// Collective. Entry [phase][i]: voxels of the phase in the i-th plane across `axis` (0 x, 1 y, 2 z), over all of that plane.
/// Exact counts.
std::vector<std::vector<double>> profile(const Image& image, int axis, const parallel::Communicator& ranks);

}  // namespace voxvolt::voxel
