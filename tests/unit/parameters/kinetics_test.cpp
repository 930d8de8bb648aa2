// SPDX-License-Identifier: BSD-3-Clause
// Kinetics files: what they come to, and what is said of those that are wrong.
#include <gtest/gtest.h>

#include <map>

#include <algorithm>
#include <cmath>

#include "parameters/kinetics.hpp"

namespace voxvolt::parameters {
namespace {

constexpr const char* kHead = R"(voxvolt_kinetics: 1
title: a test
sources: {paper: "A paper. doi:10.1000/1"}
)";
constexpr const char* kMass = "amounts: mass\nspecies: {fuel: {initial: {value: 0.63 g/cm^3, source: paper}}}\n";
constexpr const char* kBurn = R"(reactions:
  burn:
    pre_exponential: {value: 1e9 1/s, source: paper}
    activation_energy: {value: 110 kJ/mol, source: paper}
    heat: {value: 1.44 MJ/kg, source: paper, uncertainty: 10 %}
    changes: {fuel: -1}
    factors: {fuel: {order: 1}}
)";

std::string file(const std::string& more = "", const std::string& species = kMass, const std::string& burn = kBurn) {
  return kHead + species + burn + more;
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const auto at = text.find(from);
  EXPECT_NE(at, text.npos) << from;
  return text.replace(at, from.size(), to);
}

std::string refusal(const std::string& text) {
  try {
    (void)read_kinetics(text, "k.yaml");
  } catch (const config::InputError& error) { return error.what(); }
  return "was accepted";
}

TEST(Kinetics, AFileBecomesAMechanismInSI) {
  const KineticsSet set = read_kinetics(file(), "k.yaml");
  const runaway::Mechanism m = mechanism_of(set);
  ASSERT_EQ(m.species.size(), 1u);
  EXPECT_NEAR(m.species[0].initial, 630, 1e-10);
  ASSERT_EQ(m.reactions.size(), 1u);
  EXPECT_EQ(m.reactions[0].heat, 1.44e6);
  EXPECT_NEAR(m.reactions[0].activation_temperature, 13230, 1);
  EXPECT_EQ(set.papers, std::vector<std::string>{"A paper. doi:10.1000/1"});
  EXPECT_EQ(set.numbers.at("reactions.burn.heat").uncertainty, 0.1);
}

TEST(Kinetics, FractionsTakeTheirHeatAndGasesFromTheContent) {
  std::string text = replaced(file("    content: {value: 610.4 kg/m^3, source: paper}\n"
                                   "    gases: {CO2: {value: 2 mol/kg, source: paper}}\n"),
                              "amounts: mass", "amounts: fraction");
  const runaway::Mechanism m = mechanism_of(read_kinetics(replaced(text, "0.63 g/cm^3", "0.75"), "k.yaml"));
  EXPECT_EQ(m.species[0].initial, 0.75);
  EXPECT_NEAR(m.reactions[0].heat, 1.44e6 * 610.4, 1e-3);
  EXPECT_NEAR(m.reactions[0].gases.at(0).amount, 1220.8, 1e-9);
}

TEST(Kinetics, EveryPieceOfARateIsRead) {
  const runaway::Mechanism m = mechanism_of(read_kinetics(
      file("    barrier: {species: fuel, thickness: {value: 50 kg/m^3, source: paper}, most: {value: 0.08, "
           "source: paper}}\n"
           "    diffusion: {pre_exponential: {value: 2e13 1/s, source: paper}, area: {value: 3 m^2, source: "
           "paper}, diffusivity_298: {value: 1e-14 m^2/s, source: paper}, activation_energy: {value: 35 "
           "kJ/mol, source: paper}}\n"
           "    ceiling: {value: 2 1/s, source: paper}\n"
           "    gate: {from: {value: 90 degC, source: paper}, width: {value: 2 K, source: paper}}\n"),
      "k.yaml"));
  const runaway::Reaction& r = m.reactions[0];
  EXPECT_NEAR(r.barrier->slope, 0.02, 1e-15);
  EXPECT_EQ(r.barrier->most, 0.08);
  EXPECT_EQ(r.diffusion->area, 3);
  EXPECT_NEAR(r.diffusion->diffusion_temperature, 4209.5, 0.1);
  EXPECT_EQ(*r.ceiling, 2);
  EXPECT_NEAR(r.gate->from, 363.15, 1e-9);
  EXPECT_EQ(r.gate->width, 2);
}

