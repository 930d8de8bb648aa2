// SPDX-License-Identifier: BSD-3-Clause
// Hard particles in a periodic box. To 0.38 of the volume (spheres; ellipsoids to 0.30) by random sequential addition
// (Feder 1980): largest first, each at a random place where it overlaps none. Above that particles start at random
// places and push each other apart until none overlap (see relaxation.hpp).
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "meshes/generate/orientation.hpp"
#include "meshes/generate/particle.hpp"
#include "meshes/generate/profile.hpp"
#include "parallel/communicator.hpp"

namespace voxvolt::generate {

struct PackingRecipe {
  Vector box{};                            ///< m, periodic
  double fraction = 0;                     ///< of the box's volume
  std::function<double(double)> diameter;  ///< m, of the sphere of equal volume: quantile function, by number
  std::uint64_t seed = 0;
  double aspect = 1;  ///< length along the axis over that across it
  Orientation orientation{};
  Profile profile{};  ///< of the fraction along an axis
};

struct Packing {
  std::vector<Particle> particles;
  double overlap = 0;  ///< largest remaining one, relative to the distance at which the two would touch
};

inline constexpr double kDensestAdded = 0.38;        ///< spheres, random sequential addition
inline constexpr double kDensestAddedOthers = 0.30;  ///< ellipsoids
inline constexpr double kMostElongated = 5;          ///< aspects go from 1/5 to this
/// The largest fraction that is packed: 0.60 of spheres and of ellipsoids down to an aspect of 1/3 or up to 3, 0.50 of
/// those beyond.
double densest(double aspect);

/// The diameters alone, largest first: their volume meets the fraction to within half of the last drawn one. Throws
/// Failure(input), saying what is possible, when a particle would be longer than half of the box's least side, or its
/// size is not above 0, or more than 5 million are needed.
std::vector<double> draw_diameters(const PackingRecipe& recipe);

/// On this rank alone. Throws as draw_diameters; Failure(input) for fractions and aspects out of bounds;
/// Failure(solver) when no packing was found.
Packing pack_alone(const PackingRecipe& recipe);

/// Collective: the first rank packs, all have the result, to the bit.
Packing pack(const PackingRecipe& recipe, const parallel::Communicator& ranks);

/// Collective: the same bits on every rank, those of the first.
Packing shared(const Packing& packing, const parallel::Communicator& ranks);

}  // namespace voxvolt::generate
