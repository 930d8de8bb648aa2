// SPDX-License-Identifier: BSD-3-Clause
// The active set of a grid: tiles ahead of the front are one entry each; those that change smoothly, pieces; the rest whole.
#include <algorithm>
#include <cmath>

#include "solvers/runaway/propagation/stack_mesh.hpp"

namespace voxvolt::runaway {

namespace {

constexpr int kLeastSteps = 16;  // between changes that only save work: each couples the grid anew

TileForm coarsest_smooth(const GridTile& tile) { return tile.has_pieces() ? TileForm::pieces : TileForm::whole; }

}  // namespace

/// Heated, shorted or triggered: whole until it is spent.
bool StackMesh::is_driven(int part) const {
  const StackParams& s = *plan_->stack;
  return plan_->triggered[part] ||
         std::any_of(s.heaters.begin(), s.heaters.end(), [part](const Heater& h) { return h.layer == part; }) ||
         std::any_of(s.shorts.begin(), s.shorts.end(), [part](const Short& x) { return x.layer == part; });
}

/// Whole from the start: what is driven, or touches something of another temperature.
bool StackMesh::disturbed_in_grid(int part) const {
  const StackParams& s = *plan_->stack;
  const auto& beside = plan_->grid->touching(part);
  return is_driven(part) || std::any_of(beside.begin(), beside.end(), [&](int other) {
           return std::abs(s.layers[other].initial_temperature - s.layers[part].initial_temperature) > 1e-6;
         });
}

void StackMesh::start_grid() {
  for (std::size_t t = 0; t < plan_->tiles.size(); ++t)
    if (const int part = plan_->tiles[t].part; plan_->is_cell(part) && !disturbed_in_grid(part))
      tile_forms_[t] = TileForm::one;
  follow_cells(tile_forms_);
}

/// What does not react is as fine as the finest cell that it touches.
void StackMesh::follow_cells(std::vector<TileForm>& forms) const {
  for (std::size_t t = 0; t < forms.size(); ++t) {
    const GridTile& tile = plan_->tiles[t];
    if (plan_->is_cell(tile.part)) continue;
    std::optional<TileForm> finest;
    for (const int other : tile.touching)
      if (plan_->is_cell(plan_->tiles[other].part)) finest = std::max(finest.value_or(TileForm::one), forms[other]);
    forms[t] = finest.value_or(TileForm::pieces);
    if (forms[t] == TileForm::pieces) forms[t] = coarsest_smooth(tile);
  }
}

void StackMesh::couple_grid() {
  const bool all_whole =
      std::all_of(tile_forms_.begin(), tile_forms_.end(), [](TileForm f) { return f == TileForm::whole; });
  grid_ = all_whole ? plan_->grid : std::make_shared<const GridCoupling>(*plan_->given.grid, plan_->tiles, tile_forms_);
  blocks_.clear();
  volumes_ = grid_->size();
  for (int i = 0; i < plan_->layers(); ++i) {
    block_of_[i] = i;
    blocks_.push_back({i, grid_->first(i), grid_->count(i)});
    states_[i].share = grid_->share() + grid_->first(i);
  }
}

/// From the entries of one coupling to those of the present one; the mean of each tile is kept.
std::vector<double> StackMesh::carried(const std::vector<double>& values, int part, const GridCoupling& from) const {
  const GridParams& g = *plan_->given.grid;
  std::vector<double> out;
  out.reserve(grid_->count(part));
  for (std::size_t t = 0; t < plan_->tiles.size(); ++t) {
    const GridTile& tile = plan_->tiles[t];
    if (tile.part != part) continue;
    const std::size_t before = from.count_of_tile(t), now = grid_->count_of_tile(t);
    const auto start = values.begin() + static_cast<std::ptrdiff_t>(from.first_of_tile(t) - from.first(part));
    const std::vector<double> own(start, start + static_cast<std::ptrdiff_t>(before));
    std::vector<double> next;
    if (now == before) {
      next = own;
    } else if (before == 1) {
      next.assign(now, own[0]);
    } else if (now == 1) {
      double sum = 0, volume = 0;
      for (std::size_t e = 0; e < before; ++e)
        sum += own[e] * from.volume(from.first_of_tile(t) + e), volume += from.volume(from.first_of_tile(t) + e);
      next = {sum / volume};
    } else {
      next = now < before ? piece_means(g, tile, own) : spread_linearly(g, tile, own);
    }
    out.insert(out.end(), next.begin(), next.end());
  }
  return out;
}

void StackMesh::lay_out_grid() {
  const std::shared_ptr<const GridCoupling> before = grid_ ? grid_ : plan_->grid;
  couple_grid();
  for (int i = 0; i < plan_->layers(); ++i) {
    states_[i].temperature = carried(states_[i].temperature, i, *before);
    for (auto& x : states_[i].extents) x = carried(x, i, *before);
  }
}

double StackMesh::bend_of(const BlockReader& read, std::size_t t) const {
  const GridTile& tile = plan_->tiles[t];
  const double* first = read.line().temperature() + grid_->first_of_tile(t);
  const std::vector<double> own(first, first + grid_->count_of_tile(t));
  return curvature(tile, tile_forms_[t] == TileForm::whole ? piece_means(*plan_->given.grid, tile, own) : own);
}

/// The form that a cell needs next.
TileForm StackMesh::next_form(const BlockReader& read, std::size_t t) {
  const ActiveSet& set = plan_->given.active_set;
  const GridTile& tile = plan_->tiles[t];
  const int part = tile.part;
  const Block& b = blocks_[part];
  const TileForm now = tile_forms_[t];
  const double rise = read.mean(read.line().temperature(), b) - reference_[part];
  if (now == TileForm::one) {
    if (spent_[part]) return now;
    const bool wakes = std::abs(rise) > set.promote_rise || read.at(read.line().heat(), b.first) > set.promote_rate;
    return wakes ? coarsest_smooth(tile) : now;
  }
  if (!tile.has_pieces()) {
    const auto& beside = plan_->neighbours[part];
    const auto is_over = [&](int other) { return spent_[other] || is_spent(read, blocks_[other]); };
    if (!is_over(part) || !std::all_of(beside.begin(), beside.end(), is_over)) return now;
    spent_[part] = true;
    return TileForm::one;
  }
  if (!spent_[part]) {
    if (now == TileForm::pieces && read.most(read.line().heat(), b) > set.promote_rate) return TileForm::whole;
    if (now == TileForm::whole) spent_[part] = has_reacted(read, b);
    if (!spent_[part] && (is_driven(part) || read.most(read.line().heat(), b) > 0.5 * set.promote_rate))
      return TileForm::whole;
  }
  const double pace = spent_[part] ? 0 : std::abs(read.mean(read.line().slope(), b)) / set.brisk;
  const double allowed = std::max(set.least_bend, set.bend_share * std::abs(rise));
  const double need = std::max(bend_of(read, t) / allowed, pace);
  if (now == TileForm::pieces) return need > 1 ? TileForm::whole : now;
  return need < 0.5 ? TileForm::pieces : now;
}

void StackMesh::revise_grid(const BlockReader& read) {
  wanted_tiles_ = tile_forms_;
  for (std::size_t t = 0; t < plan_->tiles.size(); ++t)
    if (plan_->is_cell(plan_->tiles[t].part)) wanted_tiles_[t] = next_form(read, t);
  follow_cells(wanted_tiles_);
  ++unchanged_for_;
  bool is_finer = false;
  for (std::size_t t = 0; t < tile_forms_.size(); ++t) is_finer = is_finer || wanted_tiles_[t] > tile_forms_[t];
  if (!is_finer && unchanged_for_ < kLeastSteps) wanted_tiles_ = tile_forms_;
}

}  // namespace voxvolt::runaway
