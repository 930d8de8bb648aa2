// SPDX-License-Identifier: BSD-3-Clause
// Everything that must be started once, in order, and ended in reverse: MPI, Kokkos, PETSc.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "parallel/communicator.hpp"

namespace voxvolt::parallel {

/// Made once, in `main`, before anything that uses MPI, Kokkos or PETSc; outlives all of it. Making and ending it is
/// collective over the job: an exception that only one rank sees must not pass through its scope (see `abort`).
///
/// PETSc hears only the options handed in here: neither `.petscrc` nor the variables PETSC_OPTIONS and
/// PETSC_OPTIONS_YAML, which are removed from the environment. Its errors come back as codes (see petsc_check.hpp),
/// and it leaves signals alone. Kokkos sees none of our arguments. An error inside MPI ends the job with code 4.
class Session {
 public:
  /// `petsc_options`: words as on a command line, "-key", "value", "-flag". Throws Failure(input) for a word that is
  /// neither, MachineFailure when a library does not start.
  Session(int argc, char** argv, const std::vector<std::string>& petsc_options = {});
  ~Session();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  /// All ranks of the job; after `go_on_alone` this one.
  const Communicator& world() const;
  /// On rank 0 of a job that has lost ranks (RanksLost): nothing is done together any more.
  void go_on_alone();
  bool is_alone() const;
  /// The end of such a job: dismisses the ranks that are left, which MPI could not end in order, and ends with `code`.
  [[noreturn]] void leave(int code) const;
  /// How many of them share this rank's host.
  int ranks_on_this_host() const;

  /// Options of one stage, without the prefix `<stage>_`, with which they enter; an empty value is a flag, and a key given
  /// again replaces the earlier.
  void insert_options(const std::string& stage, const std::map<std::string, std::string>& options);
  /// Options that were handed in and that nothing has asked for so far, as "-key" or "-key value", sorted; without
  /// those that PETSc reads only when it ends.
  std::vector<std::string> unused_options() const;

  /// For what escapes on one rank while others may be waiting for it: prints `where` with the rank and ends the whole
  /// job with `code`. Other ranks are ended by the launcher, those that hold back SIGTERM (StopRequest) by its SIGKILL:
  /// Open MPI waits twice odls_base_sigkill_timeout (1 s unless set) for that.
  [[noreturn]] void abort(const std::string& where, int code) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace voxvolt::parallel
