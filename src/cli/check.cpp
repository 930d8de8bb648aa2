// SPDX-License-Identifier: BSD-3-Clause
#include <cstdio>

#include "campaign/plan.hpp"
#include "campaign/run.hpp"
#include "cli/campaign_source.hpp"
#include "cli/verbs.hpp"

namespace voxvolt::cli {

ExitCode check(const Command& command, const campaign::Catalogue& catalogue, parallel::Session& session) {
  const campaign::Campaign campaign =
      campaign::load_campaign(source_of(command, session.world()), catalogue, session.world());
  const std::string folder = command.out.empty() ? campaign::default_folder(command.subject) : command.out;
  if (session.world().is_first()) std::fputs(campaign::plan_text(campaign, folder).c_str(), stdout);
  return ExitCode::done;
}

}  // namespace voxvolt::cli
