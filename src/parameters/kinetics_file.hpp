// SPDX-License-Identifier: BSD-3-Clause
// What a kinetics file holds once its sources are taken apart: described structs.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "config/described.hpp"

namespace voxvolt::parameters {

struct MassAmounts {
  static constexpr std::string_view word = "mass";
  static void describe(config::Describe<MassAmounts>& d);
};
struct FractionAmounts {
  static constexpr std::string_view word = "fraction";
  static void describe(config::Describe<FractionAmounts>& d);
};

struct SpeciesEntry {
  config::Quantity initial;
  static void describe(config::Describe<SpeciesEntry>& d);
};
struct FactorEntry {
  std::optional<double> order{};           // 1
  std::optional<config::Quantity> half{};  // of the species' unit
  static void describe(config::Describe<FactorEntry>& d);
};
struct BarrierEntry {
  std::string species;
  config::Quantity thickness;  // e-fold, of the species' unit
  double most = 1e3;           // 1
  static void describe(config::Describe<BarrierEntry>& d);
};
struct DiffusionEntry {
  double pre_exponential = 0;    // 1/s
  double area = 0;               // m^2
  double diffusivity_298 = 0;    // m^2/s
  double activation_energy = 0;  // J/mol
  static void describe(config::Describe<DiffusionEntry>& d);
};
struct GateEntry {
  double from = 0;   // K
  double width = 1;  // K
  static void describe(config::Describe<GateEntry>& d);
};
struct ReactionEntry {
  double pre_exponential = 0;                      // 1/s
  std::optional<double> activation_energy{};       // J/mol
  std::optional<double> activation_temperature{};  // K
  double heat = 0;                                 // J/kg
  std::optional<double> content{};                 // kg/m^3
  std::map<std::string, double> changes;           // of the species per unit of the reaction
  std::map<std::string, FactorEntry> factors;
  std::optional<BarrierEntry> barrier{};
  std::optional<DiffusionEntry> diffusion{};
  std::optional<double> ceiling{};  // 1/s
  std::optional<GateEntry> gate{};
  std::map<std::string, double> gases;  // mol/kg
  static void describe(config::Describe<ReactionEntry>& d);
};

/// How one measure of health moves one species: initial x (1 + slope (h - fresh)), then + gain h.
struct EffectEntry {
  std::string of, species;
  std::optional<config::Quantity> slope{}, gain{};
  static void describe(config::Describe<EffectEntry>& d);
};
struct HealthMapping {
  std::optional<double> fresh_sei_thickness{};  // m
  std::vector<EffectEntry> effects;
  static void describe(config::Describe<HealthMapping>& d);
};

struct KineticsFile {
  std::int64_t version = 1;
  std::string title;
  std::map<std::string, std::string> sources;
  std::vector<std::string> caveats;
  std::variant<MassAmounts, FractionAmounts> amounts;
  std::map<std::string, SpeciesEntry> species;
  std::map<std::string, ReactionEntry> reactions;
  HealthMapping health;

  bool by_mass() const { return amounts.index() == 0; }
  const char* amount_unit() const { return by_mass() ? "kg/m^3" : "1"; }
  static void describe(config::Describe<KineticsFile>& d);
};

}  // namespace voxvolt::parameters
