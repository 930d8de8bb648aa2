// SPDX-License-Identifier: BSD-3-Clause
// Members of an ensemble on their way from rank to rank: every bit of every number.
#pragma once

#include <map>
#include <string>

#include "campaign/context.hpp"

namespace voxvolt::campaign {

/// By number.
using Members = std::map<std::size_t, SubGraph::Member>;

std::string text_of(const Members& members);
Members members_of(const std::string& text);

}  // namespace voxvolt::campaign
