// SPDX-License-Identifier: BSD-3-Clause
// Binder by deposition: see BinderForm::energy.
#pragma once

#include "meshes/generate/binder.hpp"
#include "meshes/generate/voxel_choice.hpp"

namespace voxvolt::generate {

/// Collective. Deposits `targets` voxels in each group, in about fifteen rounds, each of which makes what is there 1.4
/// times as much; returns how many could not be placed because no free voxel touches solid any more.
std::int64_t deposit(const BinderRecipe& recipe, const PhaseLabels& phases, const std::vector<std::int64_t>& targets,
                     numerics::Field<std::uint8_t>& labels, const parallel::Communicator& ranks);

}  // namespace voxvolt::generate
