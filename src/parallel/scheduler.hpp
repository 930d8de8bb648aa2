// SPDX-License-Identifier: BSD-3-Clause
// Work in pieces that know nothing of each other, shared out while it runs: rank 0 coordinates (and computes too on fewer
// than eight ranks), groups of ranks ask it for the next block.
#pragma once

#include <algorithm>
#include <functional>
#include <limits>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "parallel/communicator.hpp"
#include "parallel/failure.hpp"
#include "parallel/stop_request.hpp"
#include "parallel/task_queue.hpp"

namespace voxvolt::parallel {

/// Thrown on rank 0 only, when all that can be computed has been and is kept, but ranks were lost on the way: nothing can
/// be done together any more. The surviving ranks wait to be dismissed (Session::leave).
class RanksLost : public Failure {
 public:
  explicit RanksLost(const std::string& message) : Failure(ExitCode::stopped, message) {}
};

/// The ranks of a job in groups of equal size, and what is needed to see that one has died.
class RankGroups {
 public:
  /// Collective.
  RankGroups(const Communicator& ranks, int group_size);
  ~RankGroups();
  RankGroups(const RankGroups&) = delete;
  RankGroups& operator=(const RankGroups&) = delete;

  const Communicator& all() const { return all_; }
  const Communicator& own() const { return own_; }  ///< of this rank
  std::size_t count() const { return groups_.size(); }
  bool first_computes() const { return first_computes_; }
  /// May threads beside the main one speak MPI?
  bool threads() const { return threads_; }
  int leader(std::size_t group) const { return groups_[group].front(); }
  bool leads(int rank) const {
    return std::ranges::any_of(groups_, [&](const auto& group) { return group.front() == rank; });
  }
  const std::vector<int>& members(std::size_t group) const { return groups_[group]; }
  /// Is the process of a rank gone? Known of ranks on this host only; of others false.
  bool is_gone(int rank) const;

 private:
  Communicator all_;
  Communicator own_;
  bool split_ = false;
  bool threads_ = false;
  bool first_computes_ = true;
  std::vector<std::vector<int>> groups_;
  std::vector<std::int64_t> processes_;  ///< by rank; 0: cannot be seen from here
};

enum class Loss { overran, rank_lost };

struct ScheduledWork {
  /// Collective over a group: does the tasks, returns (on its first rank) what they came to. An AgreedFailure of code
  /// `stopped` is what the stop request asked for; all else ends the work on all ranks.
  std::function<std::string(std::span<const std::size_t> tasks)> run;
  /// On rank 0, one call at a time, from any thread: puts results where they last. A failure ends the work.
  std::function<void(std::span<const std::size_t> tasks, const std::string& results)> keep;
  /// On rank 0: tasks that came to no end twice.
  std::function<void(std::span<const std::size_t> tasks, Loss why)> give_up;
  /// On rank 0: the last will before the job ends because these tasks keep rank 0 itself, and do not look at the clock.
  std::function<void(std::span<const std::size_t> tasks)> hung;
  /// On rank 0, now and then, one call at a time with `keep`.
  std::function<void()> rest;
  double limit = std::numeric_limits<double>::infinity();  ///< s of wall clock for a task
};

/// Collective. Returns when every task has ended, true, or a stop was asked for, false. `queue` counts on rank 0 only.
/// Throws AgreedFailure when work or keeping failed on some rank, RanksLost as said there.
bool run_scheduled(const RankGroups& groups, TaskQueue queue, const ScheduledWork& work, StopRequest& stop);

/// Ends the other ranks of a job in which some are lost: they wait in run_scheduled. Rank 0 only.
void dismiss_others(const Communicator& all);

}  // namespace voxvolt::parallel
