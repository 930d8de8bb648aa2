// SPDX-License-Identifier: BSD-3-Clause
#include "stages/runaway_inputs.hpp"

#include <algorithm>
#include <cmath>

#include "config/names.hpp"
#include "parameters/kinetics.hpp"

namespace voxvolt::stages {

using config::Complaint;
using config::Describe;
using config::unit;
using Complaints = std::vector<Complaint>;

namespace {

constexpr int kMostLayers = 100'000, kMostVolumes = 100'000;

Complaints check(const LayerInput& in) {
  Complaints complaints;
  if (in.name.empty() || !config::is_name(in.name))
    complaints.push_back({"name", "a name is needed: a letter, then letters, digits and `_`"});
  if (in.health && !in.kinetics) complaints.push_back({"health", "goes with `kinetics`"});
  if (!in.set.empty() && !in.kinetics)
    complaints.push_back({"set", "changes numbers of `kinetics`, which are not given"});
  return complaints;
}

std::vector<std::string> names_of(const StackInputs& in) {
  std::vector<std::string> names;
  for (const LayerInput& layer : in.layers)
    if (std::ranges::find(names, layer.name) == names.end()) names.push_back(layer.name);
  return names;
}

bool are_neighbours(const StackInputs& in, const std::string& a, const std::string& b) {
  for (std::size_t i = 0; i < in.layers.size(); ++i) {
    const LayerInput& layer = in.layers[i];
    if (layer.repeat > 1 && layer.name == a && layer.name == b) return true;
    if (i + 1 == in.layers.size()) continue;
    const std::string& next = in.layers[i + 1].name;
    if ((layer.name == a && next == b) || (layer.name == b && next == a)) return true;
  }
  return false;
}

Complaints check(const StackInputs& in) {
  Complaints complaints;
  if (in.layers.empty()) complaints.push_back({"layers", "a stack of no layers is none"});
  double layers = 0, volumes = 0;
  for (const LayerInput& layer : in.layers) {
    layers += layer.repeat;
    volumes += static_cast<double>(layer.repeat) * layer.volumes;
  }
  if (layers > kMostLayers)
    complaints.push_back({"layers", "come to more than " + std::to_string(kMostLayers) + " with their repeats"});
  if (volumes > 100.0 * kMostVolumes)
    complaints.push_back({"layers", "come to more than " + std::to_string(100 * kMostVolumes) + " volumes"});
  const std::vector<std::string> names = names_of(in);
  for (std::size_t i = 0; i < in.contacts.size(); ++i) {
    const std::string at = "contacts." + std::to_string(i + 1) + ".between";
    const auto& pair = in.contacts[i].between;
    bool known = pair.size() == 2;
    for (const std::string& name : pair)
      if (std::ranges::find(names, name) == names.end()) {
        const auto close = config::nearest(name, names);
        known = false;
        complaints.push_back(
            {at, "there is no layer " + config::shown(name) +
                     (close ? "; did you mean `" + *close + "`?" : "; layers are: " + config::listed(names))});
      }
    if (known && !are_neighbours(in, pair[0], pair[1]))
      complaints.push_back({at, "no " + pair[0] + " and " + pair[1] + " lie side by side"});
    for (std::size_t j = 0; known && j < i; ++j) {
      const auto& other = in.contacts[j].between;
      if (std::ranges::is_permutation(other, pair))
        complaints.push_back({at, pair[0] + " and " + pair[1] + " are given before"});
    }
  }
  return complaints;
}

Complaints check_cell(const StackInputs& stack, int cell, const std::string& key) {
  const int cells = cells_in(stack);
  if (cell <= cells) return {};
  return {{key, "there is no cell " + std::to_string(cell) + "; layers with `kinetics` are cells, and there are " +
                    std::to_string(cells)}};
}

Complaints check_trigger(const RunawayInputs& in) {
  if (const auto* heater = std::get_if<HeaterTrigger>(&in.trigger)) {
    Complaints found;
    if (heater->cell) found = check_cell(stack_of(in), *heater->cell, "trigger.heater.cell");
    if (heater->watched_cell)
      for (auto& one : check_cell(stack_of(in), *heater->watched_cell, "trigger.heater.watched_cell"))
        found.push_back(one);
    if (!heater->layer) return found;
    const auto names = names_of(stack_of(in));
    const auto times = std::ranges::count(stack_of(in).layers, *heater->layer, &LayerInput::name);
    const auto close = config::nearest(*heater->layer, names);
    if (times == 0)
      found.push_back({"trigger.heater.layer",
                       "there is no layer " + config::shown(*heater->layer) +
                           (close ? "; did you mean `" + *close + "`?" : "; layers are: " + config::listed(names))});
    const auto layer = std::ranges::find(stack_of(in).layers, *heater->layer, &LayerInput::name);
    if (times > 1 || (times == 1 && layer->repeat > 1))
      found.push_back({"trigger.heater.layer",
                       "there is more than one layer " + *heater->layer + "; name it differently, or give `cell`"});
    return found;
  }
  if (const auto* shorted = std::get_if<ShortTrigger>(&in.trigger))
    return check_cell(stack_of(in), shorted->cell, "trigger.short.cell");
  return {};
}

bool has_surroundings(const StackInputs& stack) {
  const auto exchanges = [](const EndChoice& end) { return !std::holds_alternative<AdiabaticEnd>(end); };
  if (stack.sides && (stack.sides->coefficient != 0 || stack.sides->emissivity != 0)) return true;
  if (const auto* each = std::get_if<EndsPerSide>(&stack.ends)) return exchanges(each->left) || exchanges(each->right);
  return !std::holds_alternative<AdiabaticEnd>(stack.ends);
}

/// What stands beside a layout only, and what it needs.
Complaints check_layout_keys(const RunawayInputs& in) {
  Complaints complaints;
  const auto say = [&](const std::string& key, const std::string& message) { complaints.push_back({key, message}); };
  if (in.layout) {
    if (in.cells.empty()) say("cells", "at least one type of the layout has to be a cell: nothing can run away");
    for (const auto& [type, part] : in.parts)
      if (in.cells.contains(type)) say("parts." + type, "stands under `cells` too");
    if (!std::holds_alternative<NoCalorimeter>(in.calorimeter)) say("calorimeter", "takes a stack, and no layout");
    if (!in.profiles.empty()) say("profiles", "are of stacks; of a layout `fields` are written");
    const auto* shorted = std::get_if<ShortTrigger>(&in.trigger);
    if (shorted && !shorted->site.empty())
      say("trigger.short.site", "is of stacks; in a layout the whole cell is heated");
    if (std::holds_alternative<AmbientTrigger>(in.trigger) && !in.outside)
      say("trigger", "the surroundings cannot act: there is no `outside`");
    for (const auto& [axis, width] : in.spacing)
      if (axis != "x" && axis != "y" && axis != "z") say("spacing." + axis, "is along x, y or z");
    return complaints;
  }
  if (!in.thickness.empty()) say("thickness", "goes with `layout`; a layer of a stack has its own");
  if (!in.spacing.empty()) say("spacing", "goes with `layout`");
  constexpr const char* kBelongs = "goes with `layout`; of a stack it stands below `stack`";
  if (!in.cells.empty()) say("cells", "goes with `layout`");
  if (!in.parts.empty()) say("parts", "goes with `layout`");
  if (in.contact_resistance != 0) say("contact_resistance", kBelongs);
  if (!in.contacts.empty()) say("contacts", kBelongs);
  if (in.outside) say("outside", "goes with `layout`; a stack has `ends` and `sides`");
  return complaints;
}

Complaints check(const RunawayInputs& in) {
  Complaints complaints = in.layout ? Complaints{} : check_trigger(in);
  const auto say = [&](const std::string& key, const std::string& message) { complaints.push_back({key, message}); };
  if (in.stack && !in.stack->layers.empty() && cells_in(*in.stack) == 0)
    say("stack.layers", "none has `kinetics`: nothing can run away");
  if (in.stack && std::holds_alternative<AmbientTrigger>(in.trigger) && !has_surroundings(*in.stack))
    say("trigger", "the surroundings cannot act: ends are adiabatic, and sides exchange nothing");
  for (auto& one : check_layout_keys(in)) complaints.push_back(one);
  if (in.detection && !in.venting)
    for (const auto& [name, sensor] : in.detection->sensors)
      if (std::holds_alternative<PressureSensor>(sensor) || std::holds_alternative<GasSensor>(sensor))
        say("detection.sensors." + name, "reads what `venting` gives, which is not asked for");
  if (in.detection && !in.terminals)
    for (const auto& [name, sensor] : in.detection->sensors)
      if (std::holds_alternative<VoltageSensor>(sensor))
        say("detection.sensors." + name, "reads what `terminals` gives, which is not asked for");
  const bool none = std::holds_alternative<NoLimiter>(in.limiter);
  if (none && in.error && !in.error->empty())
    say("error", "second_mesh is refused with `limiter: none`: without a limiter times do not converge with the mesh");
  if (!std::holds_alternative<NoCalorimeter>(in.calorimeter) && !std::holds_alternative<NoTrigger>(in.trigger))
    say("trigger", "goes with no calorimeter");
  if (in.sample)
    if (const auto* every = std::get_if<EverySample>(&*in.sample); every && in.duration / every->every > 1e6)
      say("sample", "comes to more than a million samples");
  if (const auto* search = std::get_if<ThresholdSearch>(&in.search); search && in.stack)
    for (auto& one : check_cell(stack_of(in), search->keeps, "search.threshold.keeps")) complaints.push_back(one);
  if (in.detection && in.stack) {
    const int layers = layers_in(stack_of(in));
    for (const auto& [name, sensor] : in.detection->sensors) {
      const int layer = std::visit([](const auto& s) { return s.layer; }, sensor);
      if (layer > layers)
        say("detection.sensors." + name,
            "there is no layer " + std::to_string(layer) + "; with their repeats there are " + std::to_string(layers));
    }
  }
  return complaints;
}

}  // namespace

int cells_in(const StackInputs& stack) {
  int cells = 0;
  for (const LayerInput& layer : stack.layers) cells += layer.kinetics ? layer.repeat : 0;
  return cells;
}
int layers_in(const StackInputs& stack) {
  int layers = 0;
  for (const LayerInput& layer : stack.layers) layers += layer.repeat;
  return layers;
}
const StackInputs& stack_of(const RunawayInputs& in) {
  static const StackInputs none;
  return in.stack ? *in.stack : none;
}
bool wants_second_mesh(const RunawayInputs& in) {
  if (in.error) return !in.error->empty();
  return !std::holds_alternative<NoLimiter>(in.limiter);
}

void LayerInput::describe(Describe<LayerInput>& d) {
  d.sentence("One layer, or several alike; a cell where it has `kinetics`.");
  d.member("name", &LayerInput::name, "which `contacts` and `trigger` know it by").required();
  d.member("repeat", &LayerInput::repeat, "how many of them follow each other",
           unit("1").at_least(1).at_most(kMostLayers));
  d.member("thickness", &LayerInput::thickness, "of one", unit("m").above(0)).required();
  d.member("volumes", &LayerInput::volumes, "through the thickness; 18 or more in reacting layers",
           unit("1").at_least(1).at_most(kMostVolumes));
  d.member("conductivity", &LayerInput::conductivity, "thermal, through the layer", unit("W/m/K").above(0)).required();
  d.member("density", &LayerInput::density, "mass per volume", unit("kg/m^3").above(0)).required();
  d.member("heat_capacity", &LayerInput::heat_capacity, "per mass", unit("J/kg/K").above(0)).required();
  d.member("initial_temperature", &LayerInput::initial_temperature, "at the start", unit("K").above(0));
  d.member("kinetics", &LayerInput::kinetics, "what burns in it");
  d.member("set", &LayerInput::set, "numbers of the kinetics that are not those of the set: values or references")
      .path_keys()
      .keys(&parameters::kinetics_shape_of, kinetics_paths());
  d.member("health", &LayerInput::health, "state of the cell; default: fresh and charged, as the kinetics are");
  d.check([](const LayerInput& in) { return check(in); });
}
void ContactInput::describe(Describe<ContactInput>& d) {
  d.sentence("The contacts between layers, or types of bodies, of two names.");
  d.member("between", &ContactInput::between, "the two names").required().length(2, 2);
  d.member("resistance", &ContactInput::resistance, "of the contact", unit("m^2.K/W").at_least(0)).required();
}
void StackInputs::describe(Describe<StackInputs>& d) {
  d.sentence("Layers on a line.");
  d.member("layers", &StackInputs::layers, "from left to right").required();
  d.member("contact_resistance", &StackInputs::contact_resistance, "of every contact that `contacts` does not name",
           unit("m^2.K/W").at_least(0));
  d.member("contacts", &StackInputs::contacts, "contacts by the names of their layers");
  d.member("ends", &StackInputs::ends, "what is before the first layer and after the last");
  d.member("sides", &StackInputs::sides, "losses along the stack");
  d.member("area", &StackInputs::area, "of the cross-section; energies are of it", unit("m^2").above(0));
  d.check([](const StackInputs& in) { return check(in); });
}

void CeilingLimiter::describe(Describe<CeilingLimiter>& d) {
  d.sentence(
      "Specific rates never exceed a ceiling: k k_max/(k + k_max), for reactions without a limiter of their own.");
  d.member("ceiling", &CeilingLimiter::ceiling, "k_max", unit("1/s").above(0));
  d.shorthand("ceiling");
}
void DamkoehlerLimiter::describe(Describe<DamkoehlerLimiter>& d) {
  d.sentence("Diffusion to the surface limits rates: k/(1 + Da), for reactions without a limiter of their own.");
  using In = DamkoehlerLimiter;
  d.member("pre_exponential", &In::pre_exponential, "A_D of Da = A_D C exp(-(E - E_D)/RT)/D_inf", unit("1/s").above(0))
      .required();
  d.member("area", &In::area, "C, of the geometry", unit("m^2").above(0)).required();
  d.member("diffusivity_298", &In::diffusivity_298, "at 298.15 K", unit("m^2/s").above(0));
  d.member("activation_energy", &In::activation_energy, "E_D, of diffusion", unit("J/mol").at_least(0));
}
void NoLimiter::describe(Describe<NoLimiter>& d) {
  d.sentence("Rates without a limit: fronts are micrometres thin, and times never converge with the mesh.");
}
void HalfConversion::describe(Describe<HalfConversion>& d) { d.sentence("Half of the cell's heat is released."); }
void ConversionReached::describe(Describe<ConversionReached>& d) {
  d.sentence("A share of the cell's heat is released.");
  d.member("share", &ConversionReached::share, "the share", unit("1").above(0).below(1));
  d.shorthand("share");
}
void HeatingRateReached::describe(Describe<HeatingRateReached>& d) {
  d.sentence("The cell's mean temperature rises fast for a while.");
  d.member("above", &HeatingRateReached::above, "rate", unit("K/s").above(0));
  d.member("for", &HeatingRateReached::for_time, "without a break; dated where it began", unit("s").at_least(0));
}
void TemperatureReached::describe(Describe<TemperatureReached>& d) {
  d.sentence("The cell's mean temperature passes a value.");
  d.member("above", &TemperatureReached::above, "the value", unit("K").above(0));
  d.shorthand("above");
}
void NoSearch::describe(Describe<NoSearch>& d) { d.sentence("No search."); }
void ThresholdSearch::describe(Describe<ThresholdSearch>& d) {
  d.sentence("The least value of a key at which a cell does not meet the criterion.");
  d.member("over", &ThresholdSearch::over, "the key, as stage.key...").required();
  d.member("between", &ThresholdSearch::between, "where to look: at the first it runs away, at the second it does not")
      .required()
      .length(2, 2);
  d.member("keeps", &ThresholdSearch::keeps, "number of the cell that is to be kept, from 1",
           unit("1").at_least(1).at_most(1e6));
  d.member("tolerance", &ThresholdSearch::tolerance, "relative, of the value", unit("1").at_least(1e-9).at_most(0.5));
}
void SecondMesh::describe(Describe<SecondMesh>& d) {
  d.sentence("The same on half the volumes: a bar for what the mesh does to each time.");
}
void EverySample::describe(Describe<EverySample>& d) {
  d.sentence("Curves are kept at regular times.");
  d.member("every", &EverySample::every, "time between samples", unit("s").above(0));
  d.shorthand("every");
}
void StepSample::describe(Describe<StepSample>& d) { d.sentence("Curves are kept wherever the solver stepped."); }

void RunawayInputs::describe(Describe<RunawayInputs>& d) {
  d.sentence(
      "Thermal runaway in a cell, a stack of cells or a module: does it propagate, when, how sure, what stops it.");
  using In = RunawayInputs;
  d.member("stack", &In::stack, "layers on a line; a lumped cell is one layer of one volume");
  d.member("layout", &In::layout, "a module in three dimensions: a file that says where its bodies are");
  d.exactly_one({"stack", "layout"});
  d.member(
      "thickness", &In::thickness,
      "of the bodies of a type of the layout, along their shortest axis, where another than in its file; what lies "
      "beyond moves, what spans them is stretched; not of cells",
      unit("m").above(0));
  d.member(
      "spacing", &In::spacing,
      "along x, y or z between cells of the layout that lie side by side, where another than in its file; what lies "
      "between them is stretched",
      unit("m").above(0));
  d.member("cells", &In::cells, "what the cells of a layout are made of, by type");
  d.member("parts", &In::parts, "what the other bodies of a layout are made of, by type");
  d.member("contact_resistance", &In::contact_resistance,
           "of a layout: of every contact between bodies that `contacts` does not name", unit("m^2.K/W").at_least(0));
  d.member("contacts", &In::contacts, "of a layout: contacts by the types of their bodies");
  d.member("outside", &In::outside, "of a layout: what its faces exchange heat with");
  d.member("venting", &In::venting, "pressure and burst of cells");
  d.member("ejecta", &In::ejecta, "heat that leaves cells with what they eject, and jets; default: none");
  d.member("terminals", &In::terminals, "voltage of cells, groups and the string they make");
  d.member("limiter", &In::limiter, "what limits reaction rates at high temperature; a physical assumption");
  d.member("trigger", &In::trigger, "what sets it off");
  d.member("calorimeter", &In::calorimeter, "an instrument around the stack");
  d.member("criterion", &In::criterion, "what dates the runaway of a cell");
  d.member("margin_rate", &In::margin_rate, "self-heating at which `propagation_margin` is 0", unit("K/s").above(0));
  d.member("duration", &In::duration, "of the run", unit("s").above(0)).required();
  d.member("until_temperature", &In::until_temperature, "the run ends where any cell's mean temperature passes it",
           unit("K").above(0));
  d.member(
      "tolerance", &In::tolerance,
      "of a step: per 100 K, and of the extent of each reaction; default: 1e-3, and 1e-4 where all layers are of one "
      "volume",
      unit("1").at_least(1e-10).at_most(0.1));
  d.member("active_set", &In::active_set,
           "cells of one volume where nothing happens; default: in stacks of more than 10 cells, and in layouts");
  d.member("error", &In::error, "bars: second_mesh unless nothing limits the rates");
  d.member("search", &In::search, "what it takes to stop it");
  d.member("sample", &In::sample, "when curves are kept; default: 400 times");
  d.member("profiles", &In::profiles, "times at which temperature and conversion along the stack are kept",
           unit("s").at_least(0))
      .length(0, 1000);
  d.member("detection", &In::detection, "virtual sensors and an alarm");
  d.check([](const In& in) { return check(in); });
}

}  // namespace voxvolt::stages