TEST(Kinetics, TheShippedSetsAreReadAndHaveTheNumbersOfTheirPapers) {
  for (const std::string& name : shipped_kinetics_names()) EXPECT_NO_THROW((void)mechanism_of(shipped_kinetics(name)));
  const runaway::Mechanism one = mechanism_of(shipped_kinetics("one_step"));
  EXPECT_NEAR(one.reactions.at(0).activation_temperature, 110000 / 8.314, 0.01);
  const runaway::Mechanism kim = mechanism_of(shipped_kinetics("hatchard_kim"));
  double heat = 0;  // J/m^3 of a fresh cell
  for (const runaway::Reaction& r : kim.reactions)
    for (const runaway::Species& s : kim.species)
      for (const runaway::Change& change : r.changes)
        if (change.species == s.name && change.amount < 0) heat += r.heat * s.initial;
  EXPECT_NEAR(heat / (2580 * 830), 578.7465, 1e-3);
}

TEST(Kinetics, ANameWithOrWithoutItsEndingIsAShippedSet) {
  EXPECT_EQ(shipped_kinetics_name("one_step.yaml"), "one_step");
  EXPECT_EQ(shipped_kinetics_name("one_step"), "one_step");
  EXPECT_FALSE(shipped_kinetics_name("./one_step.yaml"));
}

TEST(Kinetics, NumbersAreChangedByTheirPath) {
  const KineticsSet set = shipped_kinetics("one_step");
  std::vector<config::Complaint> complaints;
  const KineticsSet other = changed(set, {{"reactions.burn.heat", config::Value(1.5e6)}}, complaints);
  EXPECT_TRUE(complaints.empty());
  EXPECT_NEAR(mechanism_of(other).reactions[0].heat, 1.5e6, 1e-3);
  EXPECT_EQ(mechanism_of(set).reactions[0].heat, 1.44e6);
}

TEST(Kinetics, AChangeOfNoNumberIsNamedWithTheNearest) {
  std::vector<config::Complaint> complaints;
  (void)changed(shipped_kinetics("one_step"),
                {{"reactions.burn.haet", config::Value(1.0)}, {"reactions.burn.pre_exponential", config::Value(-1.0)}},
                complaints);
  ASSERT_EQ(complaints.size(), 2u);
  EXPECT_NE(complaints[0].message.find("did you mean `reactions.burn.heat`"), std::string::npos)
      << complaints[0].message;
  EXPECT_NE(complaints[1].message.find("must be at least 0"), std::string::npos) << complaints[1].message;
}

TEST(Kinetics, HealthMovesTheStartAsTheFileStates) {
  const KineticsSet set = shipped_kinetics("hatchard_kim");
  const runaway::Mechanism m = mechanism_of(set);
  const auto start = [&](const HealthState& health, const std::string& species) {
    std::vector<std::string> said;
    std::vector<config::Complaint> complaints;
    const auto amounts = initial_of(set, health, said, complaints);
    EXPECT_TRUE(complaints.empty());
    const auto at = std::ranges::find(m.species, species, &runaway::Species::name) - m.species.begin();
    return amounts.at(static_cast<std::size_t>(at));
  };
  HealthState health;
  health.soc = 0.5;
  EXPECT_NEAR(start(health, "anode"), 0.375, 1e-12);
  EXPECT_NEAR(start(health, "electrolyte"), 1, 1e-12);
  health.lam_negative = 0.2;
  EXPECT_NEAR(start(health, "anode"), 0.375 * 0.8, 1e-12);
  health.sei_thickness = 10e-9;
  EXPECT_NEAR(start(health, "film"), 0.066, 1e-12);
  health.scores["lam_negative"] = 1;  // one standard deviation, 30 %
  EXPECT_NEAR(start(health, "anode"), 0.375 * (1 - 0.2 * 1.3), 1e-12);
  health.plated = 0.1;
  EXPECT_NEAR(start(health, "plated"), 0.075, 1e-12);
}

TEST(Kinetics, AFreshCellStartsAsTheFileSaysAndSaysNothing) {
  const KineticsSet set = shipped_kinetics("hatchard_kim");
  std::vector<std::string> said;
  std::vector<config::Complaint> complaints;
  HealthState fresh;
  fresh.soc = 1, fresh.sei_thickness = 5e-9, fresh.lli = 0;
  const auto amounts = initial_of(set, fresh, said, complaints);
  const runaway::Mechanism m = mechanism_of(set);
  for (std::size_t i = 0; i < amounts.size(); ++i) EXPECT_NEAR(amounts[i], m.species[i].initial, 1e-15);
  EXPECT_TRUE(complaints.empty());
}

