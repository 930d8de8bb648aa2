// SPDX-License-Identifier: BSD-3-Clause
// Runs gnuplot, as a program of its own and without a shell.
#pragma once

#include <string>

namespace voxvolt::report {

/// Runs `gnuplot script` with `folder` as its working directory, with gnuplot's own defaults (no ~/.gnuplot).
/// `time_limit` is in s; after it gnuplot is killed. Throws MachineFailure when gnuplot is missing, fails or is
/// killed, with what it said.
void run_gnuplot(const std::string& folder, const std::string& script, double time_limit);

}  // namespace voxvolt::report
