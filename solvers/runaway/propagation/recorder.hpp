// SPDX-License-Identifier: BSD-3-Clause
// Curves and profiles of a stack, interpolated within its steps.
#pragma once

#include <memory>

#include "solvers/runaway/propagation/stack_mesh.hpp"

namespace voxvolt::runaway {

class Recorder {
 public:
  explicit Recorder(std::shared_ptr<const StackPlan> plan);
  void start(const StackMesh& mesh);
  /// What is due in the step of h that ended at t.
  void accepted(const BlockReader& read, const StackMesh& mesh, double t, double h);
  const StackCurves& curves() const { return curves_; }
  const StackProfiles& profiles() const { return profiles_; }
  void pass(Tape& tape);

 private:
  bool has_gas() const { return !plan_->gas_names.empty(); }
  void curve(const BlockReader& read, const StackMesh& mesh, double time, double share, double h);
  void profile(const BlockReader& read, const StackMesh& mesh, double time, double share);
  std::shared_ptr<const StackPlan> plan_;
  std::vector<double> profile_times_;
  StackCurves curves_;
  StackProfiles profiles_;
  std::int64_t next_ = 1;  ///< of the sampling intervals
  std::size_t next_profile_ = 0;
};

}  // namespace voxvolt::runaway
