// SPDX-License-Identifier: BSD-3-Clause
// From a recipe to an image, and the products that the recipe itself gives.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "campaign/context.hpp"
#include "campaign/stage_kind.hpp"
#include "meshes/voxel/image.hpp"
#include "stages/generate_inputs.hpp"

namespace voxvolt::stages {

struct LoadedImage {
  voxel::Image image;
  /// What is known of it beside its voxels: see recipe_specs.
  std::vector<std::pair<campaign::ProductSpec, double>> made;
};

/// Names of the phases, in the order of their labels; empty without a recipe.
std::vector<std::string> generated_phases(const std::optional<GenerateImage>& recipe);

/// The products that a recipe gives; none without a recipe.
std::vector<campaign::ProductSpec> recipe_specs(const std::optional<GenerateImage>& recipe);
/// For `describe`: all there can be.
std::vector<campaign::Produced> recipe_products();
std::vector<std::string> recipe_papers(const GenerateImage& recipe);

/// Collective. Packs on the first rank, paints and binds on all: the same bits on any number of ranks.
LoadedImage generate_image(const GenerateImage& recipe, const campaign::Context& context);

/// Collective. An image without phases, all of label 0, on this rank's planes.
voxel::Image empty_image(const numerics::VoxelGrid& grid, const campaign::Context& context);

}  // namespace voxvolt::stages
