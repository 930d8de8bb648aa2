// SPDX-License-Identifier: BSD-3-Clause
// Random sequential addition of hard spheres (Feder 1980) in a periodic box: largest first, each at a random place where it
// overlaps none. The same seed gives the same packing on any number of ranks.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <vector>

#include "numerics/field.hpp"

namespace voxvolt::generate {

struct Sphere {
  std::array<double, 3> centre;  ///< m
  double radius;                 ///< m
};

struct PackingRecipe {
  std::array<double, 3> box;               ///< m, periodic
  double fraction = 0;                     ///< of the box's volume, 0 to 0.38
  std::function<double(double)> diameter;  ///< m: quantile function of the number-weighted diameters
  std::uint64_t seed = 0;
};

/// Spheres whose volume reaches the wanted fraction to within half of the last drawn one. Throws Failure(input) saying what
/// is possible when a particle is larger than half the box's least side, and Failure(solver) when no place is found.
std::vector<Sphere> pack_spheres(const PackingRecipe& recipe);

/// Writes `label` into the voxels whose centres lie in a sphere, periodic images included.
void paint(const std::vector<Sphere>& spheres, std::uint8_t label, numerics::Field<std::uint8_t>& labels);

}  // namespace voxvolt::generate
