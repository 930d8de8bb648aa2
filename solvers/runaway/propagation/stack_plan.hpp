// SPDX-License-Identifier: BSD-3-Clause
// A case made ready: kinetics compiled, electrical triggers that consume species turned into reactions, who is triggered.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "solvers/runaway/kinetics/rate_shape.hpp"
#include "solvers/runaway/propagation/batch.hpp"
#include "solvers/runaway/propagation/grid_coupling.hpp"

namespace voxvolt::runaway {

struct StackPlan {
  StackCase given;
  std::shared_ptr<const StackParams> stack;                  ///< of `given`, or its coarser twin
  std::vector<std::shared_ptr<const Mechanism>> mechanisms;  ///< per layer; with the shorts that consume
  CompiledKinetics kinetics;                                 ///< kinds: one per layer
  std::vector<int> electrical;                               ///< per layer: the short's reaction in the shape, or -1
  std::vector<std::vector<double>> weights;                  ///< per layer and reaction: share of the chemical heat
  std::vector<double> chemical_heat;                         ///< per layer, J/m^3 of all its reactions, shorts left out
  std::vector<bool> triggered;                               ///< per layer
  std::vector<std::string> gas_names;
  std::vector<std::vector<int>> beside;          ///< per layer: cells that its ejecta heat
  std::vector<std::vector<double>> gas_weights;  ///< per layer and reaction: mol of all gases at the extent 1
  std::vector<std::string> warnings;

  std::shared_ptr<const GridCoupling> grid;  ///< of a grid, all of it whole; copied for each run
  std::vector<GridTile> tiles;               ///< of a grid
  std::vector<double> front_widths;          ///< m, of a grid, per part: the voxels as its thinnest front meets them
  std::vector<std::pair<int, int>> facing;   ///< of a grid: cells side by side along an axis, nearer than they are long
  std::vector<std::vector<int>>
      neighbours;  ///< of a grid, per part: cells that it touches, or with one barrier between

  double heat_capacity(int layer) const {  ///< J/(m^3 K)
    return stack->layers[layer].density * stack->layers[layer].heat_capacity;
  }
  double width(int layer) const {
    return grid ? front_widths[layer] : stack->layers[layer].thickness / stack->layers[layer].volumes;
  }  ///< m
  bool is_cell(int layer) const { return stack->layers[layer].mechanism != nullptr; }
  int layers() const { return static_cast<int>(stack->layers.size()); }
};

/// Throws Failure(ExitCode::input) with all complaints.
std::shared_ptr<const StackPlan> plan(const StackCase& given);

/// The same on half the volumes in reacting layers and no second mesh of its own; nothing where that is too coarse.
std::optional<StackCase> on_half_the_volumes(const StackCase& given);

/// Power of a short, W, while it lasts.
double power_of(const Short& s);

}  // namespace voxvolt::runaway
