// SPDX-License-Identifier: BSD-3-Clause
// The page about a run.
#pragma once

#include <string>
#include <vector>

#include "report/figures.hpp"
#include "report/run_facts.hpp"

namespace voxvolt::report {

/// What was drawn for one stage, and what was not.
struct Gallery {
  std::vector<Figure> figures;
  std::vector<std::string> left_out;
};

/// One self-contained HTML page. `galleries` are in the order of the run's stages.
std::string page(const Run& run, const std::vector<Gallery>& galleries);

}  // namespace voxvolt::report
