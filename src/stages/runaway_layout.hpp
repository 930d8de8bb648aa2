// SPDX-License-Identifier: BSD-3-Clause
// From a layout and what its bodies are made of to a grid.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "meshes/layout/layout.hpp"
#include "solvers/runaway/propagation/grid_params.hpp"
#include "stages/runaway_inputs.hpp"

namespace voxvolt::stages {

/// Mechanism and initial species of a type of cell; complains under its key.
using KineticsOf = std::function<runaway::Layer(const std::string& type, const CellTypeInput& cell)>;

/// Is there a value for each type, and a type for each value?
std::vector<config::Complaint> complaints_about_types(const RunawayInputs& in, const layout::Layout& layout);

/// The layout with the distances that the inputs ask for.
layout::Layout with_distances(const RunawayInputs& in, const layout::Layout& layout,
                              std::vector<config::Complaint>& complaints);

/// How finely the grid is divided: as asked; on half the volumes where there are four or more; not at all, which is enough
/// to find what is wrong.
enum class Division { whole, half, none };

/// The grid without triggers. `in` has values for all types.
std::shared_ptr<runaway::GridParams> grid_of(const RunawayInputs& in, const layout::Layout& layout, Division division,
                                             const KineticsOf& kinetics, std::vector<config::Complaint>& complaints);

/// How many voxels that takes.
double voxels_of(const RunawayInputs& in, const layout::Layout& layout);

}  // namespace voxvolt::stages
