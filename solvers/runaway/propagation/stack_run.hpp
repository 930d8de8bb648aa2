// SPDX-License-Identifier: BSD-3-Clause
// One stack in time, on a line of its own or in a lane of one that it shares.
#pragma once

#include <array>
#include <memory>

#include "numerics/rodas4.hpp"
#include "solvers/runaway/propagation/recorder.hpp"
#include "solvers/runaway/propagation/sources.hpp"
#include "solvers/runaway/propagation/watch.hpp"

namespace voxvolt::runaway {

class StackRun {
 public:
  explicit StackRun(std::shared_ptr<const StackPlan> plan);

  /// Takes its place; the state goes into the line.
  void attach(Line& line, std::size_t lane);
  /// Takes its state back from the line.
  void detach();
  const StackPlan& plan() const { return *plan_; }
  std::size_t volumes() const { return mesh_.volumes(); }
  bool running() const { return status_ == StackStatus::running; }
  StackStatus status() const { return status_; }
  double time() const { return t_; }

  /// The line was prepared at this state: true where the list of volumes has to change (then `regroup`).
  bool prepared();
  /// Reads the state, changes the list; the stack needs a new line of volumes().
  void regroup();
  Attempt next_try();
  /// The line made the try. True: accepted, and the line stands at its end.
  bool judge(Line& line, const Trial& trial);

  StackResult result() const;
  VoxelState voxels(std::optional<std::size_t> profile) const;
  void pass(Tape& tape);
  const std::string& reason() const { return reason_; }
  void set_reason(std::string reason) { reason_ = std::move(reason); }

 private:
  void take(const Trial& trial);
  void fail(StackStatus status, const std::string& why);
  std::optional<double> switch_share() const;
  void tell_cells(StackResult& out) const;
  void tell_fronts(StackResult& out) const;
  void tell_neighbours(StackResult& out) const;
  void tell_energy(StackResult& out) const;
  void tell_margin(StackResult& out) const;
  double released(int layer, bool electrical) const;  ///< J
  const BlockReader reader() const { return {*line_, lane_}; }

  std::shared_ptr<const StackPlan> plan_;
  StackMesh mesh_;
  Sources sources_;
  Watch watch_;
  Recorder recorder_;
  Line* line_ = nullptr;
  bool may_switch_ = false;  ///< something ends or changes at a temperature
  std::size_t lane_ = 0;
  numerics::StepControl control_{0, 0, false, 0.75};  // ignition makes errors grow
  double t_ = 0, h_ = 1e-4;                           ///< s; of the next step
  double tried_ = 0;                                  ///< s, of the try under way
  double last_step_ = 0;                              ///< s
  std::optional<double> lands_{};                     ///< s, the time where the try must end
  std::optional<double> switches_{};                  ///< s, the length of a step that ends at a switch by temperature
  std::array<double, 3> lost_{};                      ///< J/m^2
  StackCosts costs_;
  std::int64_t counted_ = 0;  ///< of the line's iterations
  StackStatus status_ = StackStatus::running;
  std::string reason_;
};

}  // namespace voxvolt::runaway
