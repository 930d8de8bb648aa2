// SPDX-License-Identifier: BSD-3-Clause
#include "report/plot.hpp"

#include <algorithm>
#include <iterator>

namespace voxvolt::report {

Plots plots_of(const campaign::StageRecord& record, const std::string& folder, std::size_t most) {
  Plots all;
  for (Plots some :
       {runaway_plots(record), surrogate_plots(record), impedance_plots(record), differential_plots(record),
        slice_plots(record, folder), curve_plots(record), analysis_plots(record), member_plots(record)}) {
    std::ranges::move(some.plots, std::back_inserter(all.plots));
    std::ranges::move(some.left_out, std::back_inserter(all.left_out));
  }
  for (std::size_t i = most; i < all.plots.size(); ++i)
    all.left_out.push_back("figure " + all.plots[i].name + ": a stage has at most " + std::to_string(most) +
                           " figures here");
  if (all.plots.size() > most) all.plots.resize(most);
  return all;
}

}  // namespace voxvolt::report
