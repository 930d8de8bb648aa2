// SPDX-License-Identifier: BSD-3-Clause
// Chords: the pieces of lines along the axes that lie in one phase.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "meshes/voxel/image.hpp"
#include "parallel/communicator.hpp"

namespace voxvolt::voxel {

/// Chords of one phase along one axis.
struct Chords {
  std::int64_t cells = 0;   ///< voxels of the image along the axis
  double spacing = 1;       ///< m
  std::int64_t voxels = 0;  ///< of the phase
  std::int64_t ends = 0;    ///< ends of chords that lie within the image
  std::vector<std::int64_t>
      counts;  ///< counts[l]: chords of l voxels with both ends within the image; l from 0 to cells

  /// m: 2 voxels / ends. A line's chord that the image cuts gives its length and what ends it has, so that cutting makes no
  /// bias. Nothing when no chord ends within the image.
  std::optional<double> mean() const;
  /// How many chords of l voxels there are for each place that one could start at: of the cells - l - 1 places where both
  /// ends would be seen. Long chords are cut more often than short ones; this takes it back. Index l, from 0.
  std::vector<double> frequencies() const;
};

/// Collective. Entry [phase][axis], axis 0 x, 1 y, 2 z. Counts are exact, whatever the number of ranks. Takes 4 bytes per
/// voxel of a plane and rank for the chords that cross slabs.
std::vector<std::array<Chords, 3>> measure_chords(const Image& image, const parallel::Communicator& ranks);

}  // namespace voxvolt::voxel
