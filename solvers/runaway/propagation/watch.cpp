// SPDX-License-Identifier: BSD-3-Clause
#include "solvers/runaway/propagation/watch.hpp"

#include <algorithm>

#include "solvers/runaway/propagation/crossing.hpp"

namespace voxvolt::runaway {

void LayerWatch::pass(Tape& tape) {
  for (double* x : {&mean, &mean_before, &slope, &peak, &peak_mean, &peak_time, &largest_heat, &fastest, &conversion})
    tape.pass(*x);
  for (double& x : heat) tape.pass(x);
  for (double& x : heat_time) tape.pass(x);
  tape.pass(fast_since), tape.pass(runaway);
}

Watch::Watch(std::shared_ptr<const StackPlan> plan) : plan_(std::move(plan)), layers_(plan_->stack->layers.size()) {
  for (std::size_t i = 0; i < layers_.size(); ++i) {
    LayerWatch& w = layers_[i];
    w.mean = w.mean_before = w.peak = w.peak_mean = plan_->stack->layers[i].initial_temperature;
  }
}

/// The vertex of the parabola through the last three heats, where the middle one is the largest.
void Watch::self_heating(LayerWatch& w, double heat, double t) {
  for (int i = 0; i < 2; ++i) w.heat[i] = w.heat[i + 1], w.heat_time[i] = w.heat_time[i + 1];
  w.heat[2] = heat, w.heat_time[2] = t;
  w.largest_heat = std::max(w.largest_heat, heat);
  const double a = w.heat_time[0] - w.heat_time[1], b = w.heat_time[2] - w.heat_time[1];
  if (!(a < 0 && b > 0 && w.heat[1] > w.heat[0] && w.heat[1] > w.heat[2])) return;
  const double left = (w.heat[0] - w.heat[1]) / a, right = (w.heat[2] - w.heat[1]) / b;
  const double curvature = (right - left) / (b - a), slope = left - curvature * a;
  if (curvature < 0) w.largest_heat = std::max(w.largest_heat, w.heat[1] - slope * slope / (4 * curvature));
}

void Watch::heating(LayerWatch& w, int layer, double slope, double t, double h) {
  const Criterion& c = plan_->given.criterion;
  if (c.kind != Criterion::Kind::heating_rate || !plan_->is_cell(layer) || w.runaway) return;
  if (slope < c.threshold) {
    w.fast_since.reset();
    return;
  }
  if (!w.fast_since) {
    const double rise = slope - w.slope;
    w.fast_since = h > 0 && rise > 0 && w.slope < c.threshold ? t - h * (slope - c.threshold) / rise : t;
  }
  if (t - *w.fast_since >= c.for_time) w.runaway = w.fast_since;
}

void Watch::prepared(const BlockReader& read, const StackMesh& mesh, double t, double h) {
  for (const Block& b : mesh.blocks()) {
    LayerWatch& w = layers_[b.layer];
    const double slope = read.mean(read.line().slope(), b);
    if (h > 0 && w.slope > 0 && slope <= 0) {
      const Peak peak = peak_within(w.mean_before, w.mean, w.slope * h, slope * h);
      if (peak.value > w.peak_mean) w.peak_mean = peak.value, w.peak_time = t - h + peak.share * h;
      if (b.count == 1) w.peak = std::max(w.peak, peak.value);
    }
    heating(w, b.layer, slope, t, h);
    w.slope = slope;
    if (!plan_->is_cell(b.layer)) continue;
    self_heating(w, read.mean(read.line().heat(), b), t);
    const double rise = plan_->chemical_heat[b.layer] / plan_->heat_capacity(b.layer);
    if (rise > 0) w.fastest = std::max(w.fastest, read.most(read.line().heat(), b) / rise);
  }
}

void Watch::accepted(const BlockReader& read, const StackMesh& mesh, double t, double h) {
  const Criterion& c = plan_->given.criterion;
  const Line& line = read.line();
  for (const Block& b : mesh.blocks()) {
    LayerWatch& w = layers_[b.layer];
    w.mean_before = w.mean, w.mean = read.mean(line.temperature(), b);
    w.peak = std::max(w.peak, read.most(line.temperature(), b));
    if (w.mean > w.peak_mean) w.peak_mean = w.mean, w.peak_time = t;
    if (!plan_->is_cell(b.layer)) continue;
    const std::vector<double>& weights = plan_->weights[b.layer];
    w.conversion = 0;
    for (std::size_t r = 0; r < weights.size(); ++r)
      if (weights[r] != 0) w.conversion += weights[r] * read.mean(line.extent(static_cast<int>(r)), b);
    if (w.runaway) continue;
    std::optional<double> share;
    if (c.kind == Criterion::Kind::conversion && w.conversion >= c.threshold)
      share = crossing(read.mean_extent(b, weights), c.threshold).value_or(1.0);
    if (c.kind == Criterion::Kind::temperature && w.mean >= c.threshold)
      share = crossing(read.mean_temperature(b), c.threshold).value_or(1.0);
    if (share) w.runaway = t - h + *share * h;
  }
}

bool Watch::any_above(double temperature) const {
  for (int i = 0; i < plan_->layers(); ++i)
    if (plan_->is_cell(i) && layers_[i].mean >= temperature) return true;
  return false;
}

}  // namespace voxvolt::runaway
