// SPDX-License-Identifier: BSD-3-Clause
// What `check` prints: the stages in order, what each gives and is expected to need, what would be reused.
#pragma once

#include <string>

#include "campaign/campaign.hpp"

namespace voxvolt::campaign {

/// One process. Reads the record in `folder` when there is one; changes nothing.
std::string plan_text(const Campaign& campaign, const std::string& folder);

}  // namespace voxvolt::campaign
