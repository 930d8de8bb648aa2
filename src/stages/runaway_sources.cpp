// SPDX-License-Identifier: BSD-3-Clause
#include "stages/runaway_sources.hpp"

#include <algorithm>

#include "config/errors.hpp"
#include "config/names.hpp"
#include "config/units.hpp"
#include "stages/runaway_cases.hpp"

namespace voxvolt::stages {
namespace {

using config::Complaint;
using Complaints = std::vector<Complaint>;

runaway::End end_of(const RunawayInputs& in, const EndChoice& choice) {
  runaway::End end;
  if (const auto* convection = std::get_if<ConvectionEnd>(&choice)) {
    end.kind = runaway::End::Kind::exchange;
    end.exchange = {convection->coefficient, convection->emissivity, programme_of(ambient_of(in, convection->ambient))};
  }
  if (const auto* held = std::get_if<HeldEnd>(&choice)) {
    end.kind = runaway::End::Kind::held;
    end.temperature = programme_of(ambient_of(in, held->held));
  }
  return end;
}

EndChoice one_end(const EndsChoice& ends, bool left) {
  if (const auto* each = std::get_if<EndsPerSide>(&ends)) return left ? each->left : each->right;
  if (const auto* convection = std::get_if<ConvectionEnd>(&ends)) return *convection;
  if (const auto* held = std::get_if<HeldEnd>(&ends)) return *held;
  return AdiabaticEnd{};
}

int layer_named(const runaway::StackParams& stack, const std::string& name) {
  return static_cast<int>(std::ranges::find(stack.layers, name, &runaway::Layer::name) - stack.layers.begin());
}

void add_heater(const HeaterTrigger& in, runaway::StackParams& stack) {
  runaway::Heater heater;
  heater.layer = in.cell ? layer_of_cell(stack, *in.cell) : layer_named(stack, *in.layer);
  heater.power = in.power;
  heater.start = in.start;
  heater.duration = in.duration;
  heater.energy = in.energy;
  heater.until_temperature = in.until_temperature;
  if (in.watched_cell) heater.watched = layer_of_cell(stack, *in.watched_cell);
  stack.heaters.push_back(heater);
}

void add_short(const ShortTrigger& in, runaway::StackParams& stack, Complaints& complaints) {
  runaway::Short made;
  made.layer = layer_of_cell(stack, in.cell);
  made.start = in.start;
  made.voltage = in.voltage;
  made.resistance = in.resistance;
  made.internal_resistance = in.internal_resistance;
  made.most_current = in.most_current;
  made.energy = in.energy;
  if (in.site.size() == 2) made.first = in.site[0] - 1, made.last = in.site[1];
  const runaway::Mechanism& mechanism = *stack.layers[static_cast<std::size_t>(made.layer)].mechanism;
  std::vector<std::string> names;
  for (const runaway::Species& species : mechanism.species) names.push_back(species.name);
  for (const auto& [species, amount] : in.consumes) {
    const std::string key = "trigger.short.consumes." + species;
    const bool by_mass = config::same_dimension(amount.unit, "kg/C");
    if (std::ranges::find(names, species) == names.end()) {
      const auto close = config::nearest(species, names);
      complaints.push_back({key, "the cell has no such species" + (close ? "; did you mean `" + *close + "`?"
                                                                         : "; it has " + config::listed(names))});
    } else if (!by_mass && !config::same_dimension(amount.unit, "m^3/C")) {
      complaints.push_back({key, "`" + config::with_unit(amount.value, amount.unit) +
                                     "` has another dimension; needed is a unit like `kg/C`, or `m^3/C`"});
    } else {
      made.consumes.push_back({species, config::convert(amount.value, amount.unit, by_mass ? "kg/C" : "m^3/C")});
    }
  }
  stack.shorts.push_back(std::move(made));
}

bool is_open(const ProgrammeChoice& choice) {
  const auto* table = std::get_if<TemperatureOverTime>(&choice);
  return table && (table->time.empty() || table->temperature.empty());
}
bool is_open(const EndChoice& end) {
  if (const auto* convection = std::get_if<ConvectionEnd>(&end)) return is_open(convection->ambient);
  if (const auto* held = std::get_if<HeldEnd>(&end)) return is_open(held->held);
  return false;
}

void add_heat(const RunawayInputs& in, runaway::StackParams& stack, Complaints& complaints) {
  if (const auto& e = in.ejecta) stack.ejecta = runaway::Ejecta{e->share, e->duration, e->at, e->to_neighbours};
  if (in.venting && !std::holds_alternative<ScanInput>(in.calorimeter)) stack.venting = can_of(*in.venting);
  if (const auto* heater = std::get_if<HeaterTrigger>(&in.trigger)) add_heater(*heater, stack);
  if (const auto* shorted = std::get_if<ShortTrigger>(&in.trigger)) add_short(*shorted, stack, complaints);
}

void check_cell(const runaway::StackParams& bodies, int cell, const std::string& key, Complaints& complaints) {
  const auto cells = std::ranges::count_if(bodies.layers, [](const auto& layer) { return layer.mechanism != nullptr; });
  if (cell > cells)
    complaints.push_back({key, "there is no cell " + std::to_string(cell) +
                                   "; bodies of types under `cells` are cells, and there are " +
                                   std::to_string(cells)});
}

void check_trigger(const RunawayInputs& in, const runaway::StackParams& bodies, Complaints& complaints) {
  if (const auto* shorted = std::get_if<ShortTrigger>(&in.trigger))
    check_cell(bodies, shorted->cell, "trigger.short.cell", complaints);
  const auto* heater = std::get_if<HeaterTrigger>(&in.trigger);
  if (!heater) return;
  if (heater->cell) check_cell(bodies, *heater->cell, "trigger.heater.cell", complaints);
  if (heater->watched_cell) check_cell(bodies, *heater->watched_cell, "trigger.heater.watched_cell", complaints);
  if (!heater->layer || layer_named(bodies, *heater->layer) < static_cast<int>(bodies.layers.size())) return;
  std::vector<std::string> names;
  for (const auto& body : bodies.layers) names.push_back(body.name);
  const auto close = config::nearest(*heater->layer, names);
  complaints.push_back({"trigger.heater.layer", "the layout has no body " + config::shown(*heater->layer) +
                                                    (close ? "; did you mean `" + *close + "`?" : "")});
}

}  // namespace

runaway::Can can_of(const VentingInput& in) {
  runaway::Can can{in.free_volume, in.burst, in.ambient, in.closed_at, {}, {}, in.gas_heat_capacity};
  if (in.vapour) can.vapour = runaway::Vapour{in.vapour->boiling_point, in.vapour->heat, in.vapour->amount};
  if (const auto& o = in.opening)
    can.opening = runaway::Opening{o->area, o->discharge_coefficient, o->heat_capacity_ratio, o->molar_mass};
  return can;
}

const ProgrammeChoice& ambient_of(const RunawayInputs& in, const ProgrammeChoice& own) {
  const auto* trigger = std::get_if<AmbientTrigger>(&in.trigger);
  return trigger ? trigger->temperature : own;
}

void add_triggers(const RunawayInputs& in, runaway::GridParams& grid, Complaints& complaints) {
  runaway::StackParams bodies;
  for (const runaway::GridPart& part : grid.parts) {
    runaway::Layer layer;
    layer.name = part.name, layer.mechanism = part.mechanism;
    bodies.layers.push_back(std::move(layer));
  }
  const auto before = complaints.size();
  check_trigger(in, bodies, complaints);
  if (complaints.size() > before) return;
  add_heat(in, bodies, complaints);
  grid.heaters = bodies.heaters, grid.shorts = bodies.shorts, grid.ejecta = bodies.ejecta;
  grid.venting = bodies.venting;
}

void add_surroundings_and_triggers(const RunawayInputs& in, runaway::StackParams& stack, Complaints& complaints) {
  stack.left = end_of(in, one_end(stack_of(in).ends, true));
  stack.right = end_of(in, one_end(stack_of(in).ends, false));
  if (const auto& sides = stack_of(in).sides) {
    stack.sides.exchange = {sides->coefficient, sides->emissivity, programme_of(ambient_of(in, sides->ambient))};
    stack.sides.perimeter_per_area = sides->perimeter_per_area;
  }
  add_heat(in, stack, complaints);
  if (const auto* arc = std::get_if<HeatWaitSearchInput>(&in.calorimeter))
    stack.calorimeter = runaway::HeatWaitSearch{arc->start,  arc->step,        arc->heating_rate, arc->wait,
                                                arc->search, arc->sensitivity, arc->end};
  if (const auto* scan = std::get_if<ScanInput>(&in.calorimeter))
    stack.imposed = runaway::Programme{{0, (scan->to - scan->from) / scan->rate}, {scan->from, scan->to}};
}

bool has_open_programmes(const RunawayInputs& in) {
  if (const auto* trigger = std::get_if<AmbientTrigger>(&in.trigger); trigger && is_open(trigger->temperature))
    return true;
  if (in.outside && is_open(in.outside->ambient)) return true;
  if (stack_of(in).sides && is_open(stack_of(in).sides->ambient)) return true;
  return is_open(one_end(stack_of(in).ends, true)) || is_open(one_end(stack_of(in).ends, false));
}

}  // namespace voxvolt::stages
