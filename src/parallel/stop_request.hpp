// SPDX-License-Identifier: BSD-3-Clause
// A polite end: signals and time limits ask, the run answers at the next step with a checkpoint and code 75.
#pragma once

#include <atomic>
#include <csignal>
#include <optional>
#include <string>

#include "parallel/communicator.hpp"

namespace voxvolt::parallel {

/// Listens for SIGUSR1 and SIGTERM from its construction to its end, and watches the clock. One at a time.
class StopRequest {
 public:
  /// `time_limit`: seconds from now. Without it the end of the Slurm job counts, if there is one (SLURM_JOB_END_TIME,
  /// seconds since 1970), less a margin to write a checkpoint in: 60 s, or a tenth of the time that is left now if that
  /// is less. Throws MachineFailure when that variable is not a number.
  explicit StopRequest(std::optional<double> time_limit = std::nullopt);
  /// Signals mean again what they meant before.
  ~StopRequest();
  StopRequest(const StopRequest&) = delete;
  StopRequest& operator=(const StopRequest&) = delete;

  /// Collective, one allreduce: has any of these ranks been asked to stop? The same answer on all of them. Once yes,
  /// always yes.
  bool asked(const Communicator& ranks);
  /// As if a signal had come. From any thread.
  void ask() { told_ = true; }
  /// From now on `asked` is also true once `time_limit` (s) is over, until `unwatch`, which forgets it.
  void watch(double time_limit);
  void unwatch();
  /// Did `asked` agree because of `watch`?
  bool overran() const { return agreed_ == Reason::watched; }
  /// Why, as `asked` agreed on: "signal USR1", "signal TERM", "time limit", "end of the Slurm job"; empty before.
  std::string reason() const;

 private:
  enum class Reason : int { none, watched, told, end_of_job, time_limit, term, usr1 };
  Reason here() const;

  std::optional<double> deadline_;  // s, on the clock of `seconds()`
  Reason deadline_means_ = Reason::time_limit;
  std::optional<double> watched_until_;  // s, on that clock
  std::atomic<bool> told_ = false;
  Reason agreed_ = Reason::none;
  struct sigaction before_usr1_ = {};
  struct sigaction before_term_ = {};
};

}  // namespace voxvolt::parallel
