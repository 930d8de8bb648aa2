// SPDX-License-Identifier: BSD-3-Clause
// From the keys of `read` or `generate` to an image on the ranks.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "campaign/context.hpp"
#include "meshes/voxel/image.hpp"
#include "stages/generated_image.hpp"
#include "stages/image_inputs.hpp"

namespace voxvolt::stages {

/// What can be known before anything runs: does the file hold an image of that form, do crop and phases fit it, can the
/// recipe be made, is there memory for it (bytes, all ranks). Complaints name keys from `read` or `generate` on.
void check_image(const std::optional<ReadImage>& read, const std::optional<GenerateImage>& generate,
                 double bytes_per_voxel, double memory, std::vector<config::Complaint>& complaints);

/// Voxels after the crop; NaN when the file cannot say.
double voxels_of(const std::optional<ReadImage>& read, const std::optional<GenerateImage>& generate);

/// Collective. Throws AgreedFailure(input) for what is wrong with the file, naming it, or with the recipe.
LoadedImage load_image(const std::optional<ReadImage>& read, const std::optional<GenerateImage>& generate,
                       double bytes_per_voxel, const campaign::Context& context);

}  // namespace voxvolt::stages
