// SPDX-License-Identifier: BSD-3-Clause
#include <cstdio>

#include "campaign/record.hpp"
#include "cli/verbs.hpp"

namespace voxvolt::cli {

ExitCode verify(const Command& command) {
  const std::vector<std::string> faults = campaign::faults_of(command.subject);
  for (const std::string& fault : faults) std::fprintf(stderr, "%s\n", fault.c_str());
  if (!faults.empty()) return ExitCode::record;
  const campaign::Ledger ledger = campaign::Ledger::read(campaign::RunFolder{command.subject}.ledger());
  std::printf("%s: the record holds: %zu lines of the ledger follow from each other, and every file matches\n",
              command.subject.c_str(), ledger.lines().size());
  return ExitCode::done;
}

}  // namespace voxvolt::cli