TEST(Kinetics, WhatHealthCannotMapIsRefused) {
  std::vector<std::string> said;
  std::vector<config::Complaint> complaints;
  HealthState health;
  health.plated = 0.1, health.scores["socc"] = 1;
  (void)initial_of(shipped_kinetics("one_step"), health, said, complaints);
  ASSERT_EQ(complaints.size(), 2u);
  EXPECT_EQ(complaints[0].key, "plated");
  EXPECT_NE(complaints[0].message.find("do not say what it changes"), std::string::npos);
  EXPECT_NE(complaints[1].message.find("did you mean `soc`"), std::string::npos) << complaints[1].message;
}

struct Wrong {
  std::string text, words;
};

TEST(Kinetics, WhatIsWrongIsNamedWithItsPlace) {
  const std::string effect = "health: {effects: [";
  const std::vector<Wrong> cases{
      {"", "nothing is written here"},
      {"[1, 2]", "k.yaml:1:1: a kinetics file is a map"},
      {"a: &x 1", "anchor"},
      {replaced(file(), "title: a test\n", ""), "title: required"},
      {replaced(file(), "kinetics: 1", "kinetics: 2"), "k.yaml:1:19: voxvolt_kinetics: `2` is not allowed"},
      {replaced(file(), "amounts: mass", "amounts: moles"),
       "k.yaml:4:10: amounts: `moles` is not one of: mass, fraction"},
      {replaced(file(), "reactions:", "reaktions:"), "unknown key; did you mean `reactions`?"},
      {replaced(file(), "    heat:", "    haet:"), "reactions.burn.haet: unknown key; did you mean `heat`?"},
      {replaced(file(), "{value: 1e9 1/s, source: paper}", "1e9 1/s"),
       "k.yaml:8:22: reactions.burn.pre_exponential: `1e9 1/s` says not where it is from"},
      {replaced(file(), "{value: 1e9 1/s, source: paper}", "{value: 1e9 1/s}"),
       "reactions.burn.pre_exponential.source: required"},
      {replaced(file(), "1e9 1/s, source: paper", "1e9 1/s, source: papre"),
       "there is no source `papre`; did you mean `paper`?"},
      {replaced(file(), "uncertainty: 10 %", "uncertainty: -10 %"), "reactions.burn.heat.uncertainty: `-10 %`"},
      {replaced(file(), "uncertainty: 10 %", "uncertainty: 1 K"), "a relative standard deviation is needed"},
      {replaced(file(), "uncertainty: 10 %", "uncertainti: 10 %"), "unknown key; did you mean `uncertainty`?"},
      {replaced(file(), "1e9 1/s", "-1e9 1/s"), "must be at least 0"},
      {replaced(file(), "1e9 1/s", "nan"), "reactions.burn.pre_exponential"},
      {replaced(file(), "110 kJ/mol", "110 kJ"), "`kJ` has another dimension"},
      {replaced(file(), "110 kJ/mol", "110"), "has no unit"},
      {replaced(file(), "0.63 g/cm^3", "0.63"),
       "species.fuel.initial: `0.63` has another dimension; needed is a unit like `kg/m^3`"},
      {replaced(file(), "0.63 g/cm^3", "-0.63 g/cm^3"), "species.fuel.initial: `-0.63 g/cm^3` is not allowed"},
      {replaced(file(), "changes: {fuel: -1}", "changes: {fule: -1}"),
       "reactions.burn.changes.fule: there is no species fule; did you mean `fuel`?"},
      {replaced(file(), "changes: {fuel: -1}", "changes: {fuel: 0}"), "a change of 0 is none"},
      {replaced(file(), "changes: {fuel: -1}", "changes: {fuel: 1}"), "it takes no species"},
      {replaced(file(), "changes: {fuel: -1}", "changes: {}"), "it changes no species"},
      {replaced(file(), "{fuel: {order: 1}}", "{}"), "its rate does not depend on how much there is"},
      {replaced(file(), "{order: 1}", "{order: 0}"), "must be above 0"},
      {replaced(file(), "{order: 1}", "{order: 1, half: {value: 1 kg/m^3, source: paper}}"),
       "give one of: order, half"},
      {replaced(file(), "{order: 1}", "{}"), "order, half"},
      {replaced(file(), "{order: 1}", "{half: {value: 1 kg, source: paper}}"),
       "reactions.burn.factors.fuel.half: `1 kg` has another dimension"},
      {file("    activation_temperature: {value: 13230 K, source: paper}\n"), "activation_temperature"},
      {replaced(file(), "    activation_energy: {value: 110 kJ/mol, source: paper}\n", ""), "activation_energy"},
      {file("    content: {value: 600 kg/m^3, source: paper}\n"), "content: goes with `amounts: fraction`"},
      {replaced(replaced(file(), "amounts: mass", "amounts: fraction"), "0.63 g/cm^3", "0.63"), "needs `content`"},
      {file("    ceiling: {value: 0 1/s, source: paper}\n"), "must be above 0"},
      {file("    barrier: {species: film, thickness: {value: 1 kg/m^3, source: paper}}\n"), "there is no species film"},
      {file("    gate: {width: {value: 1 K, source: paper}}\n"), "reactions.burn.gate.from: required"},
      {file("    gases: {CO2: {value: -1 mol/kg, source: paper}}\n"), "must be at least 0"},
      {file("    gases: {CO2: {value: $cell.gas, source: paper}}\n"), "a kinetics file takes no references"},
      {kHead + std::string(kMass) + "reactions: {}\n", "reactions: there are none"},
      {kHead + std::string("amounts: mass\nspecies: {}\n") + kBurn, "species: there are none"},
      {file(effect + "{of: sco, species: fuel, slope: {value: 1, source: paper}}]}\n"),
       "there is no measure sco; did you mean `soc`?"},
      {file(effect + "{of: soc, species: feul, slope: {value: 1, source: paper}}]}\n"),
       "health.effects.1.species: there is no species feul; did you mean `fuel`?"},
      {file(effect + "{of: soc, species: fuel}]}\n"), "slope, gain"},
      {file(effect + "{of: soc, species: fuel, slope: {value: 1 1/s, source: paper}}]}\n"),
       "has another dimension; needed is a number without a unit"},
      {file(effect + "{of: sei_thickness, species: fuel, slope: {value: 1 1/nm, source: paper}}]}\n"),
       "needs `health.fresh_sei_thickness`"},
  };
  for (const Wrong& wrong : cases) {
    const std::string said = refusal(wrong.text);
    EXPECT_NE(said.find(wrong.words), std::string::npos)
        << wrong.text << "\n=> " << said << "\nexpected: " << wrong.words;
    EXPECT_NE(said.find("k.yaml"), std::string::npos) << said;
  }
}

