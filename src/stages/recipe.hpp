// SPDX-License-Identifier: BSD-3-Clause
// From the keys of `generate` to recipes of meshes/generate, and what a recipe says before anything is packed.
#pragma once

#include <string>
#include <vector>

#include "campaign/product.hpp"
#include "config/errors.hpp"
#include "meshes/generate/binder.hpp"
#include "meshes/generate/calendering.hpp"
#include "meshes/generate/packing.hpp"
#include "meshes/generate/size_law.hpp"
#include "numerics/field.hpp"
#include "stages/generate_inputs.hpp"

namespace voxvolt::stages {

/// Share of the volume before calendering; 0 without binder, NaN while it is a reference.
double binder_fraction(const GenerateImage& recipe);
/// Share of the volume beside particles and binder before calendering.
double initial_porosity(const GenerateImage& recipe);
/// Of calendering, as given or from its porosity; 0 without calendering, NaN while it is a reference.
double strain_of(const GenerateImage& recipe);

/// The box before calendering, m.
generate::Vector box_before(const GenerateImage& recipe);
/// The voxels after calendering: as many planes as the thickness has voxels, to the nearest; their distance is such
/// that the thickness is exact.
numerics::VoxelGrid grid_after(const GenerateImage& recipe);

/// Throws std::invalid_argument or Failure with a sentence when the sizes make no distribution.
generate::PackingRecipe packing_of(const GenerateImage& recipe);
/// Nothing without binder.
std::optional<generate::BinderRecipe> binder_of(const GenerateImage& recipe);
generate::PressureLaw pressure_law_of(const Calendering& calendering);

/// What cannot be made, saying what can: keys from `generate` on. References that are not known yet are let pass.
void check_recipe(const GenerateImage& recipe, std::vector<config::Complaint>& complaints);

}  // namespace voxvolt::stages
