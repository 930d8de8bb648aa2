// SPDX-License-Identifier: BSD-3-Clause
// What a stack has to tell. The state is read from the mesh, which holds it while the stack is detached.
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <limits>

#include "solvers/runaway/propagation/stack_run.hpp"

namespace voxvolt::runaway {

const char* words_for(StackStatus status) {
  switch (status) {
    case StackStatus::running: return "still running";
    case StackStatus::finished: return "finished";
    case StackStatus::step_too_small: return "the time step collapsed";
    case StackStatus::too_many_steps: return "too many steps";
    case StackStatus::not_finite: return "numbers ran out of range";
  }
  return "unknown";
}

double StackRun::released(int layer, bool electrical) const {
  const VolumeKind& kind = plan_->kinetics.kinds[layer];
  double heat = 0;
  for (std::size_t r = 0; r < kind.heats.size(); ++r)
    if ((static_cast<int>(r) == plan_->electrical[layer]) == electrical)
      heat += kind.heats[r] * mesh_.mean_extent(layer, static_cast<int>(r));
  return heat * plan_->stack->layers[layer].thickness * plan_->stack->area;
}

void StackRun::tell_cells(StackResult& out) const {
  for (int i = 0; i < plan_->layers(); ++i) {
    if (!plan_->is_cell(i)) continue;
    const LayerWatch& w = watch_.of(i);
    const Layer& layer = plan_->stack->layers[i];
    const VolumeKind& kind = plan_->kinetics.kinds[i];
    CellOutcome cell;
    cell.layer = i, cell.name = layer.name, cell.triggered = plan_->triggered[i];
    cell.time_to_runaway = w.runaway;
    cell.peak_temperature = w.peak, cell.peak_mean_temperature = w.peak_mean, cell.peak_time = w.peak_time;
    cell.conversion = w.conversion, cell.largest_self_heating = w.largest_heat;
    std::vector<double> extents;
    for (std::size_t r = 0; r < kind.heats.size(); ++r) extents.push_back(mesh_.mean_extent(i, static_cast<int>(r)));
    cell.species = amounts(*plan_->mechanisms[i], kind, extents);
    cell.gases.assign(plan_->gas_names.size(), 0);
    const auto& reactions = plan_->mechanisms[i]->reactions;
    for (std::size_t r = 0; r < reactions.size(); ++r)
      for (const Gas& g : reactions[r].gases) {
        const auto at = std::find(plan_->gas_names.begin(), plan_->gas_names.end(), g.name);
        cell.gases[at - plan_->gas_names.begin()] +=
            g.amount * kind.scales[r] * extents[kind.first_reaction + r] * layer.thickness * plan_->stack->area;
      }
    if (w.conversion > 0.05 && w.fastest > 0)
      cell.front_thickness = std::sqrt(layer.conductivity / plan_->heat_capacity(i) / w.fastest);
    out.cells.push_back(std::move(cell));
  }
}

/// One sentence on all cells whose fronts the mesh cannot hold.
void StackRun::tell_fronts(StackResult& out) const {
  const CellOutcome* worst = nullptr;
  int count = 0;
  for (const CellOutcome& cell : out.cells) {
    if (plan_->layers() == 1 || cell.front_thickness == 0 || cell.front_thickness >= 1.5 * plan_->width(cell.layer))
      continue;
    ++count;
    const auto share = [&](const CellOutcome& c) { return c.front_thickness / plan_->width(c.layer); };
    if (!worst || share(cell) < share(*worst)) worst = &cell;
  }
  if (!worst) return;
  char line[240];
  std::snprintf(line, sizeof line,
                "%s (layer %d)%s: the front is %.3g mm thin and the volumes are %.3g mm: times depend on the mesh",
                worst->name.c_str(), worst->layer + 1,
                count > 1 ? (", the worst of " + std::to_string(count) + " cells").c_str() : "",
                1e3 * worst->front_thickness, 1e3 * plan_->width(worst->layer));
  out.warnings.push_back(line);
}

void StackRun::tell_neighbours(StackResult& out) const {
  if (!plan_->grid) {
    for (std::size_t i = 0; i + 1 < out.cells.size(); ++i) out.neighbours.emplace_back(i, i + 1);
    return;
  }
  std::vector<std::size_t> cell_of(static_cast<std::size_t>(plan_->layers()), 0);
  for (std::size_t i = 0; i < out.cells.size(); ++i) cell_of[out.cells[i].layer] = i;
  for (const auto& [a, b] : plan_->facing) out.neighbours.emplace_back(cell_of[a], cell_of[b]);
}

void StackRun::tell_energy(StackResult& out) const {
  const StackParams& s = *plan_->stack;
  Energy& e = out.energy;
  e.heaters = sources_.heater_energy(), e.shorts = sources_.short_energy(), e.imposed = sources_.imposed_energy();
  for (int i = 0; i < plan_->layers(); ++i) {
    e.released += released(i, false), e.shorts += released(i, true);
    const double start = s.imposed ? s.imposed->temperature.front() : s.layers[i].initial_temperature;
    e.stored += plan_->heat_capacity(i) * s.layers[i].thickness * s.area * (mesh_.mean_temperature(i) - start);
  }
  e.lost_left = lost_[0] * s.area, e.lost_right = lost_[1] * s.area;
  e.lost_sides = lost_[2] * s.area;
  e.ejected = sources_.ejected_energy();
  if (s.imposed) e.lost_sides += e.released + e.shorts;  // the instrument that imposes the temperature takes it
  const double in = e.released + e.heaters + e.shorts + e.imposed;
  const double error = e.stored - (in - e.lost_left - e.lost_right - e.lost_sides - e.ejected);
  const double largest = std::max({std::abs(e.released), e.heaters, e.shorts, std::abs(e.imposed), std::abs(e.stored),
                                   std::abs(e.lost_left), std::abs(e.lost_right), std::abs(e.lost_sides), 1e-300});
  e.balance = std::abs(error) / largest;
}

void StackRun::tell_margin(StackResult& out) const {
  double largest = 0;
  for (int i = 0; i < plan_->layers(); ++i)
    if (plan_->is_cell(i) && !plan_->triggered[i]) largest = std::max(largest, watch_.of(i).largest_heat);
  out.propagation_margin = std::log10(plan_->given.margin_rate / std::max(largest, 1e-300));
  out.triggered_any = std::any_of(plan_->triggered.begin(), plan_->triggered.end(), [](bool t) { return t; });
}

VoxelState StackRun::voxels(std::optional<std::size_t> profile) const {
  const GridCoupling& grid = *plan_->grid;
  constexpr double none = std::numeric_limits<double>::quiet_NaN();
  const std::size_t size = plan_->given.grid->size();
  VoxelState out{std::vector<double>(size, none), std::vector<double>(size, none)};
  const StackProfiles& kept = recorder_.profiles();
  for (int layer = 0; layer < plan_->layers(); ++layer)
    for (std::size_t i = 0; i < grid.count(layer); ++i) {
      const std::size_t entry = grid.first(layer) + i, voxel = grid.voxel(entry);
      if (profile) {
        out.temperature[voxel] = kept.temperature.at(*profile * grid.size() + entry);
        out.conversion[voxel] = kept.conversion.at(*profile * grid.size() + entry);
        continue;
      }
      const int volume = static_cast<int>(i);
      out.temperature[voxel] = mesh_.temperature(layer, volume);
      out.conversion[voxel] = 0;
      const auto& weights = plan_->weights[layer];
      for (std::size_t r = 0; r < weights.size(); ++r)
        if (weights[r] != 0) out.conversion[voxel] += weights[r] * mesh_.extent(layer, static_cast<int>(r), volume);
    }
  return out;
}

StackResult StackRun::result() const {
  StackResult out;
  out.status = status_, out.time = t_, out.reason = reason_;
  out.gas_names = plan_->gas_names;
  out.warnings = plan_->warnings;
  if (status_ != StackStatus::running)
    for (const std::string& w : sources_.silent(t_)) out.warnings.push_back(w);
  StackRun copy = *this;
  if (line_) copy.detach();
  copy.tell_cells(out), copy.tell_energy(out), copy.tell_margin(out);
  tell_fronts(out), tell_neighbours(out);
  out.curves = recorder_.curves(), out.profiles = recorder_.profiles();
  out.costs = costs_;
  return out;
}

}  // namespace voxvolt::runaway
