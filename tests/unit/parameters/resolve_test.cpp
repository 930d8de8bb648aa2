// SPDX-License-Identifier: BSD-3-Clause
#include "parameters/resolve.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "parameters/parameter_set.hpp"

namespace voxvolt::parameters {
namespace {

struct Answer {
  ResolvedCell resolved;
  std::vector<config::Complaint> complaints;
  const cell::CellParams& cell() const { return resolved.cell; }
};

Answer resolve_with(const Settings& given, const std::string& set = "chen2020", const ResolveOptions& options = {}) {
  Answer answer;
  FunctionCompiler functions;
  answer.complaints = contradictions(given);
  answer.resolved = resolve(overridden(shipped_set(set).settings, given), options, functions, answer.complaints);
  return answer;
}

std::string complaint_of(const Settings& given, const ResolveOptions& options = {}) {
  const Answer answer = resolve_with(given, "chen2020", options);
  return answer.complaints.empty() ? "" : answer.complaints.front().key + ": " + answer.complaints.front().message;
}

TEST(Resolve, ShippedSetsAreCompleteAndMakeSense) {
  for (const char* set : {"chen2020", "marquis2019"})
    for (const Thermal thermal : {Thermal::none, Thermal::lumped, Thermal::through_stack}) {
      ResolveOptions options;
      options.thermal = thermal;
      const Answer answer = resolve_with({}, set, options);
      for (const auto& complaint : answer.complaints) ADD_FAILURE() << complaint.key << ": " << complaint.message;
      EXPECT_EQ(answer.cell().lumped.has_value(), thermal == Thermal::lumped);
      EXPECT_EQ(answer.cell().through_stack.has_value(), thermal == Thermal::through_stack);
    }
}

TEST(Resolve, FunctionsOfChen2020HaveTheValuesOfTheirFormulas) {
  const Answer answer = resolve_with({});
  const auto& e = answer.cell().electrolyte;
  // Nyman et al. 2008 at 1 mol/l: 0.1297 - 2.51 + 3.329 and (0.8794 - 3.972 + 4.862) 1e-10.
  EXPECT_NEAR((*e.conductivity)(1000), 0.9487, 1e-9);
  EXPECT_NEAR((*e.diffusivity)(1000), 1.7694e-10, 1e-19);
  EXPECT_NEAR((*e.transference_number)(1700), 0.2594, 1e-15);
  // Far from the tanh steps of NMC at x = 1: -0.8090 + 4.4875 - 0.0428 - 17.7326 + 17.5842.
  EXPECT_NEAR((*answer.cell().positive.material.open_circuit_potential)(1.0), 3.4873, 1e-7);
  EXPECT_NEAR(answer.cell().positive.region.transport_efficiency, std::pow(0.335, 1.5), 1e-15);
  EXPECT_NEAR(answer.cell().positive.material.surface_area_per_volume, 3 * 0.665 / 5.22e-6, 1e-6);
  EXPECT_FALSE(answer.cell().positive.material.entropic_coefficient);
  EXPECT_FALSE(answer.cell().positive.material.diffusivity_factor);
}

TEST(Resolve, EntropyOfMarquis2019IsThatOfItsFormulaAndConductivityThatOfTheSolid) {
  const Answer answer = resolve_with({}, "marquis2019");
  // At x = 0.5 the step of 0.034 is at its middle, where cosh is 1: -0.0147/0.034; the others are written out.
  const auto step = [](double weight, double centre, double width) {
    const double c = std::cosh((0.5 - centre) / width);
    return weight / width / (c * c);
  };
  const double sum = step(0.0351, 0.286, 0.083) + step(-0.0045, 0.849, 0.119) + step(-0.035, 0.9233, 0.05) +
                     step(-0.0147, 0.5, 0.034) + step(-0.102, 0.194, 0.142) + step(-0.022, 0.9, 0.0164) +
                     step(-0.011, 0.124, 0.0226) + step(0.0155, 0.105, 0.029);
  EXPECT_NEAR((*answer.cell().negative.material.entropic_coefficient)(0.5), sum / 24983.2619938437, 1e-9);
  EXPECT_NEAR(answer.cell().negative.effective_conductivity, 100 * std::pow(0.7, 1.5), 1e-12);
}

TEST(Resolve, TheRangeOfChargeConservesLithiumAndMeetsTheCutOffs) {
  for (const char* set : {"chen2020", "marquis2019"}) {
    const Answer answer = resolve_with({}, set);
    const auto& c = answer.cell();
    const auto& n = c.negative.material;
    const auto& p = c.positive.material;
    const auto voltage = [&](double x, double y) {
      return (*p.open_circuit_potential)(y) + p.end_term * (1 / y - 1 / (1 - y)) -
             (*n.open_circuit_potential)(x)-n.end_term * (1 / x - 1 / (1 - x));
    };
    EXPECT_NEAR(voltage(n.stoichiometry_at_empty, p.stoichiometry_at_empty), c.lower_voltage_cutoff, 1e-9) << set;
    EXPECT_NEAR(voltage(n.stoichiometry_at_full, p.stoichiometry_at_full), c.upper_voltage_cutoff, 1e-9) << set;
    const double room_n = n.fraction * c.negative.region.thickness * n.maximum_concentration;
    const double room_p = p.fraction * c.positive.region.thickness * p.maximum_concentration;
    const double at_start =
        room_n * *answer.resolved.negative_stoichiometry + room_p * *answer.resolved.positive_stoichiometry;
    EXPECT_NEAR((room_n * n.stoichiometry_at_full + room_p * p.stoichiometry_at_full) / at_start, 1, 1e-12);
    EXPECT_NEAR((room_n * n.stoichiometry_at_empty + room_p * p.stoichiometry_at_empty) / at_start, 1, 1e-12);
  }
}

TEST(Resolve, OneOfFractionRadiusSurfaceKeepsTheRadius) {
  const double radius = 5.22e-6;
  const auto material = [](const Settings& given) { return resolve_with(given).cell().positive.material; };
  const auto by_surface = material({{"positive.surface_area_per_volume", 3e5}});
  EXPECT_DOUBLE_EQ(by_surface.particle_radius, radius);
  EXPECT_DOUBLE_EQ(by_surface.fraction, 3e5 * radius / 3);
  const auto by_fraction = material({{"positive.active_fraction", 0.6}});
  EXPECT_DOUBLE_EQ(by_fraction.particle_radius, radius);
  EXPECT_DOUBLE_EQ(by_fraction.surface_area_per_volume, 3 * 0.6 / radius);
  const auto by_radius = material({{"positive.particle_radius", 4e-6}});
  EXPECT_DOUBLE_EQ(by_radius.fraction, 0.665);
  EXPECT_DOUBLE_EQ(by_radius.surface_area_per_volume, 3 * 0.665 / 4e-6);
  const auto by_both = material({{"positive.surface_area_per_volume", 3e5}, {"positive.active_fraction", 0.5}});
  EXPECT_DOUBLE_EQ(by_both.particle_radius, 3 * 0.5 / 3e5);
}

TEST(Resolve, FormsOfOneThingTakeEachOthersPlace) {
  EXPECT_DOUBLE_EQ(resolve_with({{"positive.tortuosity", 2.0}}).cell().positive.region.transport_efficiency, 0.335 / 2);
  EXPECT_DOUBLE_EQ(resolve_with({{"separator.transport_efficiency", 0.3}}).cell().separator.transport_efficiency, 0.3);
  EXPECT_DOUBLE_EQ(resolve_with({{"positive.conductivity", 10.0}}).cell().positive.effective_conductivity, 10);
  EXPECT_DOUBLE_EQ(
      resolve_with({{"negative.reaction_rate_constant", 1e-5}}).cell().negative.material.exchange_current.reference,
      96485.33212331001 * 1e-5);
  const auto functions = resolve_with({{"negative.diffusivity", ExpressionText{"1e-14*(1 + x)", ""}}}).cell();
  EXPECT_NEAR(functions.negative.material.diffusivity * (*functions.negative.material.diffusivity_factor)(0.2), 1.2e-14,
              1e-24);
}

TEST(Resolve, ADiffusivityOverStoichiometryMayBeAFormulaOrATable) {
  TableText table;
  table.x = {0, 0.5, 1};
  table.y = {1e-14, 2e-14, 3e-14};
  table.unit = "m^2/s";
  const auto answer = resolve_with(
      {{"positive.diffusivity", ExpressionText{"4e-15*exp(-2*x)*exp(20000/8.31446261815324*(1/298.15 - 1/T))", ""}},
       {"negative.diffusivity", table}});
  ASSERT_TRUE(answer.complaints.empty());
  const auto &p = answer.cell().positive.material, &n = answer.cell().negative.material;
  EXPECT_NEAR(p.diffusivity * (*p.diffusivity_factor)(0.8) / (4e-15 * std::exp(-1.6)), 1, 1e-9);
  EXPECT_NEAR(p.diffusivity_activation_energy, 20000, 1e-3);
  EXPECT_NEAR(n.diffusivity * (*n.diffusivity_factor)(0.25) / 1.5e-14, 1, 1e-9);
}

TEST(Resolve, BranchesOfThePotentialAreItsMeanAndHalfGap) {
  const auto answer = resolve_with({{"negative.ocp_delithiation", ExpressionText{"0.3 - 0.1*x", ""}},
                                    {"negative.ocp_lithiation", ExpressionText{"0.2 - 0.06*x", ""}},
                                    {"negative.hysteresis_rate", 40.0},
                                    {"negative.initial_hysteresis", -1.0}});
  ASSERT_TRUE(answer.complaints.empty()) << answer.complaints.front().message;
  const auto& m = answer.cell().negative.material;
  EXPECT_NEAR((*m.open_circuit_potential)(0.5), 0.25 - 0.04, 1e-12);
  ASSERT_TRUE(m.hysteresis.has_value());
  EXPECT_NEAR((*m.hysteresis->half_gap)(0.5), 0.05 - 0.01, 1e-12);
  EXPECT_EQ(m.hysteresis->rate, 40);
  EXPECT_EQ(m.hysteresis->initial, -1);
  EXPECT_NE(complaint_of({{"negative.ocp_delithiation", ExpressionText{"0.3 - 0.1*x", ""}}}).find("ocp_lithiation"),
            std::string::npos);
  EXPECT_NE(
      complaint_of({{"negative.ocp_delithiation", ExpressionText{"0.3", ""}}, {"negative.ocp", 0.2}}).find("excludes"),
      std::string::npos);
  EXPECT_NE(complaint_of({{"negative.hysteresis_rate", 40.0}}).find("no hysteresis"), std::string::npos);
}

TEST(Resolve, ExponentsOfTheExchangeCurrentAreOneHalfUnlessGiven) {
  const auto answer = resolve_with({{"positive.exchange_current_lithium_exponent", 0.7},
                                    {"positive.exchange_current_vacancy_exponent", 0.3},
                                    {"positive.exchange_current_electrolyte_exponent", 0.4}});
  ASSERT_TRUE(answer.complaints.empty());
  const auto& j0 = answer.cell().positive.material.exchange_current;
  EXPECT_EQ(j0.lithium, 0.7);
  EXPECT_EQ(j0.vacancy, 0.3);
  EXPECT_EQ(j0.electrolyte, 0.4);
  EXPECT_EQ(answer.cell().negative.material.exchange_current.lithium, 0.5);
}

TEST(Resolve, AnArrheniusFactorWithinAFormulaIsFound) {
  const auto with_energy = resolve_with(
      {{"electrolyte.conductivity", ExpressionText{"(1 + x/1000)*exp(15000/8.31446261815324*(1/298.15 - 1/T))", ""}}});
  EXPECT_TRUE(with_energy.complaints.empty());
  EXPECT_NEAR(with_energy.cell().electrolyte.conductivity_activation_energy, 15000, 1e-4);
  EXPECT_NEAR((*with_energy.cell().electrolyte.conductivity)(1000), 2, 1e-12);
}

TEST(Resolve, CellsWithEqualFunctionsShareTheirCurves) {
  FunctionCompiler functions;
  std::vector<config::Complaint> complaints;
  const Settings base = shipped_set("chen2020").settings;
  const auto one = resolve(base, {}, functions, complaints);
  const auto other = resolve(overridden(base, {{"positive.thickness", 70e-6}}), {}, functions, complaints);
  EXPECT_EQ(one.cell.electrolyte.conductivity, other.cell.electrolyte.conductivity);
  EXPECT_EQ(one.cell.positive.material.open_circuit_potential, other.cell.positive.material.open_circuit_potential);
}

TEST(Resolve, WhatCannotBeIsSaidByItsPath) {
  const auto says = [](const Settings& given, const std::string& words, const ResolveOptions& options = {}) {
    const std::string text = complaint_of(given, options);
    EXPECT_NE(text.find(words), std::string::npos) << text;
  };
  says({{"positive.tortuosity", 2.0}, {"positive.transport_efficiency", 0.2}}, "give one of them");
  says({{"positive.conductivity", 2.0}, {"positive.effective_conductivity", 0.2}}, "excludes");
  says({{"positive.porosity", 0.4}}, "are more than the whole");
  says({{"positive.porosity", 0.3}, {"positive.inactive_fraction", 0.2}}, "leave it out to have it derived");
  says({{"positive.surface_area_per_volume", 3e5},
        {"positive.active_fraction", 0.5},
        {"positive.particle_radius", 1e-6}},
       "give two of the three");
  says({{"cell.lower_voltage_cut_off", 4.5}}, "is not below");
  says({{"positive.minimum_stoichiometry", 0.2}, {"positive.maximum_stoichiometry", 0.9}}, "give all, or none");
  says({{"negative.initial_hysteresis", 0.2}}, "no hysteresis without");
  says({{"electrolyte.conductivity", ExpressionText{"y", ""}}}, "neither x nor T");
  ResolveOptions half;
  half.half_cell = true;
  says({}, "counter.reaction_rate_constant: the parameter set gives neither", half);
  half.thermal = Thermal::through_stack;
  says({{"counter.exchange_current_density", 1.0}}, "half-cell has no through_stack", half);
}

TEST(Resolve, NumbersThatAreNotKnownYetAreNotComplainedOf) {
  const double unknown = std::numeric_limits<double>::quiet_NaN();
  for (const char* path : {"positive.porosity", "positive.transport_efficiency", "positive.active_fraction",
                           "positive.surface_area_per_volume", "electrolyte.conductivity", "positive.diffusivity",
                           "cell.reference_temperature", "cell.lower_voltage_cut_off"})
    EXPECT_EQ(complaint_of({{path, unknown}}), "") << path;
}

TEST(Resolve, AHalfCellRangesBetweenItsCutOffsAgainstLithium) {
  ResolveOptions half;
  half.half_cell = true;
  const Answer answer = resolve_with({{"counter.exchange_current_density", 10.0}}, "chen2020", half);
  EXPECT_TRUE(answer.complaints.empty());
  const auto& p = answer.cell().positive.material;
  EXPECT_NEAR((*p.open_circuit_potential)(p.stoichiometry_at_full) +
                  p.end_term * (1 / p.stoichiometry_at_full - 1 / (1 - p.stoichiometry_at_full)),
              4.2, 1e-9);
  EXPECT_GT(p.stoichiometry_at_empty, p.stoichiometry_at_full);
  EXPECT_EQ(answer.cell().counter->exchange_current.reference, 10);
}

TEST(Resolve, HeatCapacityIsThatOfTheLayersAndCoolingThatOfTheSurface) {
  ResolveOptions options;
  options.thermal = Thermal::lumped;
  const Answer answer = resolve_with({}, "marquis2019", options);
  const double per_area =
      25e-6 * 8954 * 385 + 100e-6 * 1657 * 700 + 25e-6 * 397 * 700 + 100e-6 * 3262 * 700 + 25e-6 * 2707 * 897;
  EXPECT_NEAR(answer.cell().lumped->heat_capacity, per_area * 0.028359, 1e-9);
  EXPECT_NEAR(answer.cell().lumped->cooling, 0.569, 1e-12);
}

}  // namespace
}  // namespace voxvolt::parameters
