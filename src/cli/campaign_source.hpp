// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "campaign/campaign.hpp"
#include "cli/command_line.hpp"

namespace voxvolt::cli {

/// Collective. The campaign that a command line names. Throws AgreedFailure when the file cannot be read.
campaign::CampaignSource source_of(const Command& command, const parallel::Communicator& ranks);

}  // namespace voxvolt::cli
