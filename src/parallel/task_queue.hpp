// SPDX-License-Identifier: BSD-3-Clause
// Which group of ranks does what next. Plain bookkeeping: no MPI, no threads, no clock.
#pragma once

#include <cstddef>
#include <deque>
#include <map>
#include <vector>

namespace voxvolt::parallel {

/// One piece of work, of which nothing depends on who does it, when, and beside which others.
struct Task {
  std::size_t number = 0;
  double seconds = 0;  ///< predicted; 0: not known
  int tried = 0;       ///< times that it was begun and came to no end
};

/// How many tasks go out at once: as many as `seconds` hold by what was measured (before: by what is predicted, or
/// `first`), never more than a fair share of what is left.
struct BlockRule {
  std::size_t first = 1;
  std::size_t least = 1;  ///< but for what is left
  std::size_t most = 1;
  double seconds = 0;
};

/// Tasks go out longest predicted first, ties by their order, in blocks. A block that was missed (its group was lost, or
/// took too long) goes out once more, each task alone; what is missed a second time is given up.
class TaskQueue {
 public:
  TaskQueue(std::vector<Task> tasks, const BlockRule& rule, std::size_t groups);

  enum class Next { work, wait, end };  ///< wait: others may yet miss what they have in hand
  /// `group` has nothing in hand.
  Next take(std::size_t group);
  const std::vector<Task>& in_hand(std::size_t group) { return in_hand_[group]; }
  /// What the group had in hand has ended, `seconds` after it was taken.
  void done(std::size_t group, double seconds);
  /// The numbers that are given up.
  std::vector<std::size_t> missed(std::size_t group);
  /// The group is no more: shares are among the others.
  void leave() { groups_ = groups_ > 1 ? groups_ - 1 : 1; }
  /// Nothing goes out any more; what is in hand may still end.
  void close() { open_ = false; }
  bool nothing_in_hand() const;

 private:
  std::size_t block_size() const;

  std::deque<Task> waiting_;
  std::map<std::size_t, std::vector<Task>> in_hand_;
  BlockRule rule_;
  std::size_t groups_;
  bool open_ = true;
  double measured_seconds_ = 0;
  std::size_t measured_tasks_ = 0;
};

}  // namespace voxvolt::parallel
