// SPDX-License-Identifier: BSD-3-Clause
#include "parameters/parameter_set.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "parameters/parameter_list.hpp"
#include "parameters/shipped_sets.hpp"

namespace voxvolt::parameters {
namespace {

std::string shipped_text(const std::string& name) {
  for (const ShippedSet& set : shipped_sets())
    if (set.name == name) return set.text;
  return "";
}

std::string with(const std::string& from, const std::string& to) {
  std::string text = shipped_text("chen2020");
  const std::size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

std::string refusal(const std::string& text) {
  try {
    (void)read_parameter_set(text, "set.yaml");
  } catch (const config::InputError& error) { return error.what(); }
  ADD_FAILURE() << "was accepted";
  return "";
}

TEST(ParameterSet, EveryShippedNumberHasASourceAndEverySourceAYearAndAPlace) {
  const auto has_year = [](const std::string& paper) {
    const std::size_t at = std::min(paper.find("(19"), paper.find("(20"));
    return at != std::string::npos && paper.substr(at + 5, 3) == "). " && paper.find(". ", at + 8) != std::string::npos;
  };
  ASSERT_EQ(shipped_sets().size(), 11u);
  for (const ShippedSet& shipped : shipped_sets()) {
    const ParameterSet set = shipped_set(shipped.name);
    EXPECT_FALSE(set.title.empty());
    for (const auto& [path, setting] : set.settings) EXPECT_TRUE(set.sources.contains(path)) << path;
    for (const std::string& paper : set.papers) EXPECT_TRUE(has_year(paper)) << paper;
  }
}

TEST(ParameterSet, ValuesOfChen2020AreThePublishedOnes) {
  const Settings s = shipped_set("chen2020").settings;
  const auto number = [&](const char* path) { return std::get<double>(s.at(path)); };
  EXPECT_DOUBLE_EQ(number("positive.thickness"), 75.6e-6);
  EXPECT_DOUBLE_EQ(number("negative.particle_radius"), 5.86e-6);
  EXPECT_EQ(number("cell.nominal_capacity"), 5);
  EXPECT_DOUBLE_EQ(number("negative.initial_stoichiometry") * number("negative.maximum_concentration"), 29866);
  EXPECT_DOUBLE_EQ(number("positive.initial_stoichiometry") * number("positive.maximum_concentration"), 17038);
  // Chen et al. give k for j0 = k sqrt(c_e c_s (c_max - c_s)).
  EXPECT_NEAR(number("negative.exchange_current_density") / (33133 * std::sqrt(1000.0)), 6.48e-7, 1e-20);
  EXPECT_NEAR(number("positive.exchange_current_density") / (63104 * std::sqrt(1000.0)), 3.42e-6, 1e-19);
}

TEST(ParameterSet, TheListHasNoPathTwiceAndAMeaningForEach) {
  std::set<std::string> seen;
  for (const ParameterSpec& spec : parameter_list()) {
    EXPECT_TRUE(seen.insert(spec.path).second) << spec.path;
    EXPECT_FALSE(spec.meaning.empty()) << spec.path;
    EXPECT_NE(shape_of(spec.path), nullptr) << spec.path;
    EXPECT_NE(parameter_table().find(spec.path), std::string::npos);
  }
  EXPECT_EQ(shape_of("positive.colour"), nullptr);
}

TEST(ParameterSet, WhatIsWrongInAFileIsSaidWithItsPlace) {
  const auto says = [](const std::string& from, const std::string& to, const std::string& words) {
    const std::string text = refusal(with(from, to));
    EXPECT_NE(text.find(words), std::string::npos) << to << "\n" << text;
    EXPECT_EQ(text.substr(0, 9), "set.yaml:") << text;
  };
  says("voxvolt_parameters: 1", "voxvolt_parameters: 2", "it must be 1");
  says("voxvolt_parameters: 1\n", "", "voxvolt_parameters: required");
  says("title:", "titel:", "did you mean `title`?");
  says("separator:\n", "seperator:\n", "did you mean `separator`?");
  says("85.2 um", "85.2", "has no unit");
  says("85.2 um", "85.2 s", "another dimension");
  says("85.2 um", "-85.2 um", "above 0 m");
  says("85.2 um", "abc um", "negative.thickness");
  says("{value: 85.2 um, source: chen2020}", "85.2 um", "where {value: ..., source: ...} is needed");
  says("85.2 um, source: chen2020", "85.2 um", "negative.thickness.source: required");
  says("85.2 um, source: chen2020", "85.2 um, source: chen202", "did you mean `chen2020`?");
  says("85.2 um, source", "85.2 um, unit: um, source", "goes with `expression`");
  says("85.2 um, source", "85.2 um, sauce: x, source", "negative.thickness.sauce: unknown key");
  says("particle_radius: {value: 5.86", "particle_radios: {value: 5.86", "did you mean `negative.particle_radius`?");
  says("porosity: {value: 0.25,", "porosity: {value: 25,", "below 1");
  says("bruggeman_exponent: {value: 1.5, source: chen2020}",
       "bruggeman_exponent: {value: 1.5, source: chen2020}\n  tortuosity: {value: 2, source: chen2020}",
       "excludes `negative.tortuosity`");
  says("particle_radius: {value: 5.86 um, source: chen2020}",
       "particle_radius: {value: 5.86 um, source: chen2020}\n  surface_area_per_volume: {value: 1 1/m, source: "
       "chen2020}",
       "give two of the three");
  says("tanh(29.8538", "tahn(29.8538", "did you mean `tan`?");
  says("-39.3631*x", "-39.3631*x/(x - 0.5)", "not finite");
  says("    unit: V\n", "", "an expression needs the unit of its value: `unit: V`");
  says("    unit: V\n", "    unit: A\n", "another dimension");
  says("+ 3.329*(x/1000)\", unit: S/m", "+ 3.329*(x/1000)\", value: 1 S/m, unit: S/m", "excludes `expression`");
  says("\"0.1297*(x/1000)**3", "\"-9 + 0.1297*(x/1000)**3", "it must be above 0 S/m");
  says("{value: 0.2594, source: chen2020}", "{expression: x/T, source: chen2020}", "depends on T otherwise");
  says("{value: 0.2594, source: chen2020}", "{table: {x: [0, 1], y: [0.2]}, source: chen2020}", "needed: 2 to 100000");
  says("{value: 0.2594, source: chen2020}", "{table: {x: [1, 0], y: [0.2, 0.3], x_unit: mol/m^3}, source: chen2020}",
       "ascending");
  says("{value: 0.2594, source: chen2020}", "{table: {x: [0, 1], y: [0.2, 0.3]}, source: chen2020}", "the unit of x");
  says("sources:\n", "based_on: chen2021\nsources:\n", "there is no shipped set chen2021");
  says("cell:\n", "cell: 5\nkell:\n", "cell: `5` where a map of parameters is needed");
  EXPECT_NE(refusal("[1, 2]").find("a map of sections"), std::string::npos);
  EXPECT_NE(refusal("a: &x 1\n").find("set.yaml:1"), std::string::npos);
}

TEST(ParameterSet, ASetMayBeBasedOnAShippedOne) {
  const ParameterSet set = read_parameter_set(
      "voxvolt_parameters: 1\nbased_on: chen2020\nsources: {own: 'Measured by us'}\n"
      "positive: {transport_efficiency: {value: 0.2, source: own}, thickness: {value: 80 um, source: own}}\n",
      "mine.yaml");
  EXPECT_FALSE(set.settings.contains("positive.bruggeman_exponent"));
  EXPECT_DOUBLE_EQ(std::get<double>(set.settings.at("positive.thickness")), 80e-6);
  EXPECT_DOUBLE_EQ(std::get<double>(set.settings.at("negative.thickness")), 85.2e-6);
  EXPECT_EQ(set.papers.front(), "Measured by us");
  EXPECT_EQ(set.papers.size(), 4u);
}

}  // namespace
}  // namespace voxvolt::parameters
