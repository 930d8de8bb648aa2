// SPDX-License-Identifier: BSD-3-Clause
#include "cli/campaign_source.hpp"

#include "parallel/shared_text.hpp"

namespace voxvolt::cli {

campaign::CampaignSource source_of(const Command& command, const parallel::Communicator& ranks) {
  constexpr std::size_t kLargest = 16u << 20;  // bytes; no campaign is written by hand beyond
  return {command.subject, parallel::read_small_file(ranks, command.subject, kLargest), command.sets, command.petsc};
}

}  // namespace voxvolt::cli
