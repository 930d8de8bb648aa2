// SPDX-License-Identifier: BSD-3-Clause
// What a run's folder holds that is done: the ledger together with the files it lists.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "campaign/campaign.hpp"
#include "campaign/ledger.hpp"
#include "campaign/run_folder.hpp"
#include "campaign/stage_file.hpp"

namespace voxvolt::campaign {

/// Is the stage done: does its line exist, and do its file, and the field files that it lists, match? One process.
bool is_done(const RunFolder& folder, const Ledger& ledger, const std::string& stage, const std::string& identity);

/// The records of the stages of the last run in a folder that are done, in its order: what get, report and cite read.
/// Throws Failure(input) when there is no run here, RecordFailure when a file does not match.
std::vector<StageRecord> read_run(const std::string& folder);

/// Everything that is wrong with a run's record, one sentence each; empty when all of it holds.
std::vector<std::string> faults_of(const std::string& folder);

}  // namespace voxvolt::campaign
