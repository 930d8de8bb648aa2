// SPDX-License-Identifier: BSD-3-Clause
#include "solvers/runaway/propagation/stack_mesh.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "solvers/runaway/propagation/boundaries.hpp"

namespace voxvolt::runaway {

double StackMesh::LayerState::mean(const std::vector<double>& v) const {
  if (v.size() == 1) return v[0];
  if (share) return std::inner_product(v.begin(), v.end(), share, 0.0);
  return std::accumulate(v.begin(), v.end(), 0.0) / static_cast<double>(v.size());
}

void StackMesh::LayerState::become(std::size_t count) {
  const auto change = [this, count](std::vector<double>& v) {
    if (v.size() != count) v.assign(count, mean(v));
  };
  change(temperature);
  for (auto& x : extents) change(x);
}

StackMesh::StackMesh(std::shared_ptr<const StackPlan> plan) : plan_(std::move(plan)) {
  const auto reactions = plan_->kinetics.shape.reactions.size();
  for (const Layer& l : plan_->stack->layers) {
    const double start = plan_->stack->imposed ? value_at(*plan_->stack->imposed, 0) : l.initial_temperature;
    states_.push_back({std::vector<double>(l.volumes, start),
                       std::vector<std::vector<double>>(reactions, std::vector<double>(l.volumes, 0.0)), nullptr});
    reference_.push_back(start);
  }
  spent_.assign(states_.size(), false);
  const Sides& sides = plan_->stack->sides;
  may_rest_ = sides.perimeter_per_area == 0 || sides.exchange.ambient.time.size() == 1;
  start_forms();
  wanted_ = forms_;
  plan_->grid ? lay_out_grid() : lay_out();
}

/// Whole from the start: what is heated, shorted, triggered, or beside something of another temperature.
bool StackMesh::disturbed(int layer) const {
  const StackParams& s = *plan_->stack;
  const double own = s.layers[layer].initial_temperature;
  if (plan_->triggered[layer]) return true;
  for (const Heater& h : s.heaters)
    if (h.layer == layer) return true;
  for (const Short& x : s.shorts)
    if (x.layer == layer) return true;
  const auto differs = [own](double t) { return std::abs(t - own) > 1e-6; };
  if (layer > 0 && differs(s.layers[layer - 1].initial_temperature)) return true;
  if (layer + 1 < plan_->layers() && differs(s.layers[layer + 1].initial_temperature)) return true;
  const auto end = [&](const End& e) {
    if (e.kind == End::Kind::adiabatic) return false;
    const Programme& p = e.kind == End::Kind::held ? e.temperature : e.exchange.ambient;
    return p.time.size() > 1 || differs(p.temperature[0]);
  };
  return (layer == 0 && end(s.left)) || (layer + 1 == plan_->layers() && end(s.right));
}

void StackMesh::start_forms() {
  forms_.assign(states_.size(), Form::resolved);
  tile_forms_.assign(plan_->tiles.size(), TileForm::whole);
  block_of_.assign(states_.size(), -1);
  if (!plan_->given.active_set.on || plan_->stack->imposed || plan_->stack->calorimeter) return;
  if (plan_->grid) return start_grid();
  for (int i = 0; i < plan_->layers(); ++i)
    if (plan_->is_cell(i) && !disturbed(i)) forms_[i] = Form::single;
}

void StackMesh::lay_out() {
  blocks_.clear();
  block_of_.assign(states_.size(), -1);
  volumes_ = 0;
  for (int i = 0; i < plan_->layers(); ++i) {
    const auto whole = static_cast<std::size_t>(plan_->stack->layers[i].volumes);
    states_[i].become(forms_[i] == Form::resolved ? whole : 1);
    if (forms_[i] == Form::unlisted) continue;
    block_of_[i] = static_cast<int>(blocks_.size());
    blocks_.push_back({i, volumes_, states_[i].temperature.size()});
    volumes_ += blocks_.back().count;
  }
}

const Block* StackMesh::block_of(int layer) const {
  return block_of_[layer] < 0 ? nullptr : &blocks_[block_of_[layer]];
}

double StackMesh::width(const Block& b) const {
  return plan_->stack->layers[b.layer].thickness / static_cast<double>(b.count);
}
double StackMesh::half_resistance(const Block& b) const {
  return width(b) / (2 * plan_->stack->layers[b.layer].conductivity);
}

/// Voxels of a grid: capacity and exchange of each, and the couplings of all.
void StackMesh::write_grid(Line& line) const {
  for (const Block& b : blocks_) {
    const LayerState& state = states_[b.layer];
    Volume v;
    v.heat_capacity = plan_->heat_capacity(b.layer);
    v.kind = &plan_->kinetics.kinds[b.layer];
    for (std::size_t i = 0; i < b.count; ++i) {
      v.thickness = grid_->volume(b.first + i);  // of 1 m^2
      v.side_coefficient = grid_->exchange(b.first + i);
      v.side_emissivity = grid_->radiating(b.first + i);
      v.temperature = state.temperature[i];
      for (std::size_t r = 0; r < state.extents.size(); ++r) v.extents[r] = state.extents[r][i];
      line.set_volume(b.first + i, 0, v);
    }
  }
  line.set_surroundings(0, {plan_->stack.get(), 1, 1});
  line.couple(std::make_shared<GridCoupling>(*grid_), plan_->given.linear_tolerance, plan_->given.preconditioner);
}

void StackMesh::write(Line& line, std::size_t lane) const {
  if (plan_->grid) return write_grid(line);
  const StackParams& s = *plan_->stack;
  const bool imposed = s.imposed.has_value();
  for (std::size_t k = 0; k < blocks_.size(); ++k) {
    const Block& b = blocks_[k];
    const Layer& layer = s.layers[b.layer];
    const LayerState& state = states_[b.layer];
    Volume v;
    v.thickness = width(b), v.heat_capacity = plan_->heat_capacity(b.layer);
    v.kind = &plan_->kinetics.kinds[b.layer], v.heated = !imposed;
    if (!imposed) {
      v.side_coefficient = s.sides.perimeter_per_area * v.thickness * s.sides.exchange.coefficient;
      v.side_emissivity = s.sides.perimeter_per_area * v.thickness * s.sides.exchange.emissivity;
    }
    for (std::size_t i = 0; i < b.count; ++i) {
      v.contact = imposed ? 0 : layer.conductivity / v.thickness;
      if (i == 0) {
        const bool touches = k > 0 && blocks_[k - 1].layer == b.layer - 1 && !imposed;
        v.contact = touches ? 1 / (half_resistance(blocks_[k - 1]) + s.contacts[b.layer - 1] + half_resistance(b)) : 0;
      }
      v.temperature = state.temperature[i];
      for (std::size_t r = 0; r < state.extents.size(); ++r) v.extents[r] = state.extents[r][i];
      line.set_volume(b.first + i, lane, v);
    }
  }
  line.set_surroundings(lane, {&s, 1 / half_resistance(blocks_.front()), 1 / half_resistance(blocks_.back())});
  line.couple();
}

void StackMesh::read(const Line& line, std::size_t lane) {
  const BlockReader reader(line, lane);
  for (const Block& b : blocks_) {
    LayerState& state = states_[b.layer];
    for (std::size_t i = 0; i < b.count; ++i) {
      state.temperature[i] = reader.at(line.temperature(), b.first + i);
      for (std::size_t r = 0; r < state.extents.size(); ++r)
        state.extents[r][i] = reader.at(line.extent(static_cast<int>(r)), b.first + i);
    }
  }
}

double StackMesh::mean_temperature(int layer) const { return states_[layer].mean(states_[layer].temperature); }
double StackMesh::mean_extent(int layer, int r) const { return states_[layer].mean(states_[layer].extents[r]); }
double StackMesh::temperature(int layer, int volume) const {
  const auto& t = states_[layer].temperature;
  return t.size() == 1 ? t[0] : t[place(layer, volume)];
}
double StackMesh::extent(int layer, int r, int volume) const {
  const auto& x = states_[layer].extents[r];
  return x.size() == 1 ? x[0] : x[place(layer, volume)];
}

std::size_t StackMesh::place(int layer, int volume) const {
  const auto v = static_cast<std::size_t>(volume);
  if (plan_->grid) return grid_->entry_of(plan_->grid->voxel(plan_->grid->first(layer) + v)) - grid_->first(layer);
  return states_[layer].temperature.size() == 1 ? 0 : v;
}

void StackMesh::pass(Tape& tape) {
  tape.pass(forms_), tape.pass(spent_), tape.pass(reference_), tape.pass(tile_forms_), tape.pass(unchanged_for_);
  for (LayerState& s : states_) {
    tape.pass(s.temperature);
    for (auto& x : s.extents) tape.pass(x);
  }
  if (tape.reading()) {
    wanted_ = forms_;
    plan_->grid ? couple_grid() : lay_out();
  }
}

}  // namespace voxvolt::runaway
