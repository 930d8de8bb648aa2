// SPDX-License-Identifier: BSD-3-Clause
#include "report/report.hpp"

#include <cstdio>

#include "cli/verbs.hpp"

namespace voxvolt::cli {

ExitCode report(const Command& command) {
  report::write(command.subject);
  std::printf("%s/report.html\n", command.subject.c_str());
  return ExitCode::done;
}

}  // namespace voxvolt::cli
