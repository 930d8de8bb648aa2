// SPDX-License-Identifier: BSD-3-Clause
// Everything that a report tells of a run, read from its folder.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "campaign/ledger.hpp"
#include "campaign/stage_file.hpp"
#include "report/resolved_inputs.hpp"

namespace voxvolt::report {

/// A line of run.jsonl: one time that a stage was at work.
struct Execution {
  std::string stage, identity, status;
  double seconds = 0;  ///< wall clock, slowest rank
  double bytes = 0;    ///< peak resident memory of the largest rank
  std::int64_t ranks = 1;
  std::string time;  ///< UTC, ISO 8601, at its end
};

/// A stage of the last run, done or not.
struct StageFacts {
  std::string name;
  std::string identity;
  std::optional<campaign::StageRecord> record;  ///< of a stage that is done
  campaign::LedgerLine line;                    ///< that says how it ended; of event "" when none does
  std::vector<Input> inputs;
  std::vector<Execution> executions;

  /// `done`, `failed`, `not done`.
  std::string status() const;
};

struct Run {
  std::string title;
  std::vector<StageFacts> stages;  ///< each after what it needs
  std::vector<Arrow> arrows;
  bool knows_arrows = false;  ///< false when resolved.yaml is missing or not the one on the record
  std::optional<campaign::LedgerLine> started, finished;
  std::size_t ledger_lines = 0;
  std::string ledger_hash;  ///< of its last line
};

/// Throws Failure(input) when there is no run in `folder`, RecordFailure when its record does not hold.
Run read_facts(const std::string& folder);

}  // namespace voxvolt::report
