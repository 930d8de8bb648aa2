// SPDX-License-Identifier: BSD-3-Clause
#include "stages/cell_cases.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <sstream>

#include "config/errors.hpp"
#include "config/names.hpp"
#include "config/units.hpp"
#include "parallel/agree.hpp"
#include "parallel/shared_text.hpp"
#include "parameters/resolve.hpp"

namespace voxvolt::stages {
namespace {

using config::Complaint;

parameters::Settings settings_of(const CellInputs& in) {
  parameters::Settings settings;
  for (const auto& [path, raw] : in.set) settings[path] = parameters::setting_of(raw.value);
  return settings;
}

parameters::ResolveOptions options_of(const CellInputs& in) {
  parameters::ResolveOptions options;
  options.half_cell = in.is_half_cell();
  options.single_particle = static_cast<cell::Model>(in.model.index()) == cell::Model::spm;
  if (const auto* lumped = std::get_if<LumpedInput>(&in.thermal)) {
    options.thermal = parameters::Thermal::lumped;
    options.heat_capacity = lumped->heat_capacity;
    options.cooling = lumped->cooling;
  }
  if (const auto* stack = std::get_if<StackInput>(&in.thermal)) {
    options.thermal = parameters::Thermal::through_stack;
    options.negative_cooling = stack->negative_cooling;
    options.positive_cooling = stack->positive_cooling;
  }
  return options;
}

cell::Mesh mesh_of(const MeshInput& in) {
  cell::Mesh mesh;
  mesh.negative = in.negative;
  mesh.separator = in.separator;
  mesh.positive = in.positive;
  if (const auto* uniform = std::get_if<UniformParticle>(&in.particle)) {
    mesh.particle = cell::Mesh::Particle::uniform;
    mesh.particle_unknowns = uniform->shells;
  } else {
    mesh.particle_unknowns = std::get<SpectralParticle>(in.particle).modes;
  }
  return mesh;
}

cell::Sampling sampling_of(const CellInputs& in) {
  cell::Sampling sampling;
  if (const auto* regular = std::get_if<RegularSample>(&in.sample)) sampling.interval = regular->every;
  sampling.profiles_at = in.profiles;
  std::ranges::sort(sampling.profiles_at);
  return sampling;
}

/// `dfn, full cell, 20/20/20 volumes, 12 spectral unknowns`
std::string words_for_mark(const std::vector<double>& mark) {
  constexpr std::array kModels{"dfn", "spme", "spm"};
  const auto whole = [&](std::size_t i) { return config::shortest(mark[i]); };
  const bool known = mark[0] == 0 || mark[0] == 1 || mark[0] == 2;
  return std::string(known ? kModels[static_cast<std::size_t>(mark[0])] : "unknown model") +
         (mark[1] != 0 ? ", half-cell, " : ", full cell, ") + whole(2) + "/" + whole(3) + "/" + whole(4) +
         " volumes, " + whole(6) + (mark[5] == 0 ? " spectral unknowns" : " shells");
}

/// The state without its mark; complains when it is of something else.
std::vector<double> unmarked_state(const CellInputs& in, std::vector<Complaint>& complaints) {
  const std::vector<double> mark = mark_of_state(in), &state = *in.initial.state;
  if (state.empty()) return {};  // a reference whose stage has not run
  const auto begin = state.begin() + static_cast<std::ptrdiff_t>(std::min(mark.size(), state.size()));
  if (state.size() <= mark.size()) complaints.push_back({"initial.state", "is no final_state of a cell"});
  else if (!std::equal(mark.begin(), mark.end(), state.begin()))
    complaints.push_back({"initial.state", "is of another mesh or model: " + words_for_mark({state.begin(), begin}) +
                                               "; this cell is " + words_for_mark(mark)});
  return {begin, state.end()};
}

cell::Initial initial_of(const InitialInput& in, const parameters::ResolvedCell& resolved) {
  cell::Initial initial;
  initial.soc = in.soc;
  initial.temperature = in.temperature;
  initial.negative_stoichiometry = in.negative_stoichiometry;
  initial.positive_stoichiometry = in.positive_stoichiometry;
  if (in.soc || in.state) return initial;
  if (!in.negative_stoichiometry && !in.positive_stoichiometry) initial.soc = resolved.soc;
  if (!initial.negative_stoichiometry) initial.negative_stoichiometry = resolved.negative_stoichiometry;
  if (!initial.positive_stoichiometry) initial.positive_stoichiometry = resolved.positive_stoichiometry;
  if (!in.negative_stoichiometry) initial.negative_families = resolved.negative_families;
  if (!in.positive_stoichiometry) initial.positive_families = resolved.positive_families;
  return initial;
}

/// One complaint a line.
void add_lines(const std::string& text, const std::string& key, std::vector<Complaint>& complaints) {
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) complaints.push_back({key, line});
}

bool is_unknown(const std::optional<double>& value) { return value && std::isnan(*value); }

bool frequencies_are_known(const CellInputs& in) {
  bool known = true;
  each_impedance(in.protocol,
                 [&](const ImpedanceInput& one) { known = known && !std::isnan(one.from) && !std::isnan(one.to); });
  return known;
}

}  // namespace

