// SPDX-License-Identifier: BSD-3-Clause
// The graph of stages as a small picture.
#pragma once

#include <string>
#include <vector>

#include "report/run_facts.hpp"

namespace voxvolt::report {

/// An `<svg>` element: a box for each stage, in rows so that arrows go down; an arrow from each stage to
/// those that take something of it, with what they take as its tool tip; the numbers that a stage hands on, with their
/// errors, where its arrows begin. Empty when there are no stages.
std::string graph_svg(const Run& run);

/// The products of a stage that other stages take, in its order.
std::vector<const campaign::Product*> handed_on(const StageFacts& stage, const std::vector<Arrow>& arrows);

/// The row of each stage: one more than the last of what it needs. What would go round in a circle stays where it
/// is.
std::vector<std::size_t> rows_of(const std::vector<std::string>& stages, const std::vector<Arrow>& arrows);

}  // namespace voxvolt::report
