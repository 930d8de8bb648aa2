// SPDX-License-Identifier: BSD-3-Clause
// Running a campaign in a folder: what is done is reused, what is not is run, and each finished stage is on the record.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "campaign/campaign.hpp"
#include "parallel/session.hpp"
#include "parallel/stop_request.hpp"

namespace voxvolt::campaign {

struct RunRequest {
  CampaignSource source;
  std::string folder;
  std::string only;  ///< this stage and what it needs; empty: all
  bool fresh = false;
  bool quiet = false;
  /// Compute these members of an ensemble, [first, end), and nothing that comes after.
  std::optional<std::pair<std::size_t, std::size_t>> members{};
};

/// Collective. Returns ExitCode::done, or ExitCode::solver when a stage failed and all that did not need it was run. Throws
/// Failure for everything else (input, machine, record, stopped).
ExitCode run(const RunRequest& request, const Catalogue& catalogue, parallel::Session& session,
             parallel::StopRequest& stop);

/// out/<name of the campaign's file without its ending>
std::string default_folder(const std::string& campaign_file);

}  // namespace voxvolt::campaign