TEST(Kinetics, AllThatIsWrongIsSaidAtOnce) {
  const std::string said =
      refusal(replaced(replaced(replaced(file(), "1e9 1/s", "-1 1/s"), "110 kJ/mol", "110 m"), "1.44 MJ/kg", "1 J"));
  EXPECT_EQ(std::ranges::count(said, '\n'), 2) << said;
}

TEST(Kinetics, TheTableShowsWhatIsShipped) {
  const std::string table = kinetics_table();
  EXPECT_NE(table.find("reactions.burn.heat = 1440000 J/kg (sd 10 %)  [lim1tr]"), std::string::npos) << table;
  EXPECT_NE(table.find("caveat: "), std::string::npos);
}

/// mol/m^3 of all gases when every reaction has run to the end of the first species that it takes.
double gas_of(const runaway::Mechanism& m) {
  double sum = 0;
  for (const runaway::Reaction& r : m.reactions)
    for (const runaway::Species& s : m.species)
      if (s.name == r.changes.front().species)
        for (const runaway::Gas& g : r.gases) sum += g.amount * s.initial / -r.changes.front().amount;
  return sum;
}

TEST(Kinetics, ShippedSetsReleaseAsMuchGasPerAmpereHourAsWasMeasured) {
  // Golubkov et al. 2014: 265 +- 44 mmol of 2.6 Ah, 149 +- 24 mmol of 1.5 Ah, 50 +- 4 mmol of 1.1 Ah.
  const double ampere_hours = 0.75 * 610.4 * 372;  // per m^3, of the lithium in the anode
  const struct {
    const char* name;
    double least, most;
  } published[] = {{"hatchard_kim", 0.221 / 2.6, 0.309 / 2.6},
                   {"nmc111", 0.125 / 1.5, 0.173 / 1.5},
                   {"lfp", 0.046 / 1.1, 0.054 / 1.1}};
  for (const auto& one : published) {
    const double per_hour = gas_of(mechanism_of(shipped_kinetics(one.name))) / ampere_hours;
    EXPECT_GT(per_hour, one.least) << one.name;
    EXPECT_LT(per_hour, one.most) << one.name;
  }
}

TEST(Kinetics, TheGasOfTheKurzawskiSetHasTheMassThatItsReactionsLose) {
  const std::map<std::string, double> molar{
      {"C2H4", 28.054e-3}, {"CO2", 44.01e-3}, {"O2", 31.998e-3}, {"H2O", 18.015e-3}};
  for (const runaway::Reaction& r : mechanism_of(shipped_kinetics("kurzawski")).reactions) {
    double lost = 0, gas = 0;
    for (const runaway::Change& c : r.changes) lost -= c.amount;
    for (const runaway::Gas& g : r.gases) gas += g.amount * molar.at(g.name);
    EXPECT_NEAR(gas, lost, 2e-4) << r.name;
  }
}

}  // namespace
}  // namespace voxvolt::parameters
