// SPDX-License-Identifier: BSD-3-Clause
// The part of the page that is about one stage.
#pragma once

#include <string>

#include "report/page.hpp"

namespace voxvolt::report {

std::string stage_section(const StageFacts& stage, const Gallery& gallery);

/// A product's value as people read it: `4.98 ± 0.02 A h`; short arrays in full, others by size and range.
std::string value_text(const campaign::Product& product);

}  // namespace voxvolt::report
