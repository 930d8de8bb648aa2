// SPDX-License-Identifier: BSD-3-Clause
// How wide a phase is: which part of it balls of a given size reach.
#pragma once

#include <vector>

#include "meshes/voxel/image.hpp"
#include "parallel/communicator.hpp"

namespace voxvolt::voxel {

/// The continuous pore size distribution of Muench, B., Holzer, L. (2008). J. Am. Ceram. Soc. 91, 4059-4067,
/// doi:10.1111/j.1551-2916.2008.02736.x.
struct Openings {
  std::vector<double> diameters;  ///< m, ascending
  std::vector<double>
      shares;  ///< of the phase, lies in balls of at least that diameter within the phase; from 1 downwards

  /// m: the diameter that `share` of the phase is at most wide; of the last when most of it is wider. Needs diameters.
  double quantile(double share) const;
  /// m: of the diameters, weighted by volume.
  double mean() const;
};

/// Collective. For `steps` diameters up to the widest place. A ball of threshold t reaches voxels nearer than t to a centre
/// that is at least t from other phases; its diameter is 2 t - h / 2 (h the shortest voxel edge), right to half a voxel for
/// layers of any width. Beyond its sides the image sets no limits. Exact counts; a distance transform a step and 12 bytes
/// per voxel. Empty when the phase has no voxels, or no other phase has.
Openings measure_openings(const Image& image, std::uint8_t phase, int steps, const parallel::Communicator& ranks);

}  // namespace voxvolt::voxel
