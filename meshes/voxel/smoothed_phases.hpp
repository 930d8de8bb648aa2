// SPDX-License-Identifier: BSD-3-Clause
// How much of each phase is around a voxel, under a bell curve: its gradient is the direction of interfaces that voxels
// show as stairs.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "meshes/voxel/wide_planes.hpp"

namespace voxvolt::voxel {

/// Whole weights of a symmetric filter along each axis, from the middle outwards; each axis's add up to 256, so that sums
/// over three axes are whole numbers below 2^24: exact in single precision, and equal in any order and on any rank.
struct BellCurve {
  std::array<std::vector<float>, 3> weights;  ///< x, y, z
  std::int64_t reach(std::size_t axis) const { return static_cast<std::int64_t>(weights[axis].size()) - 1; }
};

/// A Gaussian of equal width in all directions of space: 1.5 of the longest voxel edge. Reaches at most 16 voxels.
BellCurve bell_curve(const std::array<double, 3>& spacing);

/// Smoothed indicators of the phases, plane after plane. Beyond its end faces the image goes on as at the face. Holds a few
/// planes: 4 (2 reach + 5) bytes per voxel of a plane and phase.
class SmoothedPhases {
 public:
  /// `planes` must hold bell.reach(2) + 1 planes below the own ones and bell.reach(2) + 2 above.
  SmoothedPhases(const WidePlanes& planes, std::size_t phases, const BellCurve& bell);

  /// Makes the planes z - 1 to z + 2 around own plane z available; z rises by one from call to call.
  void go_to(std::int64_t z);
  /// Smoothed indicator of a phase (0 to 2^24) in plane z + offset, offset -1 to 2; x fastest.
  const float* plane(std::size_t phase, int offset) const;

 private:
  void smooth_in_plane(std::int64_t z);
  void smooth_across(std::int64_t z);
  std::vector<float>& in_plane(std::int64_t z, std::size_t phase);
  std::vector<float>& smooth(std::int64_t z, std::size_t phase);

  const WidePlanes& planes_;
  std::size_t phases_;
  const BellCurve& bell_;
  std::int64_t here_ = 0, next_in_plane_ = 0, next_smooth_ = 0;
  bool started_ = false;
  std::vector<std::vector<float>> in_plane_, smooth_;  // rings of planes, phase by phase
  std::vector<float> row_, rows_;
};

}  // namespace voxvolt::voxel
