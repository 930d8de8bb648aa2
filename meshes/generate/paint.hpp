// SPDX-License-Identifier: BSD-3-Clause
// From particles to voxels.
#pragma once

#include <cstdint>
#include <vector>

#include "meshes/generate/particle.hpp"
#include "numerics/field.hpp"

namespace voxvolt::generate {

/// Writes `label` into this rank's voxels whose centres lie in a particle, periodic images included.
void paint(const std::vector<Particle>& particles, std::uint8_t label, numerics::Field<std::uint8_t>& labels);

}  // namespace voxvolt::generate
