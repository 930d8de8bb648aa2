// SPDX-License-Identifier: BSD-3-Clause
#include "solvers/runaway/propagation/sources.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "solvers/runaway/propagation/boundaries.hpp"
#include "solvers/runaway/propagation/crossing.hpp"

namespace voxvolt::runaway {

namespace {

constexpr double never = std::numeric_limits<double>::infinity();

}  // namespace

Sources::Sources(std::shared_ptr<const StackPlan> plan) : plan_(std::move(plan)), vents_(plan_) {
  heater_off_.assign(plan_->stack->heaters.size(), false);
  ejects_from_.assign(plan_->stack->layers.size(), -1);
  if (plan_->stack->calorimeter) target_ = plan_->stack->calorimeter->start;
}

double Sources::heater_end(std::size_t i) const {
  const Heater& h = plan_->stack->heaters[i];
  return h.start + std::min(h.duration.value_or(never), h.energy ? *h.energy / h.power : never);
}
double Sources::short_end(std::size_t i) const {
  const Short& s = plan_->stack->shorts[i];
  return s.energy ? s.start + *s.energy / power_of(s) : never;
}
bool Sources::heater_on(std::size_t i, double t) const {
  return !heater_off_[i] && t >= plan_->stack->heaters[i].start && t < heater_end(i);
}
bool Sources::short_on(std::size_t i, double t) const {
  const Short& s = plan_->stack->shorts[i];
  return s.consumes.empty() && t >= s.start && t < short_end(i);
}

bool Sources::ejects(int layer, double t) const {
  return ejects_from_[layer] >= 0 && t >= ejects_from_[layer] &&
         t < ejects_from_[layer] + plan_->stack->ejecta->duration;
}
double Sources::ejecta_power(int layer) const {
  const Ejecta& e = *plan_->stack->ejecta;
  return e.share * plan_->chemical_heat[layer] * plan_->stack->layers[layer].thickness * plan_->stack->area /
         e.duration;
}
std::size_t Sources::heated_by(int layer, const StackMesh& mesh) const {
  const auto& beside = plan_->beside[layer];
  return static_cast<std::size_t>(
      std::count_if(beside.begin(), beside.end(), [&mesh](int other) { return mesh.block_of(other) != nullptr; }));
}

double Sources::uniform_rate(double t) const {
  if (plan_->stack->imposed) return rate_at(*plan_->stack->imposed, t);
  return plan_->stack->calorimeter && mode_ == Mode::heat ? plan_->stack->calorimeter->heating_rate : 0;
}

void Sources::apply(Line& line, std::size_t lane, const StackMesh& mesh, double t) const {
  const StackParams& stack = *plan_->stack;
  const auto add = [&](const Block& b, std::size_t first, std::size_t last, double rate) {
    for (std::size_t v = b.first + first; v < b.first + last; ++v) line.source()[v * line.stride() + lane] += rate;
  };
  const double uniform = uniform_rate(t);
  for (const Block& b : mesh.blocks())
    for (std::size_t v = b.first; v < b.first + b.count; ++v) line.source()[v * line.stride() + lane] = uniform;
  for (std::size_t i = 0; i < stack.heaters.size(); ++i) {
    const Block* b = mesh.block_of(stack.heaters[i].layer);
    if (!b || !heater_on(i, t)) continue;
    const double volume = stack.area * stack.layers[b->layer].thickness;
    add(*b, 0, b->count, stack.heaters[i].power / volume / plan_->heat_capacity(b->layer));
  }
  for (std::size_t i = 0; i < stack.shorts.size(); ++i) {
    const Short& s = stack.shorts[i];
    const Block* b = mesh.block_of(s.layer);
    if (!b || !short_on(i, t)) continue;
    const double site = power_of(s) * s.resistance / (s.resistance + s.internal_resistance);
    const double per_volume =
        stack.area * stack.layers[b->layer].thickness / static_cast<double>(b->count) * plan_->heat_capacity(b->layer);
    add(*b, 0, b->count, (power_of(s) - site) / (per_volume * static_cast<double>(b->count)));
    const bool whole = b->count == static_cast<std::size_t>(stack.layers[s.layer].volumes);
    const auto first = static_cast<std::size_t>(whole ? s.first.value_or(0) : 0);
    const auto last = whole && s.last ? static_cast<std::size_t>(*s.last) : b->count;
    add(*b, first, last, site / (per_volume * static_cast<double>(last - first)));
  }
  if (stack.ejecta) apply_ejecta(add, mesh, t);
  for (const Block& b : mesh.blocks())
    if (const double power = vents_.power(b.layer); power > 0)
      add(b, 0, b.count, -power / (stack.area * stack.layers[b.layer].thickness * plan_->heat_capacity(b.layer)));
}

void Sources::apply_ejecta(const Adding& add, const StackMesh& mesh, double t) const {
  const StackParams& stack = *plan_->stack;
  const auto per_kelvin = [&](int layer) {
    return stack.area * stack.layers[layer].thickness * plan_->heat_capacity(layer);
  };
  for (int i = 0; i < plan_->layers(); ++i) {
    const Block* b = mesh.block_of(i);
    if (!b || !ejects(i, t)) continue;
    add(*b, 0, b->count, -ejecta_power(i) / per_kelvin(i));
    const double each = stack.ejecta->to_neighbours * ejecta_power(i) /
                        static_cast<double>(std::max<std::size_t>(heated_by(i, mesh), 1));
    for (const int other : plan_->beside[i])
      if (const Block* beside = mesh.block_of(other)) add(*beside, 0, beside->count, each / per_kelvin(other));
  }
}

bool Sources::advance_ejecta(const BlockReader& read, const StackMesh& mesh, double t, double h) {
  const Ejecta& e = *plan_->stack->ejecta;
  bool changed = false;
  for (const Block& b : mesh.blocks()) {
    if (!plan_->is_cell(b.layer)) continue;
    if (ejects(b.layer, t - 0.5 * h))
      ejected_energy_ += ejecta_power(b.layer) * h * (1 - (heated_by(b.layer, mesh) > 0 ? e.to_neighbours : 0));
    changed = changed || ejects(b.layer, t - h) != ejects(b.layer, t);
    if (ejects_from_[b.layer] >= 0) continue;
    double conversion = 0;
    const auto& weights = plan_->weights[b.layer];
    for (std::size_t r = 0; r < weights.size(); ++r)
      if (weights[r] != 0) conversion += weights[r] * read.mean(read.line().extent(static_cast<int>(r)), b);
    if (conversion >= e.at) ejects_from_[b.layer] = t, changed = true;
  }
  return changed;
}

double Sources::next_break(double t) const {
  double next = vents_.next_break(t);
  const auto consider = [&](double time) {
    if (time > t) next = std::min(next, time);
  };
  const StackParams& stack = *plan_->stack;
  for (std::size_t i = 0; i < stack.heaters.size(); ++i) {
    consider(stack.heaters[i].start);
    if (!heater_off_[i]) consider(heater_end(i));
  }
  for (std::size_t i = 0; i < stack.shorts.size(); ++i) consider(stack.shorts[i].start), consider(short_end(i));
  if (stack.ejecta)
    for (const double from : ejects_from_)
      if (from >= 0) consider(from + stack.ejecta->duration);
  if (stack.calorimeter && mode_ != Mode::heat && mode_ != Mode::done) consider(mode_end_);
  if (stack.imposed) consider(knot_after(*stack.imposed, t));
  if (stack.sides.perimeter_per_area > 0) consider(knot_after(stack.sides.exchange.ambient, t));
  for (const End* e : {&stack.left, &stack.right}) {
    if (e->kind == End::Kind::exchange) consider(knot_after(e->exchange.ambient, t));
    if (e->kind == End::Kind::held) consider(knot_after(e->temperature, t));
  }
  return next;
}

double Sources::stack_mean(const BlockReader& read, const StackMesh& mesh) const {
  double heat = 0, capacity = 0;
  for (const Block& b : mesh.blocks()) {
    const double c = plan_->heat_capacity(b.layer) * plan_->stack->layers[b.layer].thickness;
    heat += c * read.mean(read.line().temperature(), b), capacity += c;
  }
  return heat / capacity;
}

std::optional<double> Sources::switch_within(const BlockReader& read, const StackMesh& mesh) const {
  const StackParams& stack = *plan_->stack;
  std::optional<double> first;
  const auto consider = [&](std::optional<double> share) {
    if (share && (!first || *share < *first)) first = share;
  };
  for (std::size_t i = 0; i < stack.heaters.size(); ++i) {
    const Heater& h = stack.heaters[i];
    const Block* b = mesh.block_of(h.watched.value_or(h.layer));
    if (h.until_temperature && b && !heater_off_[i])
      consider(crossing(read.mean_temperature(*b), *h.until_temperature));
  }
  if (stack.calorimeter && (mode_ == Mode::heat || mode_ == Mode::follow)) {
    Line::Dense mean{0, 0, 0, 0};
    double capacity = 0;
    for (const Block& b : mesh.blocks()) {
      const double c = plan_->heat_capacity(b.layer) * stack.layers[b.layer].thickness;
      const Line::Dense d = read.mean_temperature(b);
      mean = {mean.y0 + c * d.y0, mean.y1 + c * d.y1, mean.d2 + c * d.d2, mean.d3 + c * d.d3}, capacity += c;
    }
    const double wanted = mode_ == Mode::heat ? target_ : stack.calorimeter->end;
    consider(crossing({mean.y0 / capacity, mean.y1 / capacity, mean.d2 / capacity, mean.d3 / capacity}, wanted));
  }
  return first;
}

bool Sources::advance(const BlockReader& read, const StackMesh& mesh, double t, double h, bool at_switch) {
  const StackParams& stack = *plan_->stack;
  const double before = t - h, middle = t - 0.5 * h;
  bool changed = false;
  for (std::size_t i = 0; i < stack.heaters.size(); ++i) {
    if (heater_on(i, middle)) heater_energy_ += stack.heaters[i].power * h;
    const Heater& heater = stack.heaters[i];
    const Block* b = mesh.block_of(heater.watched.value_or(heater.layer));
    if (!heater_off_[i] && heater.until_temperature && b &&
        read.mean(read.line().temperature(), *b) >= *heater.until_temperature * (1 - 1e-12))
      heater_off_[i] = true, changed = true;
    changed = changed || heater_on(i, t) != heater_on(i, before);
  }
  for (std::size_t i = 0; i < stack.shorts.size(); ++i) {
    if (short_on(i, middle)) short_energy_ += power_of(stack.shorts[i]) * h;
    changed = changed || short_on(i, t) != short_on(i, before);
  }
  if (const double rate = uniform_rate(before); rate != 0) {
    for (const Block& b : mesh.blocks())
      imposed_energy_ += rate * h * stack.area * stack.layers[b.layer].thickness * plan_->heat_capacity(b.layer);
  }
  changed = vents_.advance(read, mesh, t, h) || changed;
  if (stack.ejecta) changed = advance_ejecta(read, mesh, t, h) || changed;
  if (stack.imposed) changed = changed || uniform_rate(t) != uniform_rate(before);
  if (stack.calorimeter) changed = advance_calorimeter(stack_mean(read, mesh), t, at_switch) || changed;
  return changed;
}

bool Sources::advance_calorimeter(double mean, double t, bool at_switch) {
  const HeatWaitSearch& c = *plan_->stack->calorimeter;
  const auto heat_on = [&] {
    target_ = mean + c.step;
    mode_ = target_ > c.end ? Mode::done : Mode::heat;
    ends_run_ = mode_ == Mode::done;
  };
  if (mode_ == Mode::heat && at_switch) {
    mode_ = Mode::wait, mode_end_ = t + c.wait;
  } else if (mode_ == Mode::follow && at_switch) {
    mode_ = Mode::done, ends_run_ = true;
  } else if (mode_ == Mode::wait && t >= mode_end_) {
    mode_ = Mode::search, mode_end_ = t + c.search, search_from_ = mean;
  } else if ((mode_ == Mode::search || mode_ == Mode::follow) && t >= mode_end_) {
    const bool heats_itself = mean - search_from_ > c.sensitivity * c.search;
    if (heats_itself) {
      mode_ = Mode::follow, mode_end_ = t + c.search, search_from_ = mean;
    } else {
      heat_on();
    }
  } else {
    return false;
  }
  return true;
}

std::vector<std::string> Sources::silent(double t) const {
  std::vector<std::string> out;
  for (const Heater& h : plan_->stack->heaters)
    if (h.start >= t) out.push_back("a heater never fired: it starts after the end of the run");
  for (const Short& s : plan_->stack->shorts)
    if (s.start >= t) out.push_back("a short never fired: it starts after the end of the run");
  return out;
}

void Sources::pass(Tape& tape) {
  tape.pass(heater_off_), tape.pass(heater_energy_), tape.pass(short_energy_), tape.pass(imposed_energy_);
  tape.pass(ejects_from_), tape.pass(ejected_energy_);
  vents_.pass(tape);
  tape.pass(mode_), tape.pass(target_), tape.pass(mode_end_), tape.pass(search_from_), tape.pass(ends_run_);
}

}  // namespace voxvolt::runaway
