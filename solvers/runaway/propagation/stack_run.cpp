// SPDX-License-Identifier: BSD-3-Clause
#include "solvers/runaway/propagation/stack_run.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "solvers/runaway/propagation/crossing.hpp"

namespace voxvolt::runaway {

namespace {

constexpr double shortest_step = 1e-12;  // s

std::string text(const char* format, double a, double b = 0) {
  char buffer[160];
  std::snprintf(buffer, sizeof buffer, format, a, b);
  return buffer;
}

}  // namespace

StackRun::StackRun(std::shared_ptr<const StackPlan> plan)
    : plan_(plan), mesh_(plan), sources_(plan), watch_(plan), recorder_(plan) {
  recorder_.start(mesh_);
  may_switch_ = plan_->given.until_temperature || plan_->stack->calorimeter;
  for (const Heater& h : plan_->stack->heaters) may_switch_ = may_switch_ || h.until_temperature;
  if (plan_->given.until_temperature && watch_.any_above(*plan_->given.until_temperature))
    status_ = StackStatus::finished, reason_ = "a cell starts above the last temperature";
}

void StackRun::attach(Line& line, std::size_t lane) {
  line_ = &line, lane_ = lane, counted_ = 0;
  mesh_.write(line, lane);
  sources_.apply(line, lane, mesh_, t_);
}

void StackRun::detach() {
  mesh_.read(*line_, lane_);
  line_ = nullptr;
}

bool StackRun::prepared() {
  watch_.prepared(reader(), mesh_, t_, last_step_);
  return mesh_.revise(*line_, lane_);
}

void StackRun::regroup() {
  mesh_.read(*line_, lane_);
  mesh_.apply_revision();
  ++costs_.mesh_changes;
}

Attempt StackRun::next_try() {
  const double end = std::min(sources_.next_break(t_), plan_->given.duration), left = end - t_;
  lands_.reset();
  if (switches_) {
    tried_ = *switches_;
  } else if (h_ * 1.001 >= left) {
    tried_ = left, lands_ = end;
  } else {
    tried_ = 2 * h_ > left ? 0.5 * left : h_;
  }
  return {t_, tried_, plan_->given.tolerance};
}

void StackRun::fail(StackStatus status, const std::string& why) {
  status_ = status;
  reason_ = why;
}

std::optional<double> StackRun::switch_share() const {
  if (!may_switch_) return {};
  std::optional<double> share = sources_.switch_within(reader(), mesh_);
  if (!plan_->given.until_temperature) return share;
  for (const Block& b : mesh_.blocks()) {
    if (!plan_->is_cell(b.layer)) continue;
    const auto own = crossing(reader().mean_temperature(b), *plan_->given.until_temperature);
    if (own && (!share || *own < *share)) share = own;
  }
  return share;
}

bool StackRun::judge(Line& line, const Trial& trial) {
  costs_.volume_steps += static_cast<std::int64_t>(mesh_.volumes());
  const std::int64_t iterations = line.linear_iterations() - counted_;
  costs_.linear_iterations += iterations, costs_.linear_work += iterations * static_cast<std::int64_t>(mesh_.volumes());
  counted_ += iterations;
  const bool fits = numerics::StepControl::accepts(trial.error);
  // A step that ends at a switch is a piece of one that was accepted.
  if (!fits && !(switches_ && std::isfinite(trial.error))) {
    ++costs_.rejected;
    switches_.reset();
    h_ = control_.rejected(tried_, trial.error);
    if (h_ >= shortest_step) return false;
    const bool finite = std::isfinite(trial.error);
    fail(finite ? StackStatus::step_too_small : StackStatus::not_finite,
         text("at %.6g s the step fell below %.1g s", t_, shortest_step) +
             (finite ? ": something changes faster than can be followed" : ": numbers ran out of range"));
    return false;
  }
  line.stride() == 1 ? line.accept() : line.accept(lane_);
  if (!switches_) {
    if (const auto share = switch_share(); share && *share < 1 - 1e-9) {
      line.stride() == 1 ? line.accept() : line.accept(lane_);  // back again
      switches_ = std::max(*share * tried_, shortest_step);
      return false;
    }
  }
  if (!switches_) {
    const double proposed = control_.accepted(tried_, trial.error);
    // A step cut short by a break says little about the next one.
    h_ = tried_ < h_ ? std::max(h_, proposed) : proposed;
  }
  take(trial);
  return true;
}

void StackRun::take(const Trial& trial) {
  const bool at_switch = switches_.has_value() || switch_share().has_value();
  t_ = lands_ ? *lands_ : t_ + tried_;
  last_step_ = tried_;
  switches_.reset();
  for (int face = 0; face < 3; ++face) lost_[face] += trial.lost[face];
  ++costs_.steps;
  const BlockReader read = reader();
  watch_.accepted(read, mesh_, t_, tried_);
  recorder_.accepted(read, mesh_, t_, tried_);
  if (sources_.advance(read, mesh_, t_, tried_, at_switch)) sources_.apply(*line_, lane_, mesh_, t_);
  const StackCase& given = plan_->given;
  if (t_ >= given.duration) status_ = StackStatus::finished, reason_ = text("reached %.6g s", t_);
  if (sources_.ends_run()) status_ = StackStatus::finished, reason_ = text("the calorimeter was done at %.6g s", t_);
  if (given.until_temperature && watch_.any_above(*given.until_temperature * (1 - 1e-12)))
    status_ = StackStatus::finished, reason_ = text("a cell passed %.6g K at %.6g s", *given.until_temperature, t_);
  if (running() && costs_.steps >= given.most_steps)
    fail(StackStatus::too_many_steps, text("at %.6g s after %.0f steps", t_, static_cast<double>(costs_.steps)));
}

void StackRun::pass(Tape& tape) {
  tape.pass(mesh_), tape.pass(sources_), tape.pass(watch_), tape.pass(recorder_);
  for (double* x : {&control_.last_step, &control_.last_error, &t_, &h_, &last_step_}) tape.pass(*x);
  tape.pass(control_.after_rejection), tape.pass(switches_);
  for (double& x : lost_) tape.pass(x);
  for (std::int64_t* n : {&costs_.steps, &costs_.rejected, &costs_.volume_steps, &costs_.mesh_changes,
                          &costs_.linear_iterations, &costs_.linear_work})
    tape.pass(*n);
  tape.pass(status_);
}

}  // namespace voxvolt::runaway
