// SPDX-License-Identifier: BSD-3-Clause
// How far voxels are from the surfaces of particles.
#pragma once

#include <cstdint>
#include <vector>

#include "meshes/generate/particle.hpp"
#include "numerics/field.hpp"

namespace voxvolt::generate {

/// Of what a voxel's distance is measured.
enum class Distance {
  to_nearest,     ///< the surface nearest to it
  to_two_nearest  ///< the sum over the two nearest surfaces: small only between particles
};

/// m, one per voxel of this rank's block; +infinity for voxels whose label is not `free` and where the distance is
/// above `reach` (m). Exact for spheres; for ellipsoids to first order, which is exact at the surface. Periodic.
std::vector<float> surface_distances(const std::vector<Particle>& particles, Distance distance, double reach,
                                     std::uint8_t free, const numerics::Field<std::uint8_t>& labels);

}  // namespace voxvolt::generate
