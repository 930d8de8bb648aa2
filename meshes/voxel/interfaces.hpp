// SPDX-License-Identifier: BSD-3-Clause
// Areas where phases meet, and lengths of lines where three do, without the excess of voxel stairs.
#pragma once

#include <cstdint>
#include <vector>

#include "meshes/voxel/image.hpp"
#include "parallel/communicator.hpp"

namespace voxvolt::voxel {

struct Interfaces {
  std::size_t phases = 0;
  std::vector<double> areas;  ///< m^2, phases x phases, symmetric, 0 on the diagonal
  std::vector<double> faces;  ///< m^2, the same as plain sums of voxel faces
  double triple_line = 0;     ///< m, where three or more phases meet

  double area(std::size_t a, std::size_t b) const { return areas[a * phases + b]; }
  double face_area(std::size_t a, std::size_t b) const { return faces[a * phases + b]; }
};

/// Collective. Only faces and edges within the image count, not its sides; bit-equal on any number of ranks.
///
/// Areas. The gradient of the difference of two phases, smoothed (SmoothedPhases), gives the normal n of each voxel face. A
/// surface of area S meets faces of axis a whose areas add up to S |n_a|; counting each face with |n_a| gives S, exactly
/// when n is known and off by half the square of its angular error. That alone would lose area along creases, where there is
/// no one normal. Crofton's formula over 13 directions loses none, but sees 0.93 to 1.06 of a plane, by its normal. So the
/// area is Crofton's, over what Crofton's directions see in the mean of this interface's normals: exact for planes along
/// the axes, and good on creases. A face without a normal (a voxel alone) counts 2/3, the mean over all directions.
///
/// Lines. An edge of axis a counts |t_a| of the line's direction t, which is normal to the gradients of two such differences.
/// Edges on the line are those where four voxels show three phases; phases thinner than voxels, or noise, make more of them
/// than a line has, which nothing here corrects. Not looked for unless `with_lines`.
Interfaces measure_interfaces(const Image& image, const parallel::Communicator& ranks, bool with_lines = true);

}  // namespace voxvolt::voxel
