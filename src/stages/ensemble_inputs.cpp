// SPDX-License-Identifier: BSD-3-Clause
#include "stages/ensemble_inputs.hpp"

#include <algorithm>

#include "config/names.hpp"

namespace voxvolt::stages {

std::vector<config::Complaint> EnsembleInputs::check(const EnsembleInputs& in) {
  std::vector<config::Complaint> complaints;
  if (in.vary.empty()) complaints.push_back({"vary", "is empty: nothing is varied"});
  for (std::size_t i = 0; i < in.collect.size(); ++i) {
    const std::string key = "collect." + std::to_string(i + 1);
    const std::string& path = in.collect[i];  // empty for a reference
    if (!config::is_path(path))
      complaints.push_back({key, "is no path of a product; write `stage.product`, without a `$`"});
    else if (std::count(in.collect.begin(), in.collect.begin() + static_cast<std::ptrdiff_t>(i), path) > 0)
      complaints.push_back({key, path + " is collected twice"});
  }
  return complaints;
}

}  // namespace voxvolt::stages
