// SPDX-License-Identifier: BSD-3-Clause
// Carbon and binder between the particles, voxel by voxel, to an exact number of voxels; the same on any number of
// ranks.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "meshes/generate/particle.hpp"
#include "meshes/generate/profile.hpp"
#include "numerics/field.hpp"
#include "parallel/communicator.hpp"

namespace voxvolt::generate {

enum class BinderForm {
  bridge,  ///< where two surfaces are near: the lowest sums of the distances to the two nearest
  film,    ///< a coat of even thickness: the lowest distances to the nearest surface
  energy,  ///< deposited at random, sites weighed by what they touch
};

struct BinderRecipe {
  BinderForm form = BinderForm::bridge;
  double fraction = 0;  ///< of the volume of the image
  /// Of `energy`: 0 binder goes where active material is bare (films), 1 where binder is already (fingers, clusters). A
  /// free voxel that touches solid is weighed by (1 - m) [touches a particle] + m min(1, binder/9) + 0.001, `binder`
  /// counted among its 26 neighbours (9 on a flat face), after the site energies of Mistry, A. et al. (2018), ACS Appl.
  /// Mater. Interfaces 10, 6317-6326, doi:10.1021/acsami.7b17771.
  double morphology = 0.5;
  Profile profile{};  ///< of the fraction along an axis
  std::uint64_t seed = 0;
};

/// Labels of the image, and what a binder voxel was before.
struct PhaseLabels {
  std::uint8_t pore = 0, active = 1, binder = 2;
};

struct BinderResult {
  std::int64_t voxels = 0;  ///< on all ranks
  std::optional<double>
      reach;  ///< m, the largest distance (film) or sum of two distances (bridge) of a voxel to surfaces
};

/// Collective. Turns pore voxels into binder: exactly the nearest whole number to fraction x voxels; with a profile,
/// that number in every slice across its axis. Throws AgreedFailure(input), saying how much there is room for.
BinderResult add_binder(const BinderRecipe& recipe, const PhaseLabels& phases, const std::vector<Particle>& particles,
                        numerics::Field<std::uint8_t>& labels, const parallel::Communicator& ranks);

}  // namespace voxvolt::generate
