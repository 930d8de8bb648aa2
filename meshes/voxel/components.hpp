// SPDX-License-Identifier: BSD-3-Clause
// Connected clusters of each phase (voxels that share a face), and how much of a phase leads from one side of the
// image to the other.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "meshes/voxel/image.hpp"
#include "parallel/communicator.hpp"

namespace voxvolt::voxel {

struct PhaseClusters {
  std::int64_t voxels = 0;
  std::int64_t clusters = 0;
  /// Voxels in clusters that touch both end faces of the axis x, y, z.
  std::array<std::int64_t, 3> percolating{0, 0, 0};

  /// A phase without voxels has no fractions: they read 0.
  bool is_absent() const { return voxels == 0; }
  /// Share of the phase's voxels in clusters that touch both end faces of `axis` (0 x, 1 y, 2 z).
  double percolating_fraction(int axis) const {
    const auto through = static_cast<double>(percolating[static_cast<std::size_t>(axis)]);
    return is_absent() ? 0.0 : through / static_cast<double>(voxels);
  }
};

/// Collective. One entry per phase; independent of the number of ranks. Clusters grow by union-find over runs of equal
/// labels along x, then over the faces between slabs. Takes 10 bytes per run beside the labels. Throws
/// AgreedFailure(ExitCode::machine) when a rank holds 2^32 voxels or more: use more ranks.
std::vector<PhaseClusters> find_clusters(const Image& image, const parallel::Communicator& ranks);

}  // namespace voxvolt::voxel
