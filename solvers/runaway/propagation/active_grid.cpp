// SPDX-License-Identifier: BSD-3-Clause
// The active set of a grid: cells ahead of the front, and burnt ones behind it, are one entry each; all else is whole.
#include <algorithm>
#include <cmath>

#include "solvers/runaway/propagation/stack_mesh.hpp"

namespace voxvolt::runaway {

/// Whole from the start: what is heated, shorted, triggered, or touches something of another temperature.
bool StackMesh::disturbed_in_grid(int part) const {
  const StackParams& s = *plan_->stack;
  if (plan_->triggered[part]) return true;
  if (std::any_of(s.heaters.begin(), s.heaters.end(), [part](const Heater& h) { return h.layer == part; })) return true;
  if (std::any_of(s.shorts.begin(), s.shorts.end(), [part](const Short& x) { return x.layer == part; })) return true;
  const auto& beside = plan_->grid->touching(part);
  return std::any_of(beside.begin(), beside.end(), [&](int other) {
    return std::abs(s.layers[other].initial_temperature - s.layers[part].initial_temperature) > 1e-6;
  });
}

void StackMesh::start_grid() {
  for (int i = 0; i < plan_->layers(); ++i)
    if (plan_->is_cell(i) && !disturbed_in_grid(i)) forms_[i] = Form::single;
}

void StackMesh::couple_grid() {
  std::vector<bool> single(forms_.size());
  std::transform(forms_.begin(), forms_.end(), single.begin(), [](Form f) { return f == Form::single; });
  const bool all_whole = std::none_of(single.begin(), single.end(), [](bool s) { return s; });
  grid_ = all_whole ? plan_->grid : std::make_shared<const GridCoupling>(*plan_->given.grid, single);
}

void StackMesh::revise_grid(const BlockReader& read) {
  const ActiveSet& set = plan_->given.active_set;
  const Line& line = read.line();
  const std::vector<bool> spent = spent_cells(read);
  for (const Block& b : blocks_) {
    if (!plan_->is_cell(b.layer)) continue;
    if (forms_[b.layer] == Form::resolved) {
      const auto& beside = plan_->neighbours[b.layer];
      if (spent[b.layer] && std::all_of(beside.begin(), beside.end(), [&](int other) { return spent[other]; }))
        wanted_[b.layer] = Form::single, spent_[b.layer] = true;
    } else if (!spent_[b.layer]) {
      const double rise = read.at(line.temperature(), b.first) - reference_[b.layer];
      if (std::abs(rise) > set.promote_rise || read.at(line.heat(), b.first) > set.promote_rate)
        wanted_[b.layer] = Form::resolved;
    }
  }
}

}  // namespace voxvolt::runaway
