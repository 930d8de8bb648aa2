// SPDX-License-Identifier: BSD-3-Clause
#include "stages/runaway_cases.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "config/errors.hpp"
#include "config/units.hpp"
#include "parallel/shared_text.hpp"
#include "stages/layout_file.hpp"
#include "stages/runaway_layout.hpp"
#include "stages/runaway_sources.hpp"

namespace voxvolt::stages {
namespace {

using config::Complaint;
using config::Value;
using Complaints = std::vector<Complaint>;

constexpr double kGasConstant = 8.31446261815324;  // J/(mol K), CODATA 2018
constexpr int kEnoughVolumes = 18;
constexpr double kSamples = 400;
constexpr int kManyCells = 10;
constexpr double kMostVoxels = 2e7;
constexpr double kPromoteInGrid = 0.1;  // K; moves the period of a row by 1.4e-4, and spares a third of the volumes

void each_kinetics(const RunawayInputs& in, const std::function<void(const KineticsInput&)>& visit) {
  for (const LayerInput& layer : stack_of(in).layers)
    if (layer.kinetics) visit(*layer.kinetics);
  for (const auto& [type, cell] : in.cells) visit(cell.kinetics);
}

bool is_unknown(const Value& value) {
  if (value.is<double>()) return std::isnan(value.as<double>());
  if (value.is<config::Quantity>()) return std::isnan(value.as<config::Quantity>().value);
  if (value.is<config::Reference>()) return true;
  if (value.is<config::List>()) return std::ranges::any_of(value.as<config::List>(), is_unknown);
  if (value.is<config::Map>())
    return std::ranges::any_of(value.as<config::Map>(), [](const auto& entry) { return is_unknown(entry.second); });
  return false;
}

parameters::HealthState state_of(const HealthInput& in) {
  return {in.soc, in.sei_thickness, in.plated, in.lli, in.lam_negative, in.lam_positive, in.scores};
}

/// Reactions that no limiter of their own holds back.
void limit(runaway::Mechanism& mechanism, const DamkoehlerLimiter& by) {
  for (runaway::Reaction& r : mechanism.reactions)
    if (!r.diffusion && !r.ceiling && r.activation_temperature > 0)
      r.diffusion =
          runaway::DiffusionLimit{by.pre_exponential, by.area, by.diffusivity_298, by.activation_energy / kGasConstant};
}

std::vector<double> contacts_of(const StackInputs& in) {
  std::vector<std::string> names;
  for (const LayerInput& layer : in.layers)
    for (int i = 0; i < layer.repeat; ++i) names.push_back(layer.name);
  std::vector<double> contacts;
  for (std::size_t i = 0; i + 1 < names.size(); ++i) {
    double resistance = in.contact_resistance;
    for (const ContactInput& contact : in.contacts)
      if (contact.between.size() == 2 && ((contact.between[0] == names[i] && contact.between[1] == names[i + 1]) ||
                                          (contact.between[1] == names[i] && contact.between[0] == names[i + 1])))
        resistance = contact.resistance;
    contacts.push_back(resistance);
  }
  return contacts;
}

runaway::Criterion criterion_of(const CriterionChoice& choice) {
  using Kind = runaway::Criterion::Kind;
  if (const auto* share = std::get_if<ConversionReached>(&choice)) return {Kind::conversion, share->share, 0};
  if (const auto* rate = std::get_if<HeatingRateReached>(&choice))
    return {Kind::heating_rate, rate->above, rate->for_time};
  if (const auto* hot = std::get_if<TemperatureReached>(&choice)) return {Kind::temperature, hot->above, 0};
  return {Kind::conversion, 0.5, 0};
}

runaway::Sampling sampling_of(const RunawayInputs& in) {
  runaway::Sampling sampling;
  sampling.interval = in.duration / kSamples;
  if (in.sample) {
    const auto* every = std::get_if<EverySample>(&*in.sample);
    sampling.interval = every ? std::optional(every->every) : std::nullopt;
  }
  // Sensors read between samples by straight lines.
  if (in.detection && sampling.interval) sampling.interval = std::min(*sampling.interval, in.detection->interval);
  sampling.profiles_at = in.profiles;
  std::ranges::sort(sampling.profiles_at);
  return sampling;
}

bool is_lumped(const StackInputs& in) {
  return std::ranges::all_of(in.layers, [](const LayerInput& layer) { return layer.volumes == 1; });
}

void say_what_limits(const LimiterChoice& choice, MadeStack& made) {
  if (const auto* ceiling = std::get_if<CeilingLimiter>(&choice))
    made.assumptions.push_back("reactions without a limiter of their own never exceed a specific rate of " +
                               config::with_unit(ceiling->ceiling, "1/s") +
                               ": an uncertain physical assumption that times depend on (`limiter`)");
  else if (std::holds_alternative<DamkoehlerLimiter>(choice))
    made.assumptions.push_back("reactions without a limiter of their own are limited by diffusion (`limiter`)");
  else made.assumptions.push_back("nothing limits reaction rates: times depend on the mesh and converge to nothing");
}

void check_terminals(const RunawayInputs& in, int cells, Complaints& complaints) {
  if (cells % in.terminals->parallel != 0)
    complaints.push_back({"terminals.parallel", "groups of " + std::to_string(in.terminals->parallel) +
                                                    " do not make " + std::to_string(cells) + " cells"});
  if (!in.detection) return;
  for (const auto& [name, sensor] : in.detection->sensors)
    if (const auto* voltage = std::get_if<VoltageSensor>(&sensor); voltage && voltage->cell.value_or(1) > cells)
      complaints.push_back(
          {"detection.sensors." + name + ".voltage.cell",
           "there is no cell " + std::to_string(*voltage->cell) + "; there are " + std::to_string(cells)});
}

void say_coarse(MadeStack& made) {
  made.assumptions.push_back("cells of fewer than " + std::to_string(kEnoughVolumes) +
                             " volumes run away late: 22 % with 7 in the comparison case");
}

}  // namespace

bool has_references(const RunawayInputs& in) {
  return is_unknown(config::Form<RunawayInputs>::to_value(in)) || has_open_programmes(in);
}

bool files_are_read(const RunawayInputs& in) {
  bool read = true;
  if (in.layout) read = !in.layout->sha256.empty();
  each_kinetics(in, [&](const KineticsInput& k) { read = read && (!k.file || !k.file->sha256.empty()); });
  return read;
}

int layer_of_cell(const runaway::StackParams& stack, int cell) {
  for (std::size_t i = 0; i < stack.layers.size(); ++i)
    if (stack.layers[i].mechanism && --cell == 0) return static_cast<int>(i);
  throw std::logic_error("there is no such cell");
}

void StackMaker::read_files(const RunawayInputs& in, const parallel::Communicator& ranks) {
  each_kinetics(in, [&](const KineticsInput& k) {
    if (k.file && !texts_.contains(k.file->path)) texts_[k.file->path] = parallel::read_small_file(ranks, k.file->path);
  });
  if (in.layout && !texts_.contains(in.layout->path))
    texts_[in.layout->path] = parallel::read_small_file(ranks, in.layout->path);
}

const parameters::KineticsSet& StackMaker::set_for(const KineticsInput& kinetics) {
  const std::string key = kinetics.file ? "file " + kinetics.file->path : kinetics.name;
  if (const auto found = sets_.find(key); found != sets_.end()) return found->second;
  if (kinetics.file) return sets_[key] = parameters::read_kinetics(texts_.at(kinetics.file->path), kinetics.file->path);
  return sets_[key] = parameters::shipped_kinetics(parameters::shipped_kinetics_name(kinetics.name).value());
}

std::vector<std::string> StackMaker::papers(const RunawayInputs& in) {
  std::vector<std::string> papers;
  each_kinetics(in, [&](const KineticsInput& k) {
    for (const std::string& paper : set_for(k).papers)
      if (std::ranges::find(papers, paper) == papers.end()) papers.push_back(paper);
  });
  return papers;
}

runaway::Layer StackMaker::layer_of(const LayerInput& in, const LimiterChoice& limiter, const std::string& at,
                                    MadeStack& made, Complaints& complaints) {
  runaway::Layer layer{
      in.name, in.thickness, in.volumes, in.conductivity, in.density, in.heat_capacity, in.initial_temperature, {}, {}};
  if (!in.kinetics) return layer;
  const auto below = [&](const std::string& key, Complaints own) {
    for (Complaint& one : own)
      complaints.push_back({at + key + (one.key.empty() ? "" : "." + one.key), std::move(one.message)});
  };
  try {
    parameters::KineticsChanges changes;
    for (const auto& [path, raw] : in.set) changes[path] = raw.value;
    const parameters::KineticsSet* set = &set_for(*in.kinetics);
    Complaints own;
    parameters::KineticsSet other;
    if (!changes.empty()) other = parameters::changed(*set, changes, own), set = &other;
    below(".set", std::move(own));
    const auto* damkoehler = std::get_if<DamkoehlerLimiter>(&limiter);
    const std::string key = set->name;
    if (changes.empty() && !damkoehler && mechanisms_.contains(key)) {
      layer.mechanism = mechanisms_.at(key);
    } else {
      auto mechanism = std::make_shared<runaway::Mechanism>(parameters::mechanism_of(*set));
      if (damkoehler) limit(*mechanism, *damkoehler);
      layer.mechanism = mechanism;
      if (changes.empty() && !damkoehler) mechanisms_[key] = mechanism;
    }
    for (const std::string& caveat : set->caveats) {
      const std::string text = set->name + ": " + caveat;
      if (std::ranges::find(made.assumptions, text) == made.assumptions.end()) made.assumptions.push_back(text);
    }
    if (!in.health) return layer;
    std::vector<std::string> said;
    own.clear();
    layer.initial = parameters::initial_of(*set, state_of(*in.health), said, own);
    below(".health", std::move(own));
    for (const std::string& sentence : said) made.assumptions.push_back(in.name + ": by its state, " + sentence);
  } catch (const config::InputError& error) {
    for (const config::Problem& problem : error.problems()) complaints.push_back({at + ".kinetics", problem.text()});
  }
  return layer;
}

void StackMaker::make_line(const RunawayInputs& in, MadeStack& made, Complaints& complaints) {
  auto stack = std::make_shared<runaway::StackParams>();
  bool is_coarse = false;
  for (std::size_t i = 0; i < in.stack->layers.size(); ++i) {
    const LayerInput& one = in.stack->layers[i];
    const auto layer = layer_of(one, in.limiter, "stack.layers." + std::to_string(i + 1), made, complaints);
    for (int k = 0; k < one.repeat; ++k) stack->layers.push_back(layer);
    is_coarse = is_coarse || (one.kinetics && one.volumes < kEnoughVolumes);
  }
  if (is_coarse && stack->layers.size() > 1 && !is_lumped(*in.stack)) say_coarse(made);
  stack->contacts = contacts_of(*in.stack);
  stack->area = in.stack->area;
  if (complaints.empty()) add_surroundings_and_triggers(in, *stack, complaints);
  made.what.stack = stack;
}

void StackMaker::make_grid(const RunawayInputs& in, MadeStack& made, Complaints& complaints, bool only_to_check) {
  try {
    layout_for(*in.layout);
  } catch (const config::InputError& error) {
    for (const config::Problem& problem : error.problems()) complaints.push_back({"layout", problem.text()});
    return;
  }
  for (Complaint& one : complaints_about_types(in, layout_for(*in.layout))) complaints.push_back(std::move(one));
  if (!complaints.empty()) return;
  const layout::Layout layout = with_distances(in, layout_for(*in.layout), complaints);
  if (!complaints.empty()) return;
  if (const double voxels = voxels_of(in, layout); voxels > kMostVoxels) {
    char text[80];
    std::snprintf(text, sizeof text, "make %.3g voxels; more than %.0e are too many for one rank", voxels, kMostVoxels);
    complaints.push_back({"cells", std::string("their `volumes`, and those of `parts`, ") + text});
    return;
  }
  const KineticsOf kinetics = [&](const std::string& type, const CellTypeInput& cell) {
    LayerInput as_layer;
    as_layer.name = type, as_layer.kinetics = cell.kinetics, as_layer.set = cell.set, as_layer.health = cell.health;
    return layer_of(as_layer, in.limiter, "cells." + type, made, complaints);
  };
  const auto made_grid = [&](Division division) {
    auto grid = grid_of(in, layout, only_to_check ? Division::none : division, kinetics, complaints);
    if (complaints.empty()) add_triggers(in, *grid, complaints);
    return grid;
  };
  made.what.grid = made_grid(Division::whole);
  for (const auto& [type, cell] : in.cells)
    if (*std::ranges::max_element(cell.volumes) < kEnoughVolumes) {
      say_coarse(made);
      break;
    }
  const bool is_coarser = std::ranges::any_of(in.cells, [](const auto& named) {
    return std::ranges::any_of(named.second.volumes, [](int count) { return count >= 4; });
  });
  if (wants_second_mesh(in) && is_coarser) {
    MadeStack same;  // has its assumptions already
    std::swap(same.assumptions, made.assumptions);
    made.what.coarse_grid = made_grid(Division::half);
    std::swap(same.assumptions, made.assumptions);
  }
  const int layers = static_cast<int>(layout.bodies.size());
  if (in.detection)
    for (const auto& [name, sensor] : in.detection->sensors)
      if (std::visit([](const auto& s) { return s.layer; }, sensor) > layers)
        complaints.push_back({"detection.sensors." + name, "the layout has " + std::to_string(layers) + " bodies"});
  const auto* search = std::get_if<ThresholdSearch>(&in.search);
  if (const int cells = outline_of(made).cells; search && search->keeps > cells)
    complaints.push_back({"search.threshold.keeps", "there is no cell " + std::to_string(search->keeps) +
                                                        "; there are " + std::to_string(cells)});
}

const layout::Layout& StackMaker::layout_for(const config::File& file) {
  if (!layouts_.contains(file.path)) layouts_[file.path] = read_layout(texts_.at(file.path), file.path);
  return layouts_.at(file.path);
}

double StackMaker::voxels(const RunawayInputs& in) {
  Complaints none;
  return voxels_of(in, with_distances(in, layout_for(*in.layout), none));
}

MadeStack StackMaker::make(const RunawayInputs& in, Complaints& complaints, bool only_to_check) {
  MadeStack made;
  say_what_limits(in.limiter, made);
  if (in.layout) make_grid(in, made, complaints, only_to_check);
  else make_line(in, made, complaints);
  if (in.venting && !in.venting->vapour && outline_of(made).gases.empty() && complaints.empty())
    complaints.push_back({"venting", "no reaction of the kinetics releases gas (`gases`), and there is no `vapour`"});
  if (in.terminals && complaints.empty()) check_terminals(in, outline_of(made).cells, complaints);
  made.what.duration = in.duration;
  made.what.tolerance = in.tolerance.value_or(in.stack && is_lumped(*in.stack) ? 1e-4 : 1e-3);
  if (const auto* ceiling = std::get_if<CeilingLimiter>(&in.limiter)) made.what.default_ceiling = ceiling->ceiling;
  made.what.criterion = criterion_of(in.criterion);
  made.what.margin_rate = in.margin_rate;
  made.what.active_set.on = in.active_set.value_or(in.layout || cells_in(stack_of(in)) > kManyCells);
  if (in.layout) made.what.active_set.promote_rise = kPromoteInGrid;
  made.what.sampling = sampling_of(in);
  made.what.second_mesh = in.layout ? made.what.coarse_grid != nullptr : wants_second_mesh(in);
  made.what.until_temperature = in.until_temperature;
  return made;
}

StackOutline outline_of(const MadeStack& made) {
  StackOutline out;
  out.is_grid = made.what.grid != nullptr;
  out.layers = out.cells = 0;
  const auto add = [&](const std::shared_ptr<const runaway::Mechanism>& mechanism) {
    ++out.layers;
    if (!mechanism) return;
    ++out.cells;
    for (const runaway::Reaction& reaction : mechanism->reactions)
      for (const runaway::Gas& gas : reaction.gases)
        if (std::ranges::find(out.gases, gas.name) == out.gases.end()) out.gases.push_back(gas.name);
  };
  if (made.what.stack)
    for (const runaway::Layer& layer : made.what.stack->layers) add(layer.mechanism);
  if (made.what.grid)
    for (const runaway::GridPart& part : made.what.grid->parts) add(part.mechanism);
  return out;
}

runaway::Detection detection_of(const DetectionInput& in) {
  std::vector<std::string> names;
  std::vector<runaway::Sensor> sensors;
  for (const auto& [name, choice] : in.sensors) {
    names.push_back(name);
    if (const auto* hot = std::get_if<TemperatureSensor>(&choice))
      sensors.push_back(
          {runaway::Sensor::Kind::temperature, static_cast<std::size_t>(hot->layer - 1), hot->above, 1, hot->noise});
    if (const auto* rate = std::get_if<HeatingRateSensor>(&choice))
      sensors.push_back({runaway::Sensor::Kind::heating_rate, static_cast<std::size_t>(rate->layer - 1), rate->above,
                         rate->over, rate->noise});
    if (const auto* pressure = std::get_if<PressureSensor>(&choice))
      sensors.push_back({runaway::Sensor::Kind::pressure, static_cast<std::size_t>(pressure->layer - 1),
                         pressure->above, 1, pressure->noise});
    if (const auto* gas = std::get_if<GasSensor>(&choice))
      sensors.push_back({runaway::Sensor::Kind::gas, 0, gas->above, 1, gas->noise});
    if (const auto* volts = std::get_if<VoltageSensor>(&choice))
      sensors.push_back({runaway::Sensor::Kind::voltage, static_cast<std::size_t>(volts->cell.value_or(0)),
                         volts->below, 1, volts->noise});
  }
  return {std::move(sensors), runaway::AlarmRule(in.alarm, names), in.interval, in.delay,
          static_cast<std::uint64_t>(in.seed)};
}

}  // namespace voxvolt::stages
