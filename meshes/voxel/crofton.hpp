// SPDX-License-Identifier: BSD-3-Clause
// Crofton's formula on voxels: the area of a surface is twice the mean, over directions, of how often lines cross it.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "meshes/voxel/wide_planes.hpp"

namespace voxvolt::voxel {

/// One of the 13 directions from a voxel to those around it.
struct LineDirection {
  std::array<int, 3> step;     ///< voxels along x, y, z; z is 0 or 1
  std::array<double, 3> unit;  ///< of length 1
  double length = 0;           ///< m, from voxel to voxel
  double weight = 0;           ///< the share of all directions that are closer to this one than to the others
};
using LineDirections = std::array<LineDirection, 13>;

LineDirections line_directions(const std::array<double, 3>& spacing);

/// What the weighted directions see of a flat surface of area 1 with this unit normal: 2 sum w |n.d|, 1 in the mean over all
/// normals, 0.93 along the axes of cubic voxels.
double seen_of(const std::array<double, 3>& normal, const LineDirections& directions);

/// How often labels differ between a voxel of the own planes and the next in each direction, for every two phases a < b at
/// [direction][a * phases + b]; this rank's. The image goes on beyond its sides as at its sides. Needs a plane above.
std::vector<std::vector<std::int64_t>> count_crossings(const WidePlanes& planes, const LineDirections& directions,
                                                       std::size_t phases);

}  // namespace voxvolt::voxel
