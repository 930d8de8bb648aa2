// SPDX-License-Identifier: BSD-3-Clause
// Particles of a phase: told apart where they touch, counted and measured.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "meshes/voxel/image.hpp"
#include "parallel/communicator.hpp"

namespace voxvolt::voxel {

struct Particle {
  std::int64_t voxels = 0;
  std::array<std::int64_t, 3> first{};  ///< x, y, z: the box around it, half-open
  std::array<std::int64_t, 3> end{};
  bool is_cut(const numerics::VoxelGrid& grid) const;  ///< does it touch a side of the image?
};

/// Collective; the same on all ranks and for any number of them. The watershed of the depth below the surface, whose summits
/// are one particle unless the neck between them is narrower (in radius) than the smaller of them by more than
/// a voxel edge and more than a tenth.
std::vector<Particle> find_particles(const Image& image, std::uint8_t phase, const parallel::Communicator& ranks);

/// Sizes of particles as diameters of spheres of equal volume.
struct ParticleSizes {
  std::vector<double> diameters;  ///< m, ascending
  std::vector<double> weights;    ///< of each, by number; add up to 1
  std::int64_t whole = 0;         ///< particles that these are, none of them cut by a side
  std::int64_t cut = 0;
  std::int64_t unresolved = 0;  ///< whole ones of fewer than 27 voxels, which are left out

  bool empty() const { return diameters.empty(); }
  /// m, by number or by volume. Need particles.
  double quantile(double share, bool by_volume = false) const;
  double mean() const;
  std::vector<double> weights_by_volume() const;
};

/// Only whole particles are measured; large ones are cut more often, so each counts as the number of places where a box
/// like that around it would be whole (Miles, R. E. (1974); Lantuejoul, C. (1978)).
ParticleSizes particle_sizes(const std::vector<Particle>& particles, const numerics::VoxelGrid& grid);

}  // namespace voxvolt::voxel
