// SPDX-License-Identifier: BSD-3-Clause
// What stage `runaway` takes.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "config/described.hpp"
#include "parameters/setting.hpp"
#include "stages/runaway_boundary_inputs.hpp"
#include "stages/runaway_detection_inputs.hpp"
#include "stages/runaway_kinetics_inputs.hpp"
#include "stages/runaway_layout_inputs.hpp"

namespace voxvolt::stages {

struct LayerInput {
  std::string name;
  int repeat = 1;
  double thickness = 0;  // m
  int volumes = 1;
  double conductivity = 0;              // W/(m K)
  double density = 0;                   // kg/m^3
  double heat_capacity = 0;             // J/(kg K)
  double initial_temperature = 298.15;  // K
  std::optional<KineticsInput> kinetics{};
  std::map<std::string, parameters::RawSetting> set;
  std::optional<HealthInput> health{};
  static void describe(config::Describe<LayerInput>& d);
};

struct ContactInput {
  std::vector<std::string> between;
  double resistance = 0;  // m^2 K/W
  static void describe(config::Describe<ContactInput>& d);
};

struct StackInputs {
  std::vector<LayerInput> layers;
  double contact_resistance = 0;  // m^2 K/W
  std::vector<ContactInput> contacts;
  EndsChoice ends;
  std::optional<SidesInput> sides{};
  double area = 0.01;  // m^2
  static void describe(config::Describe<StackInputs>& d);
};

struct CeilingLimiter {
  static constexpr std::string_view word = "ceiling";
  double ceiling = 1;  // 1/s
  static void describe(config::Describe<CeilingLimiter>& d);
};
struct DamkoehlerLimiter {
  static constexpr std::string_view word = "damkoehler";
  double pre_exponential = 0;      // 1/s
  double area = 0;                 // m^2
  double diffusivity_298 = 1e-14;  // m^2/s
  double activation_energy = 0;    // J/mol
  static void describe(config::Describe<DamkoehlerLimiter>& d);
};
struct NoLimiter {
  static constexpr std::string_view word = "none";
  static void describe(config::Describe<NoLimiter>& d);
};
using LimiterChoice = std::variant<CeilingLimiter, DamkoehlerLimiter, NoLimiter>;

struct HalfConversion {
  static constexpr std::string_view word = "half_conversion";
  static void describe(config::Describe<HalfConversion>& d);
};
struct ConversionReached {
  static constexpr std::string_view word = "conversion";
  double share = 0.5;  // 1
  static void describe(config::Describe<ConversionReached>& d);
};
struct HeatingRateReached {
  static constexpr std::string_view word = "heating_rate";
  double above = 1;     // K/s
  double for_time = 0;  // s
  static void describe(config::Describe<HeatingRateReached>& d);
};
struct TemperatureReached {
  static constexpr std::string_view word = "temperature";
  double above = 473.15;  // K
  static void describe(config::Describe<TemperatureReached>& d);
};
using CriterionChoice = std::variant<HalfConversion, ConversionReached, HeatingRateReached, TemperatureReached>;

struct NoSearch {
  static constexpr std::string_view word = "none";
  static void describe(config::Describe<NoSearch>& d);
};
struct ThresholdSearch {
  static constexpr std::string_view word = "threshold";
  std::string over;
  std::vector<config::Quantity> between;
  int keeps = 2;
  double tolerance = 1e-3;  // 1
  static void describe(config::Describe<ThresholdSearch>& d);
};
using SearchChoice = std::variant<NoSearch, ThresholdSearch>;

struct SecondMesh {
  static constexpr std::string_view word = "second_mesh";
  static void describe(config::Describe<SecondMesh>& d);
};
struct EverySample {
  static constexpr std::string_view word = "interval";
  static constexpr bool unnamed = true;
  double every = 1;  // s
  static void describe(config::Describe<EverySample>& d);
};
struct StepSample {
  static constexpr std::string_view word = "adaptive";
  static void describe(config::Describe<StepSample>& d);
};

struct RunawayInputs {
  std::optional<StackInputs> stack{};
  std::optional<config::File> layout{};
  std::map<std::string, double> thickness;     // m, by type of the layout
  std::map<std::string, double> spacing;       // m, along x, y, z
  std::map<std::string, CellTypeInput> cells;  // by type of the layout, as `parts`
  std::map<std::string, PartTypeInput> parts;
  double contact_resistance = 0;  // m^2 K/W
  std::vector<ContactInput> contacts;
  std::optional<OutsideInput> outside{};
  LimiterChoice limiter;
  TriggerChoice trigger;
  CalorimeterChoice calorimeter;
  CriterionChoice criterion;
  double margin_rate = 1;                     // K/s
  double duration = 0;                        // s
  std::optional<double> until_temperature{};  // K
  std::optional<double> tolerance{};          // 1
  std::optional<bool> active_set{};
  std::optional<std::vector<std::variant<SecondMesh>>> error{};
  SearchChoice search;
  std::optional<std::variant<EverySample, StepSample>> sample{};
  std::vector<double> profiles;  // s
  std::optional<DetectionInput> detection{};
  std::optional<VentingInput> venting{};
  std::optional<EjectaInput> ejecta{};
  std::optional<TerminalsInput> terminals{};

  static void describe(config::Describe<RunawayInputs>& d);
};

/// Is an error bar from a second mesh asked for, also by default? Not where nothing limits the rates.
bool wants_second_mesh(const RunawayInputs& in);
/// Layers with kinetics, each repeat counted.
int cells_in(const StackInputs& stack);
/// Layers, each repeat counted.
int layers_in(const StackInputs& stack);
/// The stack; one of no layers where there is a layout.
const StackInputs& stack_of(const RunawayInputs& in);

}  // namespace voxvolt::stages
