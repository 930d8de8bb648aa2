// SPDX-License-Identifier: BSD-3-Clause
// Members whose curves end at different places, or are sampled at others, in one table.
#pragma once

#include <vector>

#include "campaign/context.hpp"
#include "stages/ensemble_table.hpp"

namespace voxvolt::stages {

/// Puts the curves of all members that ended well on one axis: that of the member that goes on longest (the first of
/// equals). The others are linear between their own samples and NaN after their end. Arrays of several axes that differ
/// cannot stand in one table: those members are `corrupt`. Members of equal axes are left as they are.
void onto_common_axes(std::vector<campaign::SubGraph::Member>& members);

/// Places of a column that statistics can be taken at: of a curve, those that every member which ended well has a value at.
std::vector<std::size_t> complete_places(const Table& table, const CollectedColumn& column);

/// The column at some of its places only.
CollectedColumn at_places(const CollectedColumn& column, const std::vector<std::size_t>& places);

/// `count` estimates for each of `places` -> for each of `width` places, unknown elsewhere.
std::vector<uq::Estimate> at_all_places(const std::vector<uq::Estimate>& some, std::size_t count,
                                        const std::vector<std::size_t>& places, std::size_t width);

}  // namespace voxvolt::stages
