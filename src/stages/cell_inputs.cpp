// SPDX-License-Identifier: BSD-3-Clause
#include "stages/cell_inputs.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "campaign/summary.hpp"
#include "config/sha256.hpp"
#include "parameters/parameter_list.hpp"
#include "parameters/shipped_sets.hpp"
#include "stages/cell_sentence.hpp"

namespace voxvolt::stages {

using config::Complaint;
using config::Describe;
using config::unit;

const std::string& version_of_shipped(std::string_view name) {
  static const auto versions = [] {
    std::map<std::string, std::string, std::less<>> made;
    for (const parameters::ShippedSet& set : parameters::shipped_sets())
      made[set.name] = config::sha256_hex(set.text).substr(0, 12);
    for (const parameters::ShippedSet& beside : parameters::shipped_uncertainties())
      if (made.contains(beside.name))
        made[beside.name] = config::sha256_hex(made[beside.name] + beside.text).substr(0, 12);
    return made;
  }();
  const auto found = versions.find(name);
  if (found == versions.end()) throw std::logic_error("there is no shipped parameter set " + std::string(name));
  return found->second;
}

std::vector<Complaint> check_version(std::string_view name, const std::string& version) {
  if (version == version_of_shipped(name)) return {};
  return {{"version", "this release has another version of " + std::string(name) + ", " + version_of_shipped(name) +
                          "; leave the key out to take it"}};
}

template <>
void Plain<"none">::describe(Describe<Plain>& d) {
  d.sentence("Not considered.");
}
template <>
void Plain<"two_j0_sinh">::describe(Describe<Plain>& d) {
  d.sentence("j = 2 j0 sinh(F eta/(2 R T)), as the standard says since version 0.3.");
}
template <>
void Plain<"j0_sinh">::describe(Describe<Plain>& d) {
  d.sentence("j = j0 sinh(F eta/(2 R T)), as it said before: the constants are halved.");
}
template <>
void Plain<"lithium">::describe(Describe<Plain>& d) {
  d.sentence("Lithium metal in the place of the negative electrode: a half-cell; parameters `counter.*`.");
}
template <>
void Plain<"dfn">::describe(Describe<Plain>& d) {
  d.sentence("Doyle-Fuller-Newman: electrolyte and particles through both electrodes.");
}
template <>
void Plain<"spme">::describe(Describe<Plain>& d) {
  d.sentence("One particle per electrode, with the electrolyte.");
}
template <>
void Plain<"spm">::describe(Describe<Plain>& d) {
  d.sentence("One particle per electrode.");
}

// Not in the header: GCC 12 takes a struct of optionals alone, made and read at once, for uninitialised.
LumpedInput::LumpedInput() = default;
StackInput::StackInput() = default;

void LumpedInput::describe(Describe<LumpedInput>& d) {
  d.sentence("One temperature for the whole cell: heat_capacity dT/dt = heat - cooling (T - ambient).");
  d.member("heat_capacity", &LumpedInput::heat_capacity,
           "of the cell; else cell.density x volume x specific_heat_capacity, or the sum of the layers",
           unit("J/K").above(0));
  d.member("cooling", &LumpedInput::cooling, "else cell.heat_transfer_coefficient x external_surface_area",
           unit("W/K").at_least(0));
}
void StackInput::describe(Describe<StackInput>& d) {
  d.sentence("Conduction through the stack, cooled at the faces of the collectors.");
  d.member("negative_cooling", &StackInput::negative_cooling,
           "at the negative collector's face; else the cooling of the cell's surface, shared out over all faces",
           unit("W/m^2/K").at_least(0));
  d.member("positive_cooling", &StackInput::positive_cooling, "the same at the positive collector's face",
           unit("W/m^2/K").at_least(0));
}
void DegradationInput::describe(Describe<DegradationInput>& d) {
  d.sentence("How the cell ages.");
  d.member("sei", &DegradationInput::sei, "growth of the solid-electrolyte interphase");
  d.member("plating", &DegradationInput::plating, "lithium plating");
  d.member("lam", &DegradationInput::lam, "loss of active material");
}
void SpectralParticle::describe(Describe<SpectralParticle>& d) {
  d.sentence("Legendre modes; 12 keep the first second after a 2C step within 1 mV.");
  d.member("modes", &SpectralParticle::modes, "how many", unit("1").at_least(2).at_most(24));
  d.shorthand("modes");
}
void UniformParticle::describe(Describe<UniformParticle>& d) {
  d.sentence("Equal shells, for comparisons on one mesh.");
  d.member("shells", &UniformParticle::shells, "how many", unit("1").at_least(2).at_most(200));
  d.shorthand("shells");
}
void MeshInput::describe(Describe<MeshInput>& d) {
  d.sentence("Control volumes through each layer, and unknowns within a particle.");
  const auto count = unit("1").at_least(2).at_most(200);
  d.member("negative", &MeshInput::negative, "volumes of the negative electrode", count);
  d.member("separator", &MeshInput::separator, "volumes of the separator", count);
  d.member("positive", &MeshInput::positive, "volumes of the positive electrode", count);
  d.member("particle", &MeshInput::particle, "within a particle");
}
void InitialInput::describe(Describe<InitialInput>& d) {
  d.sentence("Where the cell starts: by default at the parameter set's own initial state.");
  const auto share = unit("1").at_least(0).at_most(1);
  d.member("soc", &InitialInput::soc, "state of charge by the stoichiometry limits", share);
  d.member("negative_stoichiometry", &InitialInput::negative_stoichiometry, "of the negative electrode", share);
  d.member("positive_stoichiometry", &InitialInput::positive_stoichiometry, "of the positive electrode", share);
  d.member("temperature", &InitialInput::temperature, "of the cell", unit("K").above(0));
  d.member("state", &InitialInput::state, "$other.final_state: where a run of equal model and mesh ended");
  d.at_most_one({"soc", "state"});
  d.at_most_one({"soc", "negative_stoichiometry"});
  d.at_most_one({"soc", "positive_stoichiometry"});
  d.at_most_one({"state", "negative_stoichiometry"});
  d.at_most_one({"state", "positive_stoichiometry"});
}
void RegularSample::describe(Describe<RegularSample>& d) {
  d.sentence("Curves are kept at regular times after the start of each step of the protocol, and at its ends.");
  d.member("every", &RegularSample::every, "time between samples", unit("s").above(0));
  d.shorthand("every");
}
void AdaptiveSample::describe(Describe<AdaptiveSample>& d) {
  d.sentence("Curves are kept wherever the solver stepped.");
}

void DifferentialInput::describe(Describe<DifferentialInput>& d) {
  d.sentence(
      "dQ/dV and dV/dQ of each step that charges or discharges: the mean over bins, so that their sum is the step's "
      "charge and voltage.");
  d.member("voltage", &DifferentialInput::voltage, "width of the bins of dQ/dV", unit("V").at_least(1e-4).at_most(0.1));
  d.member("capacity", &DifferentialInput::capacity, "width of the bins of dV/dQ, of the largest charge of a step",
           unit("1").at_least(1e-4).at_most(0.1));
}

namespace {

constexpr double kMostSteps = 1e6;       // of an expanded protocol
constexpr double kMostImpedances = 1e6;  // of all its spectra

void check_impedance(const CellInputs& in, std::vector<Complaint>& complaints) {
  std::optional<ImpedanceInput> first;
  bool differ = false;
  each_impedance(in.protocol, [&](const ImpedanceInput& one) {
    if (!first) first = one;
    else differ = differ || frequencies_of(one) != frequencies_of(*first);
  });
  if (!first || std::isnan(first->from) || std::isnan(first->to)) return;
  if (differ)
    complaints.push_back({"protocol",
                          "has impedance spectra of different frequencies; in one protocol they are equal, "
                          "another list needs a stage of its own (`initial: {state: $stage.final_state}`)"});
  const double all = size_of(in.protocol).spectra * static_cast<double>(frequencies_of(*first).size());
  if (all > kMostImpedances)
    complaints.push_back({"protocol", "comes to " + campaign::count_text(all) + " impedances; at most " +
                                          campaign::count_text(kMostImpedances) + " are allowed"});
}

std::vector<Complaint> check(const CellInputs& in) {
  std::vector<Complaint> complaints;
  if (in.protocol.empty()) complaints.push_back({"protocol", "is empty: there is nothing to do"});
  if (const double steps = size_of(in.protocol).steps; steps > kMostSteps)
    complaints.push_back({"protocol", "comes to " + campaign::count_text(steps) + " steps; at most " +
                                          campaign::count_text(kMostSteps) + " are allowed"});
  check_impedance(in, complaints);
  for (std::size_t i = 0; i < in.stop.size(); ++i) try {
      (void)parse_stop(in.stop[i]);
    } catch (const SentenceError& error) { complaints.push_back({"stop." + std::to_string(i + 1), error.what()}); }
  return complaints;
}

}  // namespace

void CellInputs::describe(Describe<CellInputs>& d) {
  d.sentence("One cell through a protocol: porous-electrode models.");
  d.member("model", &CellInputs::model, "which model");
  d.member("parameters", &CellInputs::parameters, "a shipped set, or a file: YAML or BPX").required();
  d.member("set", &CellInputs::set, "parameters that are not those of the set: values or references")
      .path_keys()
      .keys(&parameters::shape_of, parameters::parameter_paths(), &parameters::meaning_of);
  d.member(
      "uncertainty", &CellInputs::uncertainty,
      "distributions of the parameters, for ensembles that vary them `from_source` (default: what is shipped beside "
      "the set)");
  d.member("counter", &CellInputs::counter, "what stands in the place of the negative electrode");
  d.member("initial", &CellInputs::initial, "where the cell starts");
  d.member("thermal", &CellInputs::thermal, "temperature of the cell");
  d.member("mechanics", &CellInputs::mechanics, "stress and swelling");
  d.member("degradation", &CellInputs::degradation, "ageing");
  d.member("mesh", &CellInputs::mesh, "control volumes");
  d.member("tolerance", &CellInputs::tolerance, "of a time step: kmol/m^3, stoichiometry, V",
           unit("1").at_least(1e-10).at_most(0.1));
  d.member("protocol", &CellInputs::protocol, "what is done to the cell, step by step").required();
  d.member("stop", &CellInputs::stop, "conditions that end the whole protocol: NAME above|below VALUE");
  d.member("sample", &CellInputs::sample, "when curves are kept");
  d.member("profiles", &CellInputs::profiles, "times since the start at which profiles along x are kept",
           unit("s").at_least(0))
      .length(0, 1000);
  d.member("differential", &CellInputs::differential,
           "incremental capacity dQ/dV and differential voltage dV/dQ, for a C/20 or the like");
  d.member("compare", &CellInputs::compare,
           "a measured curve of the parameter file (`Validation` of a BPX file) that the voltage is held against");
  d.check(&check);
}

}  // namespace voxvolt::stages
