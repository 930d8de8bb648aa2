// SPDX-License-Identifier: BSD-3-Clause
// Overlapping particles push each other apart, and turn, until none overlap: force-biased packing (Moscinski et al.
// 1989, Mol. Simul. 3, 201-212, doi:10.1080/08927028908031373) with inertia and a break when motion goes uphill (FIRE;
// Bitzek et al. 2006, Phys. Rev. Lett. 97, 170201, doi:10.1103/PhysRevLett.97.170201).
#pragma once

#include <cstddef>
#include <vector>

#include "meshes/generate/particle.hpp"

namespace voxvolt::generate {

struct Relaxation {
  std::size_t steps = 0;
  double overlap = 0;  ///< largest remaining one, 1 - (distance over that at which the two would touch); 0 when none
};

/// Remaining overlap that is accepted where particles are about to jam; below it contacts are a small fraction of a
/// voxel.
inline constexpr double kLargestOverlap = 0.01;

/// Moves and turns the particles of a periodic box; sizes stay. Ends when no two overlap, or after `most_steps`.
Relaxation relax(std::vector<Particle>& particles, const Vector& box, std::size_t most_steps);

/// The largest overlap of any two, as in Relaxation.
double largest_overlap(const std::vector<Particle>& particles, const Vector& box);

}  // namespace voxvolt::generate