parameters::ParameterSet set_of(const ParameterChoice& choice, const std::string& text) {
  if (const config::File* file = file_of(choice)) {
    const bool halved = std::get<FileParameters>(choice).bpx_reaction.index() == 1;
    return parameters::read_parameter_file(
        text, file->path, halved ? parameters::BpxReaction::j0_sinh : parameters::BpxReaction::two_j0_sinh);
  }
  return parameters::shipped_set(std::visit([]<class C>(const C&) { return std::string(C::word); }, choice));
}

const config::File* file_of(const ParameterChoice& choice) {
  const auto* own = std::get_if<FileParameters>(&choice);
  return own ? &own->file : nullptr;
}

void each_drive_cycle(const std::vector<ProtocolItem>& items, const std::function<void(const config::File&)>& visit) {
  for (const ProtocolItem& item : items) {
    if (item.file) visit(*item.file);
    each_drive_cycle(item.steps, visit);
  }
}

void CaseMaker::read_files(const CellInputs& inputs, const parallel::Communicator& ranks) {
  const auto read = [&](const config::File& file) {
    if (!texts_.contains(file.path)) texts_[file.path] = parallel::read_small_file(ranks, file.path);
  };
  if (const config::File* file = file_of(inputs.parameters)) read(*file);
  each_drive_cycle(inputs.protocol, read);
}

const parameters::ParameterSet& CaseMaker::set_for(const ParameterChoice& choice) {
  const config::File* file = file_of(choice);
  const std::string key =
      file ? "file " + std::to_string(std::get<FileParameters>(choice).bpx_reaction.index()) + " " + file->path
           : std::visit([]<class C>(const C&) { return std::string(C::word); }, choice);
  if (const auto found = sets_.find(key); found != sets_.end()) return found->second;
  return sets_[key] = set_of(choice, file ? texts_.at(file->path) : std::string{});
}

parameters::Settings CaseMaker::settings(const CellInputs& inputs) {
  return parameters::overridden(set_for(inputs.parameters).settings, settings_of(inputs));
}
std::vector<std::string> CaseMaker::papers(const CellInputs& inputs) { return set_for(inputs.parameters).papers; }
std::vector<std::string> CaseMaker::remarks(const CellInputs& inputs) { return set_for(inputs.parameters).remarks; }

const parameters::Measurement* CaseMaker::measured(const CellInputs& in) {
  if (!in.compare) return nullptr;
  const auto& curves = set_for(in.parameters).measurements;
  const auto found = std::ranges::find(curves, *in.compare, &parameters::Measurement::name);
  return found == curves.end() ? nullptr : &*found;
}

parameters::BpxText CaseMaker::bpx(const CellInputs& in) {
  std::vector<Complaint> complaints;
  const cell::CellCase made = make(in, complaints);
  std::vector<config::Problem> problems;
  for (const Complaint& complaint : complaints) problems.push_back({{}, complaint.key, complaint.message});
  if (!problems.empty()) throw config::InputError(std::move(problems));
  const parameters::ParameterSet& set = set_for(in.parameters);
  const parameters::Settings settings = parameters::overridden(set.settings, settings_of(in));
  return parameters::bpx_of(
      {settings, *made.parameters, set.title, set.papers, set.measurements, !not_given(in).empty()});
}

std::vector<BlendedElectrode> CaseMaker::blended(const CellInputs& in) {
  const parameters::Settings settings = parameters::overridden(set_for(in.parameters).settings, settings_of(in));
  return blended_electrodes(settings, in.is_half_cell());
}

std::vector<std::string> CaseMaker::not_given(const CellInputs& in) {
  if (!options_of(in).single_particle) return {};
  std::vector<std::string> paths =
      parameters::single_particle_stand_ins(parameters::overridden(set_for(in.parameters).settings, settings_of(in)));
  for (std::size_t i = 0, given = paths.size(); i < given; ++i) {
    const std::string section = paths[i].substr(0, paths[i].find('.'));
    for (const char* derived : {".tortuosity", ".bruggeman_exponent", ".inactive_fraction"})
      if (paths[i].ends_with(".porosity") || paths[i].ends_with(".transport_efficiency"))
        paths.push_back(section + derived);
  }
  if (std::ranges::count(paths, "electrolyte.initial_concentration") > 0)
    paths.emplace_back("electrolyte.thermodynamic_factor");
  return paths;
}

