// SPDX-License-Identifier: BSD-3-Clause
// The one exception family. Whatever ends a run carries the exit code that the user's contract promises for it.
#pragma once

#include <stdexcept>
#include <string>

namespace voxvolt {

/// What the program returns to the shell; scripts rely on these numbers.
enum class ExitCode : int {
  done = 0,      ///< everything asked was done
  input = 2,     ///< the input is wrong; nothing was run or overwritten
  solver = 3,    ///< a solver failed; what was computed is kept
  machine = 4,   ///< disk, MPI, device
  record = 5,    ///< the record does not match what it says
  stopped = 75,  ///< stopped on a signal or a time limit after a checkpoint: run again to go on
};

/// Base of every error thrown on the host. `what()` is the sentence that the user reads.
class Failure : public std::runtime_error {
 public:
  Failure(ExitCode code, const std::string& message) : std::runtime_error(message), code_(code) {}
  ExitCode code() const { return code_; }

 private:
  ExitCode code_;
};

/// A solver that did not converge or left its domain: says which, where and at what time.
class SolverFailure : public Failure {
 public:
  explicit SolverFailure(const std::string& message) : Failure(ExitCode::solver, message) {}
};

/// Disk, MPI or device.
class MachineFailure : public Failure {
 public:
  explicit MachineFailure(const std::string& message) : Failure(ExitCode::machine, message) {}
};

/// A file of the record that is not what the ledger says.
class RecordFailure : public Failure {
 public:
  explicit RecordFailure(const std::string& message) : Failure(ExitCode::record, message) {}
};

}  // namespace voxvolt
