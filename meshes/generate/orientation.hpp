// SPDX-License-Identifier: BSD-3-Clause
// Directions of particle axes: random, or with a preferred one. The preferred ones are random directions of a body that
// was compressed or stretched along the preferred axis (angular central Gaussian; Tyler (1987), Biometrika 74, 579-589,
// doi:10.1093/biomet/74.3.579), which one number describes: the order parameter.
#pragma once

#include "meshes/generate/particle.hpp"

namespace voxvolt::generate {

struct Orientation {
  Vector preferred{0, 0, 1};  ///< of unit length
  double order = 0;           ///< mean of (3 cos^2 - 1)/2: 0 random, 1 parallel, -1/2 across
};

/// Draws directions of one distribution.
class DirectionLaw {
 public:
  /// Throws Failure(input) unless the order is from -0.5 to 1.
  explicit DirectionLaw(const Orientation& orientation);
  /// The direction that belongs to two numbers, each evenly drawn from (0, 1).
  Vector draw(double u, double v) const;

 private:
  Vector preferred_, across_, third_;
  double stretch_ = 1;  ///< of random directions, along the preferred one
};

}  // namespace voxvolt::generate
