// SPDX-License-Identifier: BSD-3-Clause
#include "solvers/runaway/propagation/recorder.hpp"

#include <algorithm>

namespace voxvolt::runaway {

Recorder::Recorder(std::shared_ptr<const StackPlan> plan)
    : plan_(std::move(plan)), profile_times_(plan_->given.sampling.profiles_at) {
  std::sort(profile_times_.begin(), profile_times_.end());
  double left = 0;
  for (const Layer& l : plan_->stack->layers) {
    for (int i = 0; i < l.volumes; ++i) profiles_.x.push_back(left + (i + 0.5) * l.thickness / l.volumes);
    left += l.thickness;
  }
}

void Recorder::start(const StackMesh& mesh) {
  curves_.time.push_back(0);
  for (int i = 0; i < plan_->layers(); ++i) {
    curves_.mean_temperature.push_back(mesh.mean_temperature(i));
    curves_.peak_temperature.push_back(mesh.mean_temperature(i));
    curves_.conversion.push_back(0);
    curves_.heat_rate.push_back(0);
    if (has_gas()) curves_.gas.push_back(0);
  }
  while (next_profile_ < profile_times_.size() && profile_times_[next_profile_] <= 0) {
    profiles_.time.push_back(0), ++next_profile_;
    for (int i = 0; i < plan_->layers(); ++i)
      for (int v = 0; v < plan_->stack->layers[i].volumes; ++v) {
        profiles_.temperature.push_back(mesh.temperature(i, v));
        profiles_.conversion.push_back(0);
      }
  }
}

void Recorder::accepted(const BlockReader& read, const StackMesh& mesh, double t, double h) {
  const auto share = [&](double time) { return h > 0 ? std::clamp(1 - (t - time) / h, 0.0, 1.0) : 1.0; };
  if (const auto& interval = plan_->given.sampling.interval) {
    for (double time; (time = static_cast<double>(next_) * *interval) <= t; ++next_)
      curve(read, mesh, time, share(time), h);
  } else {
    curve(read, mesh, t, 1, h);
  }
  for (; next_profile_ < profile_times_.size() && profile_times_[next_profile_] <= t; ++next_profile_)
    profile(read, mesh, profile_times_[next_profile_], share(profile_times_[next_profile_]));
}

void Recorder::curve(const BlockReader& read, const StackMesh& mesh, double time, double share, double h) {
  curves_.time.push_back(time);
  constexpr double apart = 1e-4;  // of a step: for the rate
  for (int i = 0; i < plan_->layers(); ++i) {
    const Block* b = mesh.block_of(i);
    if (!b) {
      curves_.mean_temperature.push_back(mesh.mean_temperature(i));
      curves_.peak_temperature.push_back(mesh.mean_temperature(i));
      curves_.conversion.push_back(0), curves_.heat_rate.push_back(0);
      if (has_gas()) curves_.gas.push_back(0);
      continue;
    }
    double sum = 0, most = 0;
    for (std::size_t v = b->first; v < b->first + b->count; ++v) {
      const double value = read.line().dense_temperature(read.entry(v)).at(share);
      sum += read.share_of(*b, v) * value, most = std::max(most, value);
    }
    const Line::Dense extent = read.mean_extent(*b, plan_->weights[i]);
    const double high = std::min(share + apart, 1.0), low = high - 2 * apart;
    const Layer& l = plan_->stack->layers[i];
    curves_.mean_temperature.push_back(sum);
    curves_.peak_temperature.push_back(most);
    curves_.conversion.push_back(extent.at(share));
    if (has_gas()) curves_.gas.push_back(read.mean_extent(*b, plan_->gas_weights[i]).at(share));
    curves_.heat_rate.push_back(plan_->chemical_heat[i] * l.thickness * plan_->stack->area *
                                (extent.at(high) - extent.at(low)) / ((high - low) * h));
  }
}

void Recorder::profile(const BlockReader& read, const StackMesh& mesh, double time, double share) {
  profiles_.time.push_back(time);
  for (int i = 0; i < plan_->layers(); ++i) {
    const Block* b = mesh.block_of(i);
    const int volumes = plan_->stack->layers[i].volumes;
    for (int v = 0; v < volumes; ++v) {
      if (!b) {
        profiles_.temperature.push_back(mesh.temperature(i, v)), profiles_.conversion.push_back(0);
        continue;
      }
      const std::size_t volume = b->first + mesh.place(i, v);
      profiles_.temperature.push_back(read.line().dense_temperature(read.entry(volume)).at(share));
      profiles_.conversion.push_back(read.mean_extent({i, volume, 1}, plan_->weights[i]).at(share));
    }
  }
}

void Recorder::pass(Tape& tape) {
  for (auto* v : {&curves_.time, &curves_.mean_temperature, &curves_.peak_temperature, &curves_.conversion,
                  &curves_.heat_rate, &curves_.gas, &profiles_.time, &profiles_.temperature, &profiles_.conversion})
    tape.pass(*v);
  tape.pass(next_), tape.pass(next_profile_);
}

}  // namespace voxvolt::runaway
