// SPDX-License-Identifier: BSD-3-Clause
// One function per verb; each returns the exit code, or throws Failure. Those with a session are collective.
#pragma once

#include "campaign/stage_kind.hpp"
#include "cli/command_line.hpp"
#include "parallel/failure.hpp"
#include "parallel/session.hpp"

namespace voxvolt::cli {

ExitCode run(const Command& command, const campaign::Catalogue& catalogue, parallel::Session& session);
ExitCode check(const Command& command, const campaign::Catalogue& catalogue, parallel::Session& session);
ExitCode export_stage(const Command& command, const campaign::Catalogue& catalogue, parallel::Session& session);
ExitCode describe(const Command& command, const campaign::Catalogue& catalogue);
ExitCode get(const Command& command);
ExitCode report(const Command& command);
ExitCode verify(const Command& command);
ExitCode cite(const Command& command);

}  // namespace voxvolt::cli
