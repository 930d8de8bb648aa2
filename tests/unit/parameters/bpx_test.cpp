// SPDX-License-Identifier: BSD-3-Clause
#include "parameters/bpx.hpp"

#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "parameters/resolve.hpp"
#include "parameters/shipped_sets.hpp"
#include "unit/parameters/bpx_cases.hpp"

namespace voxvolt::parameters {
namespace {

double number(const ParameterSet& set, const std::string& path) { return std::get<double>(set.settings.at(path)); }

/// Paths whose settings differ.
std::vector<std::string> differences(const Settings& a, const Settings& b) {
  std::vector<std::string> paths;
  for (const auto& [path, setting] : a)
    if (!b.contains(path) || !(b.at(path) == setting)) paths.push_back(path);
  for (const auto& [path, setting] : b)
    if (!a.contains(path)) paths.push_back(path);
  return paths;
}
const std::vector<std::string> kNone;

cell::CellParams resolved(const Settings& settings, bool single_particle = false) {
  FunctionCompiler functions;
  std::vector<config::Complaint> complaints;
  ResolveOptions options;
  options.single_particle = single_particle;
  auto made = resolve(settings, options, functions, complaints);
  for (const auto& complaint : complaints) ADD_FAILURE() << complaint.key << ": " << complaint.message;
  return made.cell;
}

TEST(Bpx, FieldsBecomeParametersInSi) {
  const ParameterSet set = read_parameter_file(test::good_bpx(), "cell.json");
  EXPECT_EQ(set.title, "Small cell");
  EXPECT_EQ(set.papers, std::vector<std::string>{"Nobody (2026)"});
  EXPECT_EQ(number(set, "cell.electrode_pairs_in_parallel"), 34);
  EXPECT_EQ(number(set, "positive.effective_conductivity"), 0.789);
  EXPECT_EQ(number(set, "electrolyte.initial_concentration"), 1100);
  EXPECT_EQ(number(set, "cell.initial_temperature"), 300.15);
  EXPECT_EQ(number(set, "cell.ambient_temperature"), 293.15);
  EXPECT_EQ(number(set, "cell.initial_state_of_charge"), 1);
  const auto& table = std::get<TableText>(set.settings.at("positive.ocp"));
  EXPECT_EQ(table.x, (std::vector<double>{0, 0.4, 0.7, 1}));
  EXPECT_EQ(table.y, (std::vector<double>{4.9, 4.2, 3.8, 3.0}));
  EXPECT_TRUE(set.remarks.empty());
  const cell::CellParams cell = resolved(set.settings);
  // BPX: j0 = F K at the initial concentration.
  EXPECT_DOUBLE_EQ(cell.negative.material.exchange_current.reference, 96485.33212331001 * 5.199e-06);
  EXPECT_EQ(cell.negative.material.exchange_current.electrolyte_reference, 1100);
  EXPECT_NEAR(cell.negative.material.fraction, 499522 * 4.12e-06 / 3, 1e-15);
  EXPECT_NEAR((*cell.positive.material.open_circuit_potential)(0.7), 3.8, 1e-3);
}

TEST(Bpx, MeasuredCurrentsChangeTheirSign) {
  const ParameterSet set = read_parameter_file(test::good_bpx(), "cell.json");
  ASSERT_EQ(set.measurements.size(), 1u);
  EXPECT_EQ(set.measurements[0].name, "1C discharge");
  EXPECT_EQ(set.measurements[0].current, (std::vector<double>{12.5, 12.5, 0}));
  EXPECT_EQ(set.measurements[0].voltage.back(), 4.01);
}

TEST(Bpx, ALegacyFileEqualsTheOneWrittenByHandInTheNewLayout) {
  const ParameterSet modern = read_parameter_file(test::good_bpx(), "cell.json"),
                     legacy = read_parameter_file(test::good_bpx(true), "cell.json");
  EXPECT_EQ(differences(modern.settings, legacy.settings), kNone);
}

TEST(Bpx, YamlSaysTheSameAsJson) {
  const ParameterSet json = read_parameter_file(test::good_bpx(), "cell.json"), yaml = read_parameter_file(R"(
Header: {BPX: 1.1.0, Title: Small cell, References: Nobody (2026), Model: DFN}
Parameterisation:
  Cell:
    Reference temperature [K]: 298.15
    Lower voltage cut-off [V]: 2.7
    Upper voltage cut-off [V]: 4.2
    Nominal cell capacity [A.h]: 12.5
    Specific heat capacity [J.K-1.kg-1]: 913
    Density [kg.m-3]: 1847
    Electrode area [m2]: 0.016808
    Number of electrode pairs connected in parallel to make a cell: 34
    External surface area [m2]: 0.0379
    Volume [m3]: 0.000128
  Electrolyte:
    Cation transference number: 0.2594
    Conductivity [S.m-1]: 0.1297 * (x / 1000) ** 3 - 2.51 * (x / 1000) ** 1.5 + 3.329 * (x / 1000)
    Diffusivity [m2.s-1]: "8.794e-11 * (x / 1000) ** 2 - 3.972e-10 * (x / 1000) + 4.862e-10"
    Conductivity activation energy [J.mol-1]: 17100
    Diffusivity activation energy [J.mol-1]: 17000
  Negative electrode:
    Particle radius [m]: 4.12e-06
    Thickness [m]: 5.62e-05
    Diffusivity [m2.s-1]: 2.728e-14
    OCP [V]: 0.2 + 1.5*exp(-50 * x) - 0.1*tanh(20*(x - 0.15))
    Entropic change coefficient [V.K-1]: (-0.1112 * x + 0.02914) / 1000
    Conductivity [S.m-1]: 0.222
    Surface area per unit volume [m-1]: 499522
    Porosity: 0.253991
    Transport efficiency: 0.128
    Reaction rate constant [mol.m-2.s-1]: 5.199e-06
    Minimum stoichiometry: 0.005504
    Maximum stoichiometry: 0.75668
    Maximum concentration [mol.m-3]: 29730
    Diffusivity activation energy [J.mol-1]: 30000
    Reaction rate constant activation energy [J.mol-1]: 55000
  Positive electrode:
    Particle radius [m]: 4.6e-06
    Thickness [m]: 5.23e-05
    Diffusivity [m2.s-1]: 3.2e-14
    OCP [V]:
      x: [1, 0.4, 0.7, 0]
      y: [3.0, 4.2, 3.8, 4.9]
    Conductivity [S.m-1]: 0.789
    Surface area per unit volume [m-1]: 432072
    Porosity: 0.277493
    Transport efficiency: 0.1462
    Reaction rate constant [mol.m-2.s-1]: 2.305e-05
    Minimum stoichiometry: 0.42424
    Maximum stoichiometry: 0.9621
    Maximum concentration [mol.m-3]: 46200
  Separator: {"Thickness [m]": 2e-05, Porosity: 0.47, Transport efficiency: 0.3222}
State:
  Initial conditions:
    Initial temperature [K]: 300.15
    Initial electrolyte concentration [mol.m-3]: 1100
  Thermal environment: {"Ambient temperature [K]": 293.15}
)",
                                                                                                           "cell.yaml");
  EXPECT_EQ(differences(json.settings, yaml.settings), kNone);
}

TEST(Bpx, CompactJsonAndTabsAreRead) {
  std::string compact, tabbed;
  for (const char c : test::good_bpx())
    if (c != '\n') compact += c;
  for (const char c : test::good_bpx()) tabbed += c == '\n' ? std::string("\n\t") : std::string(1, c);
  const Settings settings = read_parameter_file(test::good_bpx(), "cell.json").settings;
  EXPECT_EQ(differences(read_parameter_file(compact, "cell.json").settings, settings), kNone);
  EXPECT_EQ(differences(read_parameter_file(tabbed, "cell.json").settings, settings), kNone);
}

TEST(Bpx, VersionsBelow03AreReadAsTwoJ0SinhAndSaidUnlessOverridden) {
  const std::string old = test::with(test::good_bpx(true), "\"0.4.0\"", "0.1");
  const ParameterSet set = read_parameter_file(old, "cell.json"),
                     halved = read_parameter_file(old, "cell.json", BpxReaction::j0_sinh);
  EXPECT_EQ(number(set, "negative.reaction_rate_constant"), 5.199e-06);
  ASSERT_EQ(set.remarks.size(), 1u);
  EXPECT_NE(set.remarks[0].find("below 0.3"), std::string::npos);
  EXPECT_EQ(number(halved, "negative.reaction_rate_constant"), 5.199e-06 / 2);
  EXPECT_TRUE(halved.remarks.empty());
}

TEST(Bpx, BranchesMakeAMeanPotentialAndAHalfGap) {
  const std::string ocp = "\"OCP [V]\": \"0.2 + 1.5*exp(-50 * x) - 0.1*tanh(20*(x - 0.15))\"";
  const std::string text = test::with(
      test::with(
          test::good_bpx(), ocp,
          "\"OCP [V]\": 0, \"OCP (delithiation) [V]\": \"0.5 - 0.3*x\", \"OCP (lithiation) [V]\": \"0.4 - 0.3*x\", "
          "\"OCP hysteresis decay constant\": 8"),
      "\"Initial state-of-charge\": 1,",
      "\"Initial state-of-charge\": 1, \"Initial hysteresis state: Negative electrode\": -1,");
  const ParameterSet set = read_parameter_file(text, "cell.json");
  const cell::ActiveMaterial material = resolved(set.settings).negative.material;
  EXPECT_NEAR((*material.open_circuit_potential)(0.5), 0.3, 1e-12);
  ASSERT_TRUE(material.hysteresis.has_value());
  EXPECT_NEAR((*material.hysteresis->half_gap)(0.5), 0.05, 1e-12);
  EXPECT_EQ(material.hysteresis->rate, 4);
  EXPECT_EQ(material.hysteresis->initial, -1);
}

TEST(Bpx, UserDefinedValuesAreKeptInSightAndWhatIsAgedOrBlendedIsNotInThisRelease) {
  const std::string text = test::with(
      test::with(
          test::good_bpx(), "\"Separator\": {",
          "\"User-defined\": {\"description\": \"d\", \"Mass [kg]\": 0.3, \"More\": {\"a\": \"2 * x\"},\n"
          "  \"Thermal conductivity [W.m-1.K-1]\": 2, \"voxvolt\": {\"cell.contact_resistance [ohm]\": 0.001}},\n"
          "\"Separator\": {"),
      "\"Thermal environment\": {",
      "\"Degradation\": {\"LLI\": 0.1, \"LAM: Positive electrode\": 0, \"LAM: Negative electrode\": 0},\n"
      "\"Thermal environment\": {");
  const ParameterSet set = read_parameter_file(text, "cell.json");
  EXPECT_EQ(set.remarks.size(), 2u);
  EXPECT_EQ(number(set, "cell.thermal_conductivity"), 2);
  EXPECT_EQ(number(set, "cell.contact_resistance"), 0.001);
  ASSERT_EQ(set.not_in_release.size(), 1u);
  EXPECT_EQ(set.not_in_release[0].key, "State.Degradation.LLI");
}

// ---- There and back

void expect_equal_cells(const cell::CellParams& a, const cell::CellParams& b, double tolerance) {
  for (const ResolvedParameter& one : resolved_parameters(false)) {
    const double x = one.value(a), y = one.value(b);
    if (std::isnan(x)) EXPECT_TRUE(std::isnan(y)) << one.path;
    else EXPECT_NEAR(y, x, tolerance * (one.path.ends_with(".inactive_fraction") ? 1 : std::fabs(x))) << one.path;
  }
  const auto curves = [&](const cell::Curve& x, const cell::Curve& y, double last, const char* name) {
    ASSERT_EQ(x == nullptr, y == nullptr) << name;
    for (double at = 0.0005; x && at < 1; at += 0.037)
      EXPECT_NEAR((*y)(at * last), (*x)(at * last), tolerance * std::fabs((*x)(at * last)) + 1e-300)
          << name << " " << at;
  };
  curves(a.electrolyte.diffusivity, b.electrolyte.diffusivity, 5000, "diffusivity");
  curves(a.electrolyte.conductivity, b.electrolyte.conductivity, 5000, "conductivity");
  curves(a.electrolyte.transference_number, b.electrolyte.transference_number, 5000, "transference number");
  curves(a.electrolyte.thermodynamic_factor, b.electrolyte.thermodynamic_factor, 5000, "thermodynamic factor");
  for (const auto& [m, n] :
       {std::pair{&a.negative.material, &b.negative.material}, {&a.positive.material, &b.positive.material}}) {
    curves(m->open_circuit_potential, n->open_circuit_potential, 1, "ocp");
    curves(m->entropic_coefficient, n->entropic_coefficient, 1, "entropic coefficient");
    curves(m->diffusivity_factor, n->diffusivity_factor, 1, "diffusivity in particles");
    EXPECT_EQ(m->end_term, n->end_term);
    ASSERT_EQ(m->hysteresis.has_value(), n->hysteresis.has_value());
    if (m->hysteresis) curves(m->hysteresis->half_gap, n->hysteresis->half_gap, 1, "half gap");
  }
}

Settings round_trip(const ParameterSet& set, const cell::CellParams& cell, bool single_particle = false) {
  const BpxText made = bpx_of({set.settings, cell, set.title, set.papers, set.measurements, single_particle});
  const ParameterSet again = read_parameter_file(made.text, "again.json");
  EXPECT_EQ(again.measurements.size(), set.measurements.size());
  for (std::size_t i = 0; i < set.measurements.size() && i < again.measurements.size(); ++i)
    EXPECT_EQ(again.measurements[i].current, set.measurements[i].current);
  EXPECT_EQ(again.title, set.title);
  return again.settings;
}

TEST(BpxRoundTrip, AFileComesBackAsItWas) {
  for (const bool legacy : {false, true}) {
    const ParameterSet set = read_parameter_file(test::good_bpx(legacy), "cell.json");
    EXPECT_EQ(differences(round_trip(set, resolved(set.settings)), set.settings), kNone);
  }
}

TEST(BpxRoundTrip, EveryShippedFullCellComesBackTo1em12) {
  for (const ShippedSet& shipped : shipped_sets()) {
    SCOPED_TRACE(shipped.name);
    const ParameterSet set = shipped_set(shipped.name);
    if (!set.settings.contains("negative.thickness")) continue;  // a half-cell
    const cell::CellParams cell = resolved(set.settings);
    const Settings again = round_trip(set, cell);
    expect_equal_cells(cell, resolved(again), 1e-12);
    for (const char* start : {"negative.initial_stoichiometry", "positive.initial_stoichiometry"})
      EXPECT_EQ(again.contains(start) && set.settings.contains(start) ? again.at(start) : Setting(0.0),
                set.settings.contains(start) ? set.settings.at(start) : Setting(0.0));
  }
}

TEST(BpxRoundTrip, WhatTheFormatCannotSayIsRemarkedAndKept) {
  ParameterSet set = read_parameter_file(test::good_bpx(), "cell.json");
  set.settings["positive.film_resistance"] = 0.01;
  set.settings["electrolyte.cation_transference_number"] = ExpressionText{"0.2 + 1e-5*x", ""};
  set.settings["negative.hysteresis_half_gap"] = 0.02;
  set.settings["negative.hysteresis_rate"] = 50.0;
  const cell::CellParams cell = resolved(set.settings);
  EXPECT_EQ(differences(round_trip(set, cell), set.settings), kNone);
  EXPECT_EQ(bpx_of({set.settings, cell, set.title, set.papers}).remarks.size(), 2u);
  cell::CellParams half = cell;
  half.counter = cell::LithiumCounter{};
  EXPECT_THROW((void)bpx_of({set.settings, half, set.title, set.papers}), Failure);
}

TEST(BpxRoundTrip, ASetWithoutElectrolyteIsAFileForSpm) {
  ParameterSet set = read_parameter_file(test::good_bpx(), "cell.json");
  std::erase_if(set.settings, [](const auto& entry) {
    const std::string& path = entry.first;
    return path.starts_with("electrolyte.") || path.starts_with("separator.") || path.ends_with(".porosity") ||
           path.ends_with(".transport_efficiency") || path.ends_with(".effective_conductivity");
  });
  EXPECT_EQ(single_particle_stand_ins(set.settings).size(), 13u);
  EXPECT_EQ(differences(round_trip(set, resolved(set.settings, true), true), set.settings), kNone);
}

TEST(BpxRoundTrip, SuppliedFilesComeBackAsTheyWere) {
  const char* data = std::getenv("VOXVOLT_DATA");
  const std::filesystem::path folder = std::filesystem::path(data ? data : "") / "bpx";
  if (!std::filesystem::is_directory(folder)) GTEST_SKIP() << "the supplied BPX files are not there";
  std::size_t blends = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() != ".json") continue;
    SCOPED_TRACE(entry.path().filename().string());
    std::stringstream text;
    text << std::ifstream(entry.path()).rdbuf();
    const ParameterSet set = read_parameter_file(text.str(), entry.path().string());
    EXPECT_TRUE(set.not_in_release.empty());
    blends += set.settings.contains("positive.materials.large_particles.particle_radius") ? 1 : 0;
    const bool single = !set.settings.contains("electrolyte.conductivity");
    const cell::CellParams cell = resolved(set.settings, single);
    EXPECT_EQ(differences(round_trip(set, cell, single), set.settings), kNone);
  }
  EXPECT_EQ(blends, 1u);
}

}  // namespace
}  // namespace voxvolt::parameters
