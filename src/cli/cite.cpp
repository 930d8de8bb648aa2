// SPDX-License-Identifier: BSD-3-Clause
#include <cstdio>

#include "campaign/record.hpp"
#include "cli/verbs.hpp"

namespace voxvolt::cli {

ExitCode cite(const Command& command) {
  for (const campaign::StageRecord& record : campaign::read_run(command.subject)) {
    std::printf("%s (%s)\n", record.stage.c_str(), record.kind.c_str());
    for (const std::string& paper : record.cites) std::printf("  - %s\n", paper.c_str());
    if (record.cites.empty()) std::printf("  - no paper: nothing in it is taken from one\n");
  }
  return ExitCode::done;
}

}  // namespace voxvolt::cli
