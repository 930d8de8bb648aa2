// SPDX-License-Identifier: BSD-3-Clause
#include "solvers/runaway/propagation/vents.hpp"

#include <algorithm>
#include <limits>

namespace voxvolt::runaway {

namespace {

constexpr double shortest_pay = 1;  // s, over which what is due is taken

}  // namespace

Vents::Vents(std::shared_ptr<const StackPlan> plan) : plan_(std::move(plan)) {
  if (!plan_->stack->venting) return;
  layers_.resize(plan_->stack->layers.size());
  for (std::size_t i = 0; i < layers_.size(); ++i)
    layers_[i].can.temperature = plan_->stack->layers[i].initial_temperature;
}

double Vents::next_break(double t) const {
  double next = std::numeric_limits<double>::infinity();
  for (const LayerVent& one : layers_)
    if (one.power > 0 && one.until > t) next = std::min(next, one.until);
  return next;
}

bool Vents::advance(const BlockReader& read, const StackMesh& mesh, double t, double h) {
  if (layers_.empty()) return false;
  bool changed = false;
  for (const Block& b : mesh.blocks()) {
    if (!plan_->is_cell(b.layer)) continue;
    LayerVent& one = layers_[b.layer];
    one.taken += one.power * h, taken_ += one.power * h;
    const double made = read.mean_extent(b, plan_->gas_weights[b.layer]).at(1);
    follow(*plan_->stack->venting, one.can, h, read.mean(read.line().temperature(), b), made);
    const double due = one.can.heat - one.taken, former = one.power, pay = std::max(shortest_pay, 2 * h);
    const bool worth = due > 1e-9 * std::max(one.can.heat, 0.0);
    one.power = worth ? due / pay : 0, one.until = t + pay;
    changed = changed || one.power != former;
  }
  return changed;
}

void Vents::pass(Tape& tape) {
  for (LayerVent& one : layers_) {
    CanState& c = one.can;
    for (double* x : {&c.temperature, &c.made, &c.gas, &c.solvent, &c.piece, &c.left, &c.heat, &c.fastest, &one.taken,
                      &one.power, &one.until})
      tape.pass(*x);
    tape.pass(c.open);
  }
  tape.pass(taken_);
}

}  // namespace voxvolt::runaway
