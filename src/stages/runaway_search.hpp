// SPDX-License-Identifier: BSD-3-Clause
// The least value at which a cell is kept: bisection, on the mesh asked for and on half of it. Rank-local.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "numerics/archive.hpp"
#include "solvers/runaway/propagation/batch.hpp"

namespace voxvolt::stages {

struct SearchGoal {
  std::function<runaway::StackCase(double)> make;  ///< the case at a value
  double from = 0, to = 0;                         ///< runs away at `from`, is kept at `to`
  int cell = 1;                                    ///< that is to be kept, from 0 among the cells
  double tolerance = 1e-3;                         ///< relative
  bool second_mesh = true;
};

struct SearchFound {
  std::optional<double> value{};
  std::optional<double> error{};  ///< half of the last bracket, and half of what the coarser mesh moves it
  std::string reason;             ///< in words, where there is no value
  std::int64_t runs = 0;
};

class ThresholdRun {
 public:
  explicit ThresholdRun(SearchGoal goal);

  /// At most `steps` accepted steps of the runs under way.
  void advance(std::int64_t steps);
  bool done() const { return stage_ == Stage::done; }
  SearchFound found() const;

  void save(numerics::ArchiveWriter& into, const std::string& name) const;
  void load(numerics::ArchiveReader& from, const std::string& name);

 private:
  enum class Stage : int { ends, halving, done };
  runaway::StackCase case_at(double value) const;
  double middle() const;
  bool keeps(std::int64_t run) const;
  bool is_narrow() const;
  void start();   ///< the runs of this stage
  void judge();   ///< all runs have ended
  void finish();  ///< of this mesh
  void fail(const std::string& why);

  SearchGoal goal_;
  Stage stage_ = Stage::ends;
  int mesh_ = 0;         ///< 0: as asked for, 1: half
  bool is_wide_ = true;  ///< the ends are those of the goal
  double low_, high_;    ///< runs away, is kept
  double fine_low_ = 0, fine_high_ = 0;
  std::optional<double> coarse_{};
  std::int64_t runs_ = 0;
  std::string failure_;
  std::optional<runaway::StackBatch> batch_;
};

}  // namespace voxvolt::stages
