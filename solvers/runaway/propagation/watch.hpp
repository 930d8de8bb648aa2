// SPDX-License-Identifier: BSD-3-Clause
// What is seen of each layer while a stack runs: peaks, self-heating, and when its criterion is met.
#pragma once

#include <memory>
#include <optional>

#include "solvers/runaway/propagation/stack_mesh.hpp"

namespace voxvolt::runaway {

struct LayerWatch {
  double mean = 0, mean_before = 0;     ///< K, at the last two accepted states
  double slope = 0;                     ///< K/s, of the mean at the last prepared state
  double peak = 0;                      ///< K, of any volume
  double peak_mean = 0, peak_time = 0;  ///< K, s
  double heat[3] = {0, 0, 0};           ///< K/s by reactions, mean, at the last three prepared states
  double heat_time[3] = {0, 0, 0};      ///< s
  double largest_heat = 0;              ///< K/s
  double fastest = 0;                   ///< 1/s, largest heat of a volume over its adiabatic rise
  double conversion = 0;
  std::optional<double> fast_since{};  ///< s, heating_rate criterion
  std::optional<double> runaway{};     ///< s
  void pass(Tape& tape);
};

class Watch {
 public:
  explicit Watch(std::shared_ptr<const StackPlan> plan);
  /// After `prepare` at a new state at time t, which followed a step of h (0: the start).
  void prepared(const BlockReader& read, const StackMesh& mesh, double t, double h);
  /// After a step of h that ended at t was accepted.
  void accepted(const BlockReader& read, const StackMesh& mesh, double t, double h);
  const LayerWatch& of(int layer) const { return layers_[layer]; }
  bool any_above(double temperature) const;  ///< a cell's mean
  void pass(Tape& tape) { tape.pass(layers_); }

 private:
  void heating(LayerWatch& w, int layer, double slope, double t, double h);
  void self_heating(LayerWatch& w, double heat, double t);
  std::shared_ptr<const StackPlan> plan_;
  std::vector<LayerWatch> layers_;
};

}  // namespace voxvolt::runaway
