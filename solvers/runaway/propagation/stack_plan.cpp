// SPDX-License-Identifier: BSD-3-Clause
#include "solvers/runaway/propagation/stack_plan.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "parallel/failure.hpp"

namespace voxvolt::runaway {

namespace {

double current_of(const Short& s) {
  const double ohmic = s.voltage / (s.resistance + s.internal_resistance);
  return s.most_current ? std::min(ohmic, *s.most_current) : ohmic;
}

/// The mechanism of a layer with a further reaction: charge runs at a steady current until a reactant, or the energy, is
/// used up. Its unit is C/m^3.
std::shared_ptr<const Mechanism> with_short(const Layer& layer, const Short& s, double volume) {
  constexpr double sharp = 1e-6;  // of a reactant, where the current falls to half
  auto out = std::make_shared<Mechanism>(*layer.mechanism);
  Reaction r;
  r.name = "internal short";
  r.pre_exponential = current_of(s) / volume;
  r.heat = s.voltage;
  const auto take = [&](const std::string& species, double amount, double initial) {
    r.changes.push_back({species, -amount});
    r.factors.push_back({species, Factor::Form::saturation, 1, std::max(sharp * initial, 1e-12)});
  };
  for (const Short::Consumption& c : s.consumes) {
    double initial = 0;
    for (std::size_t j = 0; j < out->species.size(); ++j)
      if (out->species[j].name == c.species)
        initial = layer.initial.empty() ? out->species[j].initial : layer.initial[j];
    take(c.species, c.amount, initial);
  }
  if (s.energy) {
    const double charge = *s.energy / s.voltage / volume;
    out->species.push_back({"charge of the internal short", charge});
    take(out->species.back().name, 1, charge);
  }
  out->reactions.push_back(r);
  return out;
}

/// Layers with a heater or short; where there is none, those much hotter than the coolest cell. A layer without
/// reactions stands for the nearest cells at its sides.
std::vector<bool> triggered_layers(const StackPlan& p) {
  const StackParams& s = *p.stack;
  std::vector<bool> out(s.layers.size(), false);
  if (p.given.triggered) {
    for (const int layer : *p.given.triggered) out[layer] = true;
    return out;
  }
  std::vector<int> sources;
  for (const Heater& h : s.heaters) sources.push_back(h.layer);
  for (const Short& x : s.shorts) sources.push_back(x.layer);
  if (sources.empty()) {
    double coolest = std::numeric_limits<double>::infinity();
    for (const Layer& l : s.layers) coolest = std::min(coolest, l.initial_temperature);
    for (int i = 0; i < p.layers(); ++i)
      if (s.layers[i].initial_temperature > coolest + 50) sources.push_back(i);
  }
  for (const int source : sources) {
    if (p.is_cell(source)) {
      out[source] = true;
      continue;
    }
    if (p.grid) {
      for (const int other : p.grid->touching(source)) out[other] = out[other] || p.is_cell(other);
      continue;
    }
    for (const int step : {-1, 1})
      for (int i = source + step; i >= 0 && i < p.layers(); i += step)
        if (p.is_cell(i)) {
          out[i] = true;
          break;
        }
  }
  return out;
}

void weigh(StackPlan& p) {
  for (int i = 0; i < p.layers(); ++i) {
    const VolumeKind& kind = p.kinetics.kinds[i];
    std::vector<double> share(kind.heats.size(), 0);
    double total = 0;
    for (std::size_t r = 0; r < share.size(); ++r)
      if (static_cast<int>(r) != p.electrical[i]) total += share[r] = std::max(kind.heats[r], 0.0);
    p.chemical_heat.push_back(total);
    if (total > 0)
      for (double& x : share) x /= total;
    p.weights.push_back(std::move(share));
  }
}

void weigh_gases(StackPlan& p) {
  for (int i = 0; i < p.layers(); ++i) {
    const VolumeKind& kind = p.kinetics.kinds[i];
    std::vector<double> weights(kind.heats.size(), 0);
    if (const auto& mechanism = p.mechanisms[i])
      for (std::size_t r = 0; r < mechanism->reactions.size(); ++r)
        for (const Gas& g : mechanism->reactions[r].gases)
          weights[kind.first_reaction + r] += g.amount * kind.scales[r] * p.stack->layers[i].thickness * p.stack->area;
    p.gas_weights.push_back(std::move(weights));
  }
}

/// Of each layer of a stack the nearest cells at its sides, of each part of a grid those that face it.
std::vector<std::vector<int>> cells_beside(const StackPlan& p) {
  std::vector<std::vector<int>> out(static_cast<std::size_t>(p.layers()));
  if (p.grid)
    for (const auto& [a, b] : p.facing) out[a].push_back(b), out[b].push_back(a);
  else
    for (int i = 0, last = -1; i < p.layers(); ++i) {
      if (!p.is_cell(i)) continue;
      if (last >= 0) out[last].push_back(i), out[i].push_back(last);
      last = i;
    }
  return out;
}

/// A grid as a stack whose layers are its parts: what the plan needs of both. The cross-section is 1 m^2.
std::shared_ptr<const StackParams> parts_as_layers(const GridParams& g, const GridCoupling& coupling) {
  auto out = std::make_shared<StackParams>();
  for (std::size_t i = 0; i < g.parts.size(); ++i) {
    const GridPart& p = g.parts[i];
    double volume = 0;
    for (std::size_t e = coupling.first(i); e < coupling.first(i + 1); ++e) volume += coupling.volume(e);
    out->layers.push_back({p.name, volume, static_cast<int>(coupling.count(i)),
                           *std::min_element(p.conductivity.begin(), p.conductivity.end()), p.density, p.heat_capacity,
                           p.initial_temperature, p.mechanism, p.initial});
  }
  out->contacts.assign(out->layers.size() - 1, 0.0);
  out->area = 1;
  out->sides = {g.surroundings, 1};
  out->heaters = g.heaters, out->shorts = g.shorts, out->ejecta = g.ejecta, out->venting = g.venting;
  return out;
}

/// A front of a cell is as thin as its least conductivity k lets it be; along an axis of conductivity k_a it is sqrt(k_a/k)
/// thicker. Axes along which a part is one voxel are not resolved by choice, and do not count.
std::vector<double> front_widths(const GridParams& g) {
  std::vector<double> out(g.parts.size(), 0);
  const std::array<std::size_t, 3> stride{1, g.voxels(0), g.voxels(0) * g.voxels(1)};
  for (std::size_t v = 0; v < g.part_of.size(); ++v) {
    const int part = g.part_of[v];
    if (part < 0) continue;
    const auto& k = g.parts[part].conductivity;
    const double least = *std::min_element(k.begin(), k.end());
    for (int axis = 0; axis < 3; ++axis) {
      const std::size_t at = v / stride[axis] % g.voxels(axis);
      if (at + 1 == g.voxels(axis) || g.part_of[v + stride[axis]] != part) continue;
      const double width = std::max(g.widths[axis][at], g.widths[axis][at + 1]);
      out[part] = std::max(out[part], width * std::sqrt(least / k[axis]));
    }
  }
  return out;
}

std::vector<std::vector<int>> neighbours_of(const StackPlan& p) {
  std::vector<std::vector<int>> out(static_cast<std::size_t>(p.layers()));
  const auto add = [&](int cell, int other) {
    auto& known = out[cell];
    if (other != cell && std::find(known.begin(), known.end(), other) == known.end()) known.push_back(other);
  };
  for (int part = 0; part < p.layers(); ++part) {
    std::vector<int> cells;
    for (const int other : p.grid->touching(part))
      if (p.is_cell(other)) cells.push_back(other);
    if (p.is_cell(part)) {
      for (const int other : cells) add(part, other);
    } else if (cells.size() == 2) {  // a barrier; a plate or a casing makes no neighbours
      add(cells[0], cells[1]), add(cells[1], cells[0]);
    }
  }
  return out;
}

/// Cells that a straight way along an axis leads between, past no other cell, shorter than the first is long.
std::vector<std::pair<int, int>> facing_cells(const StackPlan& p) {
  const GridParams& g = *p.given.grid;
  const std::array<std::size_t, 3> n{g.voxels(0), g.voxels(1), g.voxels(2)}, stride{1, n[0], n[0] * n[1]};
  std::set<std::pair<int, int>> found;
  for (int axis = 0; axis < 3; ++axis)
    for (std::size_t start = 0; start < g.size(); ++start) {
      if (start / stride[axis] % n[axis] != 0) continue;
      int last = -1;
      double gap = 0, length = 0;
      for (std::size_t i = 0; i < n[axis]; ++i) {
        const int part = g.part_of[start + i * stride[axis]];
        const double width = g.widths[axis][i];
        if (part < 0 || !p.is_cell(part)) {
          gap += width;
          continue;
        }
        if (last >= 0 && part != last && gap <= length) found.insert(std::minmax(last, part));
        length = part == last ? length + width : width;
        last = part, gap = 0;
      }
    }
  return {found.begin(), found.end()};
}

void refuse(const std::vector<std::string>& wrong) {
  if (wrong.empty()) return;
  std::string all;
  for (const std::string& w : wrong) all += (all.empty() ? "" : "\n") + w;
  throw Failure(ExitCode::input, all);
}

void check_case(const StackCase& c, std::vector<std::string>& out) {
  const auto positive = [&out](double x, const char* what) {
    if (!(std::isfinite(x) && x > 0)) out.push_back(std::string(what) + " is not above zero");
  };
  positive(c.duration, "the duration");
  positive(c.tolerance, "the tolerance");
  positive(c.margin_rate, "the margin rate");
  positive(c.criterion.threshold, "the criterion's threshold");
  if (c.tolerance > 0.1) out.push_back("a tolerance above 0.1 means nothing");
  if (c.criterion.kind == Criterion::Kind::conversion && c.criterion.threshold >= 1)
    out.push_back("a conversion of 1 is never reached");
  if (c.default_ceiling) positive(*c.default_ceiling, "the limiter's ceiling");
  positive(c.linear_tolerance, "the linear tolerance");
  if (c.grid && c.second_mesh && !c.coarse_grid) out.push_back("the second mesh of a grid is not given");
  if (c.sampling.interval) positive(*c.sampling.interval, "the sampling interval");
  const int layers = static_cast<int>(c.stack->layers.size());
  if (c.triggered)
    for (const int i : *c.triggered)
      if (i < 0 || i >= layers) out.push_back("a triggered layer is not there");
}

}  // namespace

double power_of(const Short& s) {
  const double current = current_of(s);
  return current * current * (s.resistance + s.internal_resistance);
}

std::shared_ptr<const StackPlan> plan(const StackCase& given) {
  if (!given.stack == !given.grid) throw Failure(ExitCode::input, "a case has a stack or a grid");
  auto p = std::make_shared<StackPlan>();
  p->given = given, p->stack = given.stack;
  if (given.grid) {
    refuse(complaints_about(*given.grid));
    p->tiles = tiles_of(*given.grid);
    p->grid = std::make_shared<const GridCoupling>(*given.grid, p->tiles);
    p->stack = p->given.stack = parts_as_layers(*given.grid, *p->grid);
    p->front_widths = front_widths(*given.grid);
    p->neighbours = neighbours_of(*p);
    p->facing = facing_cells(*p);
  }
  std::vector<std::string> wrong = complaints_about(*p->stack);
  check_case(p->given, wrong);
  refuse(wrong);
  std::vector<KindOf> kinds;
  for (const Layer& l : p->stack->layers) {
    p->mechanisms.push_back(l.mechanism);
    kinds.push_back({l.mechanism, l.initial});
  }
  p->electrical.assign(kinds.size(), -1);
  for (const Short& s : p->stack->shorts)
    if (!s.consumes.empty()) {
      const Layer& l = p->stack->layers[s.layer];
      p->mechanisms[s.layer] = kinds[s.layer].mechanism = with_short(l, s, l.thickness * p->stack->area);
      if (s.energy && !l.initial.empty())
        kinds[s.layer].initial.push_back(kinds[s.layer].mechanism->species.back().initial);
    }
  p->kinetics = compile(kinds, given.default_ceiling);
  for (const Short& s : p->stack->shorts)
    if (!s.consumes.empty())
      p->electrical[s.layer] =
          p->kinetics.kinds[s.layer].first_reaction + static_cast<int>(p->mechanisms[s.layer]->reactions.size()) - 1;
  if (p->kinetics.ceiling_by_default)
    p->warnings.push_back("reactions without a limiter of their own are limited to " +
                          std::to_string(*given.default_ceiling) +
                          " 1/s: a physical assumption that times to runaway depend on");
  weigh(*p);
  p->triggered = triggered_layers(*p);
  weigh_gases(*p);
  p->beside = cells_beside(*p);
  for (const auto& m : p->mechanisms)
    if (m)
      for (const Reaction& r : m->reactions)
        for (const Gas& g : r.gases)
          if (std::find(p->gas_names.begin(), p->gas_names.end(), g.name) == p->gas_names.end())
            p->gas_names.push_back(g.name);
  return p;
}

std::optional<StackCase> on_half_the_volumes(const StackCase& given) {
  if (given.grid) {
    if (!given.coarse_grid) return {};
    StackCase out = given;
    out.stack.reset(), out.grid = given.coarse_grid, out.coarse_grid.reset();
    out.second_mesh = false;
    out.sampling = {given.duration, {}};
    return out;
  }
  auto half = std::make_shared<StackParams>(*given.stack);
  bool coarser = false;
  for (Layer& l : half->layers) {
    if (!l.mechanism || l.volumes < 4) continue;
    l.volumes = (l.volumes + 1) / 2;
    coarser = true;
  }
  for (Short& s : half->shorts) {
    if (s.first) s.first = *s.first / 2;
    if (s.last) s.last = std::max((*s.last + 1) / 2, s.first.value_or(0) + 1);
  }
  if (!coarser) return {};
  StackCase out = given;
  out.stack = half;
  out.second_mesh = false;
  out.sampling = {given.duration, {}};
  return out;
}

}  // namespace voxvolt::runaway
