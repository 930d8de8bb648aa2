// SPDX-License-Identifier: BSD-3-Clause
// Do two particles overlap, how deeply and where: exactly for spheres; for ellipsoids by the contact function of Perram
// and Wertheim (1985), J. Comput. Phys. 58, 409-416, doi:10.1016/0021-9991(85)90171-8.
#pragma once

#include <optional>

#include "meshes/generate/particle.hpp"

namespace voxvolt::generate {

struct Contact {
  /// Both particles scaled by this about their centres would just touch: below 1 they overlap.
  double scale = 0;
  Vector normal{};      ///< of unit length, from a to b
  Vector arm_a, arm_b;  ///< m, from each centre to the point of contact
  double depth = 0;     ///< m, how far apart along `normal` they would have to move, to first order
};

/// Two particles, the second `way` (m) from the first, both enlarged by `swell`; nothing where they do not overlap.
/// `way` of zero counts as along x.
std::optional<Contact> overlap(const Particle& a, const Particle& b, const Vector& way, double swell = 1);

}  // namespace voxvolt::generate
