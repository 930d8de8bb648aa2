// SPDX-License-Identifier: BSD-3-Clause
#include "stages/runaway_search.hpp"

#include <algorithm>
#include <cmath>

#include "campaign/product.hpp"
#include "parallel/failure.hpp"
#include "solvers/runaway/propagation/stack_plan.hpp"

namespace voxvolt::stages {

using campaign::short_number;

namespace {

constexpr double kNearby = 0.1;  // the coarser mesh is searched so far around the finer one's answer first

}  // namespace

ThresholdRun::ThresholdRun(SearchGoal goal) : goal_(std::move(goal)), low_(goal_.from), high_(goal_.to) { start(); }

runaway::StackCase ThresholdRun::case_at(double value) const {
  runaway::StackCase one = goal_.make(value);
  one.sampling = {one.duration, {}};
  one.second_mesh = false;
  if (mesh_ == 0) return one;
  return runaway::on_half_the_volumes(one).value();
}

double ThresholdRun::middle() const { return low_ > 0 ? std::sqrt(low_ * high_) : 0.5 * (low_ + high_); }
bool ThresholdRun::is_narrow() const { return high_ - low_ <= goal_.tolerance * std::abs(high_); }

bool ThresholdRun::keeps(std::int64_t run) const {
  return !batch_->result(run).cells.at(static_cast<std::size_t>(goal_.cell)).time_to_runaway;
}

void ThresholdRun::start() {
  std::vector<runaway::StackCase> cases;
  if (stage_ == Stage::ends) cases = {case_at(low_), case_at(high_)};
  if (stage_ == Stage::halving) cases = {case_at(middle())};
  batch_.emplace(std::move(cases));
}

void ThresholdRun::fail(const std::string& why) {
  failure_ = why;
  stage_ = Stage::done;
  batch_.reset();
}

void ThresholdRun::advance(std::int64_t steps) {
  if (done() || batch_->advance(steps) > 0) return;
  judge();
  if (!done()) start();
}

void ThresholdRun::judge() {
  runs_ += batch_->size();
  for (std::int64_t i = 0; i < batch_->size(); ++i)
    if (const auto status = batch_->status(i); status != runaway::StackStatus::finished)
      return fail(std::string("a run of the search failed: ") + runaway::words_for(status));
  if (stage_ == Stage::halving) {
    (keeps(0) ? high_ : low_) = middle();
  } else {
    const bool right = !keeps(0) && keeps(1);
    if (!right && !is_wide_) {
      low_ = goal_.from, high_ = goal_.to, is_wide_ = true;
      return;
    }
    if (keeps(0)) return fail("the cell is kept already at " + short_number(goal_.from));
    if (!keeps(1)) return fail("the cell is not kept even at " + short_number(goal_.to));
    stage_ = Stage::halving;
  }
  if (is_narrow()) finish();
}

void ThresholdRun::finish() {
  if (mesh_ == 1) {
    coarse_ = middle();
    stage_ = Stage::done;
  } else {
    fine_low_ = low_, fine_high_ = high_;
    stage_ = Stage::done;
    if (goal_.second_mesh && runaway::on_half_the_volumes(goal_.make(high_))) {
      mesh_ = 1;
      stage_ = Stage::ends;
      const double margin = kNearby * (goal_.to - goal_.from > 0 ? high_ : -high_);
      low_ = std::max(goal_.from, low_ - margin), high_ = std::min(goal_.to, high_ + margin);
      is_wide_ = low_ == goal_.from && high_ == goal_.to;
    }
  }
  if (done()) batch_.reset();
}

SearchFound ThresholdRun::found() const {
  SearchFound out;
  out.runs = runs_;
  out.reason = failure_;
  if (!done() || fine_high_ == 0) return out;
  const double middle = 0.5 * (fine_low_ + fine_high_);
  out.value = middle;
  if (coarse_) out.error = 0.5 * (fine_high_ - fine_low_) + 0.5 * std::abs(middle - *coarse_);
  else if (!goal_.second_mesh) out.error = 0.5 * (fine_high_ - fine_low_);
  return out;
}

void ThresholdRun::save(numerics::ArchiveWriter& into, const std::string& name) const {
  const double state[] = {static_cast<double>(stage_),
                          static_cast<double>(mesh_),
                          is_wide_ ? 1.0 : 0.0,
                          low_,
                          high_,
                          fine_low_,
                          fine_high_,
                          coarse_ ? 1.0 : 0.0,
                          coarse_.value_or(0),
                          static_cast<double>(runs_)};
  into.put(name + ".state", std::span<const double>(state));
  into.put(name + ".failure", failure_);
  if (batch_) batch_->save(into, name + ".runs");
}

void ThresholdRun::load(numerics::ArchiveReader& from, const std::string& name) {
  const auto state = from.doubles(name + ".state");
  stage_ = static_cast<Stage>(static_cast<int>(state.at(0)));
  mesh_ = static_cast<int>(state.at(1));
  is_wide_ = state.at(2) != 0;
  low_ = state.at(3), high_ = state.at(4), fine_low_ = state.at(5), fine_high_ = state.at(6);
  coarse_ = state.at(7) != 0 ? std::optional(state.at(8)) : std::nullopt;
  runs_ = static_cast<std::int64_t>(state.at(9));
  failure_ = from.text(name + ".failure");
  batch_.reset();
  if (done()) return;
  start();
  batch_->load(from, name + ".runs");
}

}  // namespace voxvolt::stages
