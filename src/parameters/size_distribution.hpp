// SPDX-License-Identifier: BSD-3-Clause
// Sizes of an electrode's particles, by volume, as a few classes.
#pragma once

#include <vector>

#include "parameters/setting.hpp"

namespace voxvolt::parameters {

/// Particles of one radius and their part of the volume of active material.
struct SizeClass {
  double radius, volume_fraction;  // m, 1
};

/// The classes of a distribution, smallest first: the nodes of the Gauss quadrature of volume over the logarithm of the
/// radius (n classes keep 2 n of its moments), all scaled by one factor so that the surface is exact: 3/surface per volume
/// is `mean_radius` (volume over surface, the Sauter mean) of a lognormal distribution, and the table's own of a table.
/// As many classes as a table has radii are the table. Throws std::invalid_argument saying what is wrong.
std::vector<SizeClass> size_classes(const SizesText& sizes, double mean_radius);

/// 1/sum(volume fraction/radius): the radius of equal spheres with the same surface per volume.
double sauter_mean(const std::vector<SizeClass>& classes);

}  // namespace voxvolt::parameters