std::shared_ptr<const cell::Protocol> CaseMaker::protocol_for(const CellInputs& in, double capacity,
                                                              std::vector<Complaint>& complaints) {
  const Profiles profiles = [&](const config::File& file) {
    if (const auto found = profiles_.find(file.path); found != profiles_.end()) return found->second;
    return profiles_[file.path] = profile_of(texts_.at(file.path), file.path);
  };
  if (protocol_.of && protocol_.items == in.protocol && protocol_.stop == in.stop && protocol_.capacity == capacity)
    return protocol_.of;
  try {
    const std::size_t before = complaints.size();
    auto protocol = std::make_shared<cell::Protocol>(protocol_of(in.protocol, in.stop, capacity, profiles));
    if (!std::isnan(capacity) && frequencies_are_known(in))
      add_lines(complaints_about(*protocol), "protocol", complaints);
    if (complaints.size() == before) protocol_ = {protocol, in.protocol, in.stop, capacity};
    return protocol;
  } catch (const Failure& failure) {
    complaints.push_back({"protocol", failure.what()});
    return nullptr;
  }
}

cell::CellCase CaseMaker::make(const CellInputs& in, std::vector<Complaint>& complaints) {
  cell::CellCase made;
  const std::size_t before = complaints.size();
  try {
    const parameters::ParameterSet& set = set_for(in.parameters);
    const parameters::Settings given = settings_of(in);
    for (const Complaint& missing : set.not_in_release)
      complaints.push_back({"parameters", missing.key + ": " + missing.message});
    if (in.compare && !measured(in)) {
      std::vector<std::string> names;
      for (const parameters::Measurement& curve : set.measurements)
        names.push_back("`" + config::shown(curve.name) + "`");
      complaints.push_back({"compare", "the parameter set has no measured curve `" + config::shown(*in.compare) +
                                           "`; " +
                                           (names.empty() ? "it has none" : "there are " + config::listed(names))});
    }
    std::vector<Complaint> own = parameters::contradictions(given);
    if (own.empty() && set.not_in_release.empty()) {
      auto resolved = parameters::resolve(parameters::overridden(set.settings, given), options_of(in), functions_, own);
      resolved.cell.name = set.name;
      made.initial = initial_of(in.initial, resolved);
      if (in.initial.state) made.initial.state = unmarked_state(in, complaints);
      made.parameters = std::make_shared<const cell::CellParams>(std::move(resolved.cell));
      if (own.empty() && !has_references(in)) add_lines(complaints_about(*made.parameters), "set", complaints);
    }
    for (const Complaint& complaint : own)
      complaints.push_back({complaint.key.empty() ? "set" : "set." + complaint.key, complaint.message});
  } catch (const config::InputError& error) {
    for (const config::Problem& problem : error.problems()) complaints.push_back({"parameters", problem.text()});
  }
  made.model = static_cast<cell::Model>(in.model.index());
  made.mesh = mesh_of(in.mesh);
  made.tolerance = in.tolerance;
  made.sampling = sampling_of(in);
  if (complaints.size() == before) made.protocol = protocol_for(in, made.parameters->nominal_capacity, complaints);
  return made;
}

std::vector<double> mark_of_state(const CellInputs& in) {
  const cell::Mesh mesh = mesh_of(in.mesh);
  return {static_cast<double>(in.model.index()),      in.is_half_cell() ? 1.0 : 0.0,
          static_cast<double>(mesh.negative),         static_cast<double>(mesh.separator),
          static_cast<double>(mesh.positive),         mesh.particle == cell::Mesh::Particle::spectral ? 0.0 : 1.0,
          static_cast<double>(mesh.particle_unknowns)};
}

bool has_references(const CellInputs& in) {
  for (const auto& [path, raw] : in.set) {
    const parameters::Setting setting = parameters::setting_of(raw.value);
    if (const double* number = std::get_if<double>(&setting); number && std::isnan(*number)) return true;
    if (const auto* sizes = std::get_if<parameters::SizesText>(&setting); sizes && !is_known(*sizes)) return true;
  }
  const InitialInput& start = in.initial;
  if (is_unknown(start.soc) || is_unknown(start.temperature) || is_unknown(start.negative_stoichiometry) ||
      is_unknown(start.positive_stoichiometry) || (start.state && start.state->empty()))
    return true;
  if (const auto* lumped = std::get_if<LumpedInput>(&in.thermal))
    return is_unknown(lumped->heat_capacity) || is_unknown(lumped->cooling);
  if (const auto* stack = std::get_if<StackInput>(&in.thermal))
    return is_unknown(stack->negative_cooling) || is_unknown(stack->positive_cooling);
  if (const auto* bins = std::get_if<DifferentialInput>(&in.differential))
    if (std::isnan(bins->voltage) || std::isnan(bins->capacity)) return true;
  return std::isnan(in.tolerance) || !frequencies_are_known(in) ||
         std::ranges::any_of(in.profiles, [](double time) { return std::isnan(time); });
}

}  // namespace voxvolt::stages
