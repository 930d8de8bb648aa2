// SPDX-License-Identifier: BSD-3-Clause
// How cells come into the list, are resolved, and become one volume again.
#include <cmath>

#include "solvers/runaway/propagation/stack_mesh.hpp"

namespace voxvolt::runaway {

namespace {

constexpr double quiet = 1e-6;  // K/s: a cell that changes no faster is left out

}  // namespace

int StackMesh::next_cell(int layer, int step) const {
  for (int i = layer + step; i >= 0 && i < plan_->layers(); i += step)
    if (plan_->is_cell(i)) return i;
  return -1;
}

bool StackMesh::has_reacted(const BlockReader& read, const Block& b) const {
  const VolumeKind& kind = plan_->kinetics.kinds[b.layer];
  const double least = 1 - plan_->given.active_set.retire_unreacted;
  for (std::size_t r = 0; r < kind.heats.size(); ++r)
    if (kind.heats[r] != 0 && read.least(read.line().extent(static_cast<int>(r)), b) < least) return false;
  return true;
}

bool StackMesh::is_spent(const BlockReader& read, const Block& b) const {
  const ActiveSet& set = plan_->given.active_set;
  const Line& line = read.line();
  if (!has_reacted(read, b)) return false;
  const double spread = read.most(line.temperature(), b) - read.least(line.temperature(), b);
  const double rise = read.mean(line.temperature(), b) - plan_->stack->layers[b.layer].initial_temperature;
  return spread < (plan_->grid ? std::max(set.retire_spread, set.retire_share * rise) : set.retire_spread);
}

std::vector<bool> StackMesh::spent_cells(const BlockReader& read) const {
  std::vector<bool> out = spent_;
  for (const Block& b : blocks_)
    if (plan_->is_cell(b.layer) && forms_[b.layer] == Form::resolved) out[b.layer] = is_spent(read, b);
  return out;
}

bool StackMesh::revise(const Line& line, std::size_t lane) {
  const ActiveSet& set = plan_->given.active_set;
  if (!set.on) return false;
  const BlockReader read(line, lane);
  if (plan_->grid) {
    revise_grid(read);
    return wanted_tiles_ != tile_forms_;
  }
  wanted_ = forms_;
  for (const Block& b : blocks_)
    if (forms_[b.layer] == Form::single && !spent_[b.layer]) {
      const double t = read.at(line.temperature(), b.first);
      const bool rises = std::abs(t - reference_[b.layer]) > set.promote_rise;
      if (rises || read.at(line.heat(), b.first) > set.promote_rate) wanted_[b.layer] = Form::resolved;
    }
  const std::vector<bool> spent = spent_cells(read);
  for (int i = 0; i < plan_->layers(); ++i) {
    if (!plan_->is_cell(i) || forms_[i] != Form::resolved || !spent[i]) continue;
    const int before = next_cell(i, -1), after = next_cell(i, 1);
    if ((before < 0 || spent[before]) && (after < 0 || spent[after])) wanted_[i] = Form::single, spent_[i] = true;
  }
  for (int i = 0; i < plan_->layers(); ++i) {
    if (!plan_->is_cell(i) || wanted_[i] == Form::resolved || spent_[i]) continue;
    const int before = next_cell(i, -1), after = next_cell(i, 1);
    const bool beside =
        (before >= 0 && wanted_[before] == Form::resolved) || (after >= 0 && wanted_[after] == Form::resolved);
    const Block* b = block_of(i);
    if (beside) {
      wanted_[i] = Form::single;
    } else if (b && may_rest_ && std::abs(read.at(line.slope(), b->first)) < quiet &&
               std::abs(read.at(line.heat(), b->first)) < quiet) {
      wanted_[i] = Form::unlisted;
    }
  }
  revise_inert();
  return wanted_ != forms_;
}

/// A layer without reactions is in the list where a cell beside it is.
void StackMesh::revise_inert() {
  for (int i = 0; i < plan_->layers(); ++i) {
    if (plan_->is_cell(i)) continue;
    const int before = next_cell(i, -1), after = next_cell(i, 1);
    const bool needed = (before < 0 && after < 0) || (before >= 0 && wanted_[before] != Form::unlisted) ||
                        (after >= 0 && wanted_[after] != Form::unlisted) || disturbed(i);
    wanted_[i] = needed ? Form::resolved : Form::unlisted;
  }
}

void StackMesh::apply_revision() {
  if (plan_->grid) {
    tile_forms_ = wanted_tiles_, unchanged_for_ = 0;
    return lay_out_grid();
  }
  forms_ = wanted_;
  lay_out();
}

}  // namespace voxvolt::runaway
