// SPDX-License-Identifier: BSD-3-Clause
// The heat that gas takes from cells that vent. What is due when a step ends is taken as a steady power over the next second, or
// twice the step: the budget of energy stays that of powers, exact, and steps may grow.
#pragma once

#include <memory>
#include <vector>

#include "solvers/runaway/propagation/stack_mesh.hpp"

namespace voxvolt::runaway {

class Vents {
 public:
  explicit Vents(std::shared_ptr<const StackPlan> plan);

  double power(int layer) const { return layers_.empty() ? 0 : layers_[layer].power; }  ///< W, out of the layer
  double next_break(double t) const;                                                    ///< s
  /// At the end t of an accepted step of h. True: a power changed.
  bool advance(const BlockReader& read, const StackMesh& mesh, double t, double h);
  double taken() const { return taken_; }  ///< J, from all

  void pass(Tape& tape);

 private:
  struct LayerVent {
    CanState can{};
    double taken = 0, power = 0, until = 0;  // J, W, s
  };
  std::shared_ptr<const StackPlan> plan_;
  std::vector<LayerVent> layers_;  // none without cans
  double taken_ = 0;
};

}  // namespace voxvolt::runaway
