// SPDX-License-Identifier: BSD-3-Clause
// What stage `cell` takes.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "config/described.hpp"
#include "parameters/setting.hpp"
#include "stages/cell_protocol.hpp"

namespace voxvolt::stages {

/// A word, as a template argument.
template <std::size_t N>
struct Word {
  char text[N]{};
  constexpr Word(const char (&from)[N]) { std::copy(from, from + N, text); }
  constexpr std::string_view view() const { return {text, N - 1}; }
};

/// First twelve hex digits of the SHA-256 of a shipped set's file: part of the identity.
const std::string& version_of_shipped(std::string_view name);
std::vector<config::Complaint> check_version(std::string_view name, const std::string& version);

template <Word Name>
struct ShippedParameters {
  static constexpr std::string_view word = Name.view();
  std::string version = version_of_shipped(word);
  static void describe(config::Describe<ShippedParameters>& d) {
    d.sentence("A set that the program was built with; `voxvolt cite` names its papers.");
    d.member("version", &ShippedParameters::version, "of the set, as this release has it");
    d.check([](const ShippedParameters& s) { return check_version(word, s.version); });
  }
};
/// A word that means nothing but itself.
template <Word Name>
struct Plain {
  static constexpr std::string_view word = Name.view();
  static void describe(config::Describe<Plain>& d);
};
struct FileParameters {
  static constexpr std::string_view word = "file";
  static constexpr bool unnamed = true;
  config::File file;
  std::variant<Plain<"two_j0_sinh">, Plain<"j0_sinh">> bpx_reaction;
  static void describe(config::Describe<FileParameters>& d) {
    d.sentence("A parameter set in a YAML file, or a BPX file (JSON or YAML, layouts 0.x and 1.x).");
    d.member("file", &FileParameters::file, "the file").required();
    d.member("bpx_reaction", &FileParameters::bpx_reaction, "the law that a BPX file's rate constants were fitted to");
    d.shorthand("file");
  }
};
using ParameterChoice =
    std::variant<ShippedParameters<"ai2020">, ShippedParameters<"chayambuka2022">, ShippedParameters<"chen2020">,
                 ShippedParameters<"chen2020_composite">, ShippedParameters<"ecker2015">,
                 ShippedParameters<"marquis2019">, ShippedParameters<"mohtat2020">, ShippedParameters<"okane2022">,
                 ShippedParameters<"oregan2022">, ShippedParameters<"prada2013">, ShippedParameters<"xu2019">,
                 FileParameters>;

/// A word whose model is to come.
template <Word Name>
struct NotYet {
  static constexpr std::string_view word = Name.view();
  static void describe(config::Describe<NotYet>& d) {
    d.sentence("Not in this release.");
    d.check([](const NotYet&) { return std::vector<config::Complaint>{{"", "not in this release"}}; });
  }
};

using ModelChoice = std::variant<Plain<"dfn">, Plain<"spme">, Plain<"spm">>;
using CounterChoice = std::variant<Plain<"none">, Plain<"lithium">>;

struct LumpedInput {
  static constexpr std::string_view word = "lumped";
  std::optional<double> heat_capacity{};  // J/K
  std::optional<double> cooling{};        // W/K
  LumpedInput();
  static void describe(config::Describe<LumpedInput>& d);
};
struct StackInput {
  static constexpr std::string_view word = "through_stack";
  std::optional<double> negative_cooling{}, positive_cooling{};  // W/m^2/K
  StackInput();
  static void describe(config::Describe<StackInput>& d);
};
using ThermalChoice = std::variant<Plain<"none">, LumpedInput, StackInput>;
using MechanicsChoice = std::variant<Plain<"none">, NotYet<"swelling">, NotYet<"cracking">>;

struct DegradationInput {
  std::variant<Plain<"none">, NotYet<"reaction_limited">, NotYet<"solvent_diffusion_limited">,
               NotYet<"interstitial_diffusion_limited">>
      sei;
  std::variant<Plain<"none">, NotYet<"reversible">, NotYet<"partially_reversible">, NotYet<"irreversible">> plating;
  std::variant<Plain<"none">, NotYet<"stress_driven">, NotYet<"reaction_driven">, NotYet<"current_driven">> lam;
  static void describe(config::Describe<DegradationInput>& d);
};

struct SpectralParticle {
  static constexpr std::string_view word = "spectral";
  int modes = 12;
  static void describe(config::Describe<SpectralParticle>& d);
};
struct UniformParticle {
  static constexpr std::string_view word = "uniform";
  int shells = 20;
  static void describe(config::Describe<UniformParticle>& d);
};
struct MeshInput {
  int negative = 20, separator = 20, positive = 20;
  std::variant<SpectralParticle, UniformParticle> particle;
  static void describe(config::Describe<MeshInput>& d);
};

struct InitialInput {
  std::optional<double> soc{};                                               // 1
  std::optional<double> negative_stoichiometry{}, positive_stoichiometry{};  // 1
  std::optional<double> temperature{};                                       // K
  std::optional<std::vector<double>> state{};                                // of another run
  static void describe(config::Describe<InitialInput>& d);
};

struct RegularSample {
  static constexpr std::string_view word = "interval";
  static constexpr bool unnamed = true;
  double every = 10;  // s
  static void describe(config::Describe<RegularSample>& d);
};
struct AdaptiveSample {
  static constexpr std::string_view word = "adaptive";
  static void describe(config::Describe<AdaptiveSample>& d);
};

/// Incremental capacity and differential voltage.
struct DifferentialInput {
  static constexpr std::string_view word = "bins";
  double voltage = 5e-3;    // V
  double capacity = 0.005;  // of the charge that a step passes
  static void describe(config::Describe<DifferentialInput>& d);
};

struct CellInputs {
  ModelChoice model;
  ParameterChoice parameters;
  std::map<std::string, parameters::RawSetting> set;
  std::optional<config::File> uncertainty{};
  CounterChoice counter;
  InitialInput initial;
  ThermalChoice thermal;
  MechanicsChoice mechanics;
  DegradationInput degradation;
  MeshInput mesh;
  double tolerance = 1e-4;  // kmol/m^3, stoichiometry, V
  std::vector<ProtocolItem> protocol;
  std::vector<std::string> stop;
  std::variant<RegularSample, AdaptiveSample> sample;
  std::vector<double> profiles;  // s
  std::variant<Plain<"none">, DifferentialInput> differential;
  std::optional<std::string> compare{};

  bool is_half_cell() const { return counter.index() == 1; }
  static void describe(config::Describe<CellInputs>& d);
};

}  // namespace voxvolt::stages
