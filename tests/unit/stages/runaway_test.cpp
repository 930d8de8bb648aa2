// SPDX-License-Identifier: BSD-3-Clause
// Stage `runaway`: what it is refused with, and what it gives.
#include <gtest/gtest.h>

#include <cmath>
#include <fstream>

#include "parallel/failure.hpp"
#include "support/campaign_run.hpp"

namespace voxvolt::stages {
namespace {

using test::CampaignRun;

constexpr const char* kBlock =
    "{name: block, thickness: 2 mm, volumes: 2, conductivity: 237 W/m/K, density: 2700 kg/m^3, heat_capacity: 900 "
    "J/kg/K, "
    "initial_temperature: 700 degC}";
constexpr const char* kCell =
    "{name: cell, repeat: 2, thickness: 7 mm, volumes: 18, conductivity: 0.5 W/m/K, density: 1800 kg/m^3, "
    "heat_capacity: "
    "800 J/kg/K, initial_temperature: 21 degC, kinetics: one_step}";

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const auto at = text.find(from);
  EXPECT_NE(at, text.npos) << from;
  return at == text.npos ? text : text.replace(at, from.size(), to);
}

std::string campaign(const std::string& more = "", const std::string& cell = kCell, const std::string& stack = "") {
  return std::string("voxvolt: 1\nstages:\n  m:\n    kind: runaway\n    stack:\n      layers: [") + kBlock + ", " +
         cell + "]\n      contact_resistance: 0.004 m^2.K/W\n" + stack + "    duration: 60 s\n" + more;
}
std::string with_cell(const std::string& from, const std::string& to) {
  return campaign("", replaced(kCell, from, to));
}

std::string refusal(const std::string& text) {
  try {
    CampaignRun{text};
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.code(), ExitCode::input) << failure.what();
    return failure.what();
  }
  return "was accepted";
}

struct Wrong {
  std::string text, words;
};

TEST(Runaway, WhatIsWrongWithAStackIsNamed) {
  const std::vector<Wrong> cases{
      {replaced(campaign(), "    duration: 60 s\n", ""), "m.duration: required"},
      {replaced(campaign(), "duration: 60 s", "duration: -1 s"),
       "m.duration: `-1 s` is not allowed; it must be above 0"},
      {replaced(campaign(), "duration: 60 s", "duration: 60"), "has no unit"},
      {campaign("    layout: module.yaml\n"), "m.layout: excludes `stack`"},
      {campaign("    venting: {burst: 1 MPa}\n"), "m.venting.free_volume: required"},
      {campaign("    venting: {free_volume: 10 mL, burst: 1 kPa}\n"), "is not above the ambient pressure"},
      {campaign("    venting: {free_volume: 10 mL, burst: 1 MPa}\n"), "no reaction of the kinetics releases gas"},
      {campaign("    limter: none\n"), "unknown key; did you mean `limiter`?"},
      {with_cell("thickness: 7 mm, ", ""), "m.stack.layers.2.thickness: required"},
      {with_cell("thickness: 7 mm", "thickness: 0 mm"), "m.stack.layers.2.thickness: `0 mm` is not allowed"},
      {with_cell("volumes: 18", "volumes: 0"), "m.stack.layers.2.volumes: `0` is not allowed"},
      {with_cell("repeat: 2", "repeat: 0"), "m.stack.layers.2.repeat: `0` is not allowed"},
      {with_cell("repeat: 2", "repeat: 99999999"), "m.stack.layers.2.repeat"},
      {with_cell("0.5 W/m/K", "-0.5 W/m/K"), "m.stack.layers.2.conductivity"},
      {with_cell("0.5 W/m/K", "0.5 W/m^2/K"), "has another dimension"},
      {with_cell("initial_temperature: 21 degC", "initial_temperature: -300 degC"), "is below absolute zero"},
      {with_cell("kinetics: one_step", "kinetics: one_stp"), "there is no shipped set one_stp"},
      {with_cell("kinetics: one_step", "kinetics: nowhere.yaml"), "nowhere.yaml"},
      {with_cell("kinetics: one_step", "kinetics: {name: one_step, version: abc}"), "another version of one_step"},
      {with_cell(", kinetics: one_step", ""), "none has `kinetics`: nothing can run away"},
      {with_cell("kinetics: one_step", "health: {soc: 1}"), "health: goes with `kinetics`"},
      {with_cell("kinetics: one_step", "kinetics: one_step, health: {soc: 1.2}"), "must be at least 0 and at most 1"},
      {with_cell("kinetics: one_step", "kinetics: one_step, health: {plated: 0.1}"),
       "m.stack.layers.2.health.plated: the kinetics one_step do not say what it changes"},
      {with_cell("kinetics: one_step", "kinetics: one_step, health: {soc: 1, scores: {sco: 1}}"),
       "did you mean `soc`?"},
      {with_cell("kinetics: one_step", "kinetics: one_step, set: {reactions.burn.haet: 1 J/kg}"), "unknown key"},
      {with_cell("kinetics: one_step", "kinetics: one_step, set: {reactions.brun.heat: 1 J/kg}"),
       "m.stack.layers.2.set.reactions.brun.heat: the set one_step has no such number; did you mean "
       "`reactions.burn.heat`?"},
      {with_cell("kinetics: one_step", "kinetics: one_step, set: {reactions.burn.heat: 1 J}"), "has another dimension"},
      {with_cell("name: cell", "name: 2cell"), "a name is needed"},
      {campaign("", kCell, "      contacts: [{between: [block, cel], resistance: 1 m^2.K/W}]\n"),
       "m.stack.contacts.1.between: there is no layer cel; did you mean `cell`?"},
      {campaign("", kCell, "      contacts: [{between: [block], resistance: 1 m^2.K/W}]\n"), "a list of 1; needed: 2"},
      {campaign("", kCell, "      contacts: [{between: [block, block], resistance: 1 m^2.K/W}]\n"),
       "no block and block lie side by side"},
      {campaign(
           "", kCell,
           "      contacts: [{between: [block, cell], resistance: 1 m^2.K/W}, {between: [cell, block], resistance: 1 "
           "m^2.K/W}]\n"),
       "m.stack.contacts.2.between: cell and block are given before"},
      {campaign("", kCell, "      ends: adiabtic\n"), "`adiabtic` is not one of: adiabatic, convection"},
      {campaign("", kCell, "      ends: {convection: {ambient: 25 degC}}\n"), "coefficient: required"},
      {campaign("", kCell,
                "      ends: {temperature: {held: {over_time: {time: [0 s, 0 s], temperature: [1 K, 2 K]}}}}\n"),
       "times must increase"},
      {campaign("", kCell, "      ends: {temperature: {held: {over_time: {time: [0 s, 1 s], temperature: [1 K]}}}}\n"),
       "1 temperatures for 2 times"},
      {campaign("", kCell, "      sides: {coefficient: 1 W/m^2/K}\n"), "perimeter_per_area: required"}};
  for (const Wrong& wrong : cases) {
    const std::string said = refusal(wrong.text);
    EXPECT_NE(said.find(wrong.words), std::string::npos)
        << wrong.text << "=> " << said << "\nexpected: " << wrong.words;
  }
}

TEST(Runaway, WhatIsWrongWithARunIsNamed) {
  const std::string threshold = "    search: {threshold: {over: m.stack.contact_resistance, between: [";
  const std::vector<Wrong> cases{
      {campaign("    limiter: {ceiling: 0 1/s}\n"), "m.limiter.ceiling.ceiling"},
      {campaign("    limiter: none\n    error: [second_mesh]\n"), "second_mesh is refused with `limiter: none`"},
      {campaign("    limiter: {damkoehler: {pre_exponential: 1 1/s}}\n"), "m.limiter.damkoehler.area: required"},
      {campaign("    trigger: {heater: {layer: blok, power: 1 W}}\n"), "there is no layer blok; did you mean `block`?"},
      {campaign("    trigger: {heater: {layer: cell, power: 1 W}}\n"), "there is more than one layer cell"},
      {campaign("    trigger: {heater: {cell: 3, power: 1 W}}\n"), "there is no cell 3"},
      {campaign("    trigger: {heater: {power: 1 W}}\n"), "layer, cell"},
      {campaign("    trigger: {heater: {cell: 1, power: 1 W, watched_cell: 2}}\n"), "goes with `until_temperature`"},
      {campaign("    trigger: {short: {cell: 1, resistance: 8 mohm}}\n"), "`energy` or `consumes` is needed"},
      {campaign("    trigger: {short: {cell: 1, resistance: 8 mohm, energy: 1 kJ, site: [3, 2]}}\n"),
       "the last comes before the first"},
      {campaign("    trigger: {short: {cell: 1, resistance: 8 mohm, energy: 1 kJ, site: [17, 19]}}\n"),
       "its site is not within the layer"},
      {campaign("    trigger: {short: {cell: 1, resistance: 8 mohm, consumes: {reactnt: 1 mg/C}}}\n"),
       "the cell has no such species; did you mean `reactant`?"},
      {campaign("    trigger: {ambient: 150 degC}\n"), "the surroundings cannot act"},
      {campaign("    criterion: {conversion: 1}\n"), "must be above 0 and below 1"},
      {campaign("    criterion: half_converzion\n"), "is not one of"},
      {campaign("    tolerance: 1\n"), "m.tolerance"},
      {campaign("    sample: 1 us\n"), "more than a million samples"},
      {campaign("    calorimeter: {scan: {from: 100 degC, to: 50 degC}}\n"), "is not above `from`"},
      {campaign("    calorimeter: {scan: {}}\n    trigger: {heater: {cell: 1, power: 1 W}}\n"),
       "goes with no calorimeter"},
      {campaign(threshold + "1 m, 2 m]}}\n"), "has another dimension than stack.contact_resistance"},
      {campaign(threshold + "2 m^2.K/W, 1 m^2.K/W]}}\n"), "the first must be below the second"},
      {campaign(threshold + "1 m^2.K/W]}}\n"), "a list of 1; needed: 2"},
      {campaign(replaced(threshold, "m.stack.contact", "m.stack.contakt") + "1 m^2.K/W, 2 m^2.K/W]}}\n"),
       "is no key of this stage that takes a number"},
      {campaign(replaced(threshold, "m.stack", "k.stack") + "1 m^2.K/W, 2 m^2.K/W]}}\n"), "is of another stage than m"},
      {campaign(threshold + "1 m^2.K/W, 2 m^2.K/W], keeps: 3}}\n"), "there is no cell 3"},
      {campaign("    detection: {sensors: {a: {temperature: {layer: 9}}}, alarm: a}\n"), "there is no layer 9"},
      {campaign("    detection: {sensors: {a: temperature}, alarm: a or b}\n"), "there is no sensor `b` (character 6)"},
      {campaign("    detection: {sensors: {a: temperature, b: temperature}, alarm: a}\n"),
       "does not use the sensor b"}};
  for (const Wrong& wrong : cases) {
    const std::string said = refusal(wrong.text);
    EXPECT_NE(said.find(wrong.words), std::string::npos)
        << wrong.text << "=> " << said << "\nexpected: " << wrong.words;
  }
}

TEST(Runaway, AHostileKineticsFileIsRefusedWithItsOwnPlace) {
  const test::TemporaryFolder folder(test::world(), "kinetics");
  const std::string file = folder / "mine.yaml";
  std::ofstream(file)
      << "voxvolt_kinetics: 1\ntitle: x\nsources: {a: A}\namounts: mass\nspecies: {s: {initial: {value: 1, "
         "source: a}}}\nreactions: {}\n";
  const std::string said = refusal(with_cell("kinetics: one_step", "kinetics: " + file));
  EXPECT_NE(said.find("mine.yaml:5:"), std::string::npos) << said;
  EXPECT_NE(said.find("needed is a unit like `kg/m^3`"), std::string::npos) << said;
  EXPECT_NE(said.find("reactions: there are none"), std::string::npos) << said;
}

TEST(Runaway, AStackGivesTimesWithBarsAndClosesItsEnergy) {
  const CampaignRun run(campaign("    profiles: [10 s, 20 s]\n"));
  ASSERT_EQ(run.code, ExitCode::done);
  const auto& time = run.product("m", "time_to_runaway");
  ASSERT_EQ(time.values.size(), 2u);
  EXPECT_LT(time.values[0], time.values[1]);
  ASSERT_EQ(time.errors.size(), 2u);
  EXPECT_GT(time.errors[0], 0);
  EXPECT_LT(time.errors[0], 0.1 * time.values[0]);
  EXPECT_NEAR(run.value("m", "propagation_interval"), time.values[1] - time.values[0], 1e-9);
  EXPECT_EQ(run.value("m", "propagates"), 1);
  EXPECT_LT(run.value("m", "propagation_margin"), 0);
  EXPECT_EQ(run.value("m", "cells_lost"), 2);
  EXPECT_EQ(run.product("m", "triggered_cells").values, (std::vector<double>{1, 0}));
  EXPECT_LT(run.value("m", "balance.energy"), 1e-9);
  EXPECT_NEAR(run.value("m", "energy.stored"), run.value("m", "energy.released"),
              1e-9 * run.value("m", "energy.released"));  // adiabatic
  EXPECT_EQ(run.product("m", "layer.temperature").shape(), (std::vector<std::size_t>{3, 401}));
  EXPECT_EQ(run.product("m", "profiles.temperature").shape(), (std::vector<std::size_t>{2, 38}));
  EXPECT_NE(run.product("m", "assumptions").text.find("never exceed a specific rate of 1 1/s"), std::string::npos);
}

TEST(Runaway, ACellThatIsKeptHasNoTime) {
  const CampaignRun run(campaign("", kCell, "      contacts: [{between: [cell, cell], resistance: 5 m^2.K/W}]\n"));
  const auto& time = run.product("m", "time_to_runaway");
  EXPECT_FALSE(std::isnan(time.values[0]));
  EXPECT_TRUE(std::isnan(time.values[1]));
  EXPECT_TRUE(std::isnan(run.value("m", "propagation_interval")));
  EXPECT_EQ(run.value("m", "propagates"), 0);
  EXPECT_GT(run.value("m", "propagation_margin"), 0);
}

TEST(Runaway, WithoutALimiterThereAreNoBars) {
  const CampaignRun run(campaign("    limiter: none\n"));
  EXPECT_TRUE(run.product("m", "time_to_runaway").errors.empty());
}

TEST(Runaway, NumbersOfTheKineticsAndHealthActOnTheHeat) {
  const auto released = [](const std::string& more) {
    return CampaignRun(with_cell("kinetics: one_step", "kinetics: one_step" + more)).value("m", "energy.released");
  };
  const double all = released("");
  const double heat = 1.44e6 * 630 * 7e-3 * 0.01;  // of one cell
  EXPECT_GT(all, 1.99 * heat * 0.95);
  EXPECT_LE(all, 2 * heat * (1 + 1e-3));
  EXPECT_LE(released(", set: {reactions.burn.heat: 0.72 MJ/kg}"), heat * (1 + 1e-3));
  EXPECT_LE(released(", health: {soc: 0.5}"), heat * (1 + 1e-3));
}

TEST(Runaway, ASearchBracketsTheBarrierThatKeepsACell) {
  const CampaignRun run(
      replaced(campaign("    search: {threshold: {over: m.stack.contact_resistance, between: [0.01 m^2.K/W, "
                        "5 m^2.K/W], tolerance: 0.01}}\n",
                        kCell,
                        "      contacts: [{between: [block, cell], resistance: 0.002 m^2.K/W}]\n"
                        "      sides: {coefficient: 10 W/m^2/K, perimeter_per_area: 66.7 1/m}\n"),
               "duration: 60 s", "duration: 1000 s"));
  const auto& critical = run.product("m", "critical.value");
  EXPECT_EQ(critical.spec.unit, "m^2.K/W");
  ASSERT_EQ(critical.errors.size(), 1u);
  EXPECT_GT(critical.errors[0], 0);
  EXPECT_TRUE(run.product("m", "critical.reason").text.empty());
  const auto lost = [&](double contact) {
    return CampaignRun(
               replaced(
                   campaign(
                       "", kCell,
                       "      contacts: [{between: [block, cell], resistance: 0.002 m^2.K/W}, {between: [cell, cell], "
                       "resistance: " +
                           std::to_string(contact) +
                           " m^2.K/W}]\n"
                           "      sides: {coefficient: 10 W/m^2/K, perimeter_per_area: 66.7 1/m}\n"),
                   "duration: 60 s", "duration: 1000 s"))
        .value("m", "cells_lost");
  };
  EXPECT_EQ(lost(critical.values[0] * 0.99), 2);
  EXPECT_EQ(lost(critical.values[0] * 1.01), 1);
}

TEST(Runaway, ASearchThatFindsNothingSaysWhy) {
  const CampaignRun run(
      campaign("    search: {threshold: {over: m.stack.contact_resistance, between: [0.001 m^2.K/W, 0.002 "
               "m^2.K/W]}}\n"));
  EXPECT_TRUE(std::isnan(run.value("m", "critical.value")));
  EXPECT_NE(run.product("m", "critical.reason").text.find("not kept even at 0.002"), std::string::npos);
}

TEST(Runaway, AnAlarmLeavesTimeUntilTheNextCell) {
  const CampaignRun run(
      campaign("    detection: {sensors: {hot: {temperature: {layer: 3, above: 60 degC}}}, alarm: hot, "
               "interval: 0.1 s}\n"));
  const double alarm = run.value("m", "alarm.time");
  EXPECT_GT(alarm, 0);
  EXPECT_NEAR(run.value("m", "alarm.lead_time"), run.product("m", "time_to_runaway").values[1] - alarm, 1e-9);
  const auto& temperature = run.product("m", "layer.temperature");
  const auto& times = temperature.axes[1].values;
  for (std::size_t i = 0; i < times.size(); ++i)
    if (times[i] < alarm - 0.1001) { EXPECT_LT(temperature.values[2 * times.size() + i], 333.15 + 1e-9); }
}

TEST(Runaway, WhatCellsEjectTakesHeatAlong) {
  const CampaignRun run(campaign("    ejecta: {share: 20 %, duration: 3 s, to_neighbours: 0.5}\n"));
  const double each = 0.2 * 1.44e6 * 630 * 7e-3 * 0.01;
  EXPECT_NEAR(run.value("m", "energy.ejected"), 2 * 0.5 * each, 1e-6 * each);
  EXPECT_LT(run.value("m", "balance.energy"), 1e-9);
  EXPECT_NE(refusal(campaign("    ejecta: {share: 1.2}\n")).find("m.ejecta.share"), std::string::npos);
  EXPECT_NE(refusal(campaign("    ejecta: {duration: 1 s}\n")).find("m.ejecta.share: required"), std::string::npos);
}

TEST(Runaway, CellsBurstWhereTheirPressureReachesItAndSensorsReadIt) {
  const std::string vapour =
      "    venting: {free_volume: 10 mL, burst: 0.5 MPa, vapour: {boiling_point: 90 degC, heat: 38 kJ/mol}}\n";
  const CampaignRun run(
      campaign(vapour + "    detection: {sensors: {open: {gas: {above: 0.01 mmol}}, tight: {pressure: {layer: 3, "
                        "above: 0.3 MPa}}}, alarm: open and tight, interval: 0.1 s}\n"));
  const auto &vent = run.product("m", "vent_time"), &time = run.product("m", "time_to_runaway");
  for (std::size_t i = 0; i < 2; ++i) EXPECT_LT(vent.values[i], time.values[i]);
  EXPECT_EQ(run.product("m", "peak_pressure").values, (std::vector<double>{0.5e6, 0.5e6}));
  EXPECT_GT(run.product("m", "vented").values[0], 0);
  const double alarm = run.value("m", "alarm.time");
  EXPECT_GT(alarm, vent.values[0]);
  EXPECT_LE(alarm, vent.values[1] + 0.1);
  EXPECT_NE(refusal(campaign("    detection: {sensors: {a: gas}, alarm: a}\n")).find("reads what `venting` gives"),
            std::string::npos);
}

constexpr const char* kTerminals =
    "    terminals: {capacity: 5 A h, resistance: 20 mohm, open_circuit: {soc: [1, 0.5, 0], voltage: [4.2 V, 3.7 V, 3 "
    "V]}, "
    "separator: {resistance: 10 mohm}, parallel: 2}\n";

TEST(Runaway, TerminalsLoseTheirVoltageAsSeparatorsMeltAndASensorReadsIt) {
  const CampaignRun run(campaign(std::string(kTerminals) + "    detection: {sensors: {low: {voltage: {below: 3.5 V}}}, "
                                                           "alarm: low, interval: 0.1 s}\n"));
  const auto &volts = run.product("m", "string.voltage"), &hottest = run.product("m", "layer.peak_temperature");
  EXPECT_EQ(volts.values.front(), 4.2);
  EXPECT_EQ(volts.values.back(), 0) << "both have burnt";
  const auto& time = volts.axes[0].values;
  for (std::size_t k = 0; k < time.size(); ++k)  // until the separator of the first cell begins to melt, or it to burn
    if (hottest.values[time.size() + k] < 400) { EXPECT_NEAR(volts.values[k], 4.2, 2e-2); }
  EXPECT_LT(run.value("m", "alarm.time"), run.product("m", "time_to_runaway").values[1]);
  EXPECT_EQ(run.product("m", "alarm.first_on").values[0], run.value("m", "alarm.time"));
  EXPECT_EQ(run.value("m", "alarm.false"), 0);
  EXPECT_EQ(run.value("m", "alarm.missed"), 0);
}

TEST(Runaway, WhatIsWrongWithTerminalsAndOpeningsIsNamed) {
  const std::string terminals = kTerminals;
  const std::string sensor = "    detection: {sensors: {low: {voltage: {cell: 3}}}, alarm: low}\n";
  const std::string vent = "    venting: {free_volume: 10 mL, burst: 1 MPa, ";
  for (const Wrong& wrong : std::vector<Wrong>{
           {campaign(sensor), "reads what `terminals` gives"},
           {campaign(terminals + sensor), "there is no cell 3; there are 2"},
           {campaign(replaced(terminals, "parallel: 2", "parallel: 3")), "groups of 3 do not make 2 cells"},
           {campaign(replaced(terminals, "[1, 0.5, 0]", "[1, 0.5, 0.7]")), "must rise, or fall, all the way"},
           {campaign(replaced(terminals, "[1, 0.5, 0]", "[1, 0]")), "3 voltages for 2 states of charge"},
           {campaign(replaced(terminals, "resistance: 20 mohm", "resistance: 0 ohm")), "m.terminals.resistance"},
           {campaign(vent + "opening: {area: 1 mm^2}, vapour: {boiling_point: 90 degC}}\n"), "`amount` is needed"},
           {campaign(vent + "vapour: {amount: 0.1 mol}}\n"), "goes with an `opening`"},
           {campaign(vent + "opening: {discharge_coefficient: 0.6}}\n"), "m.venting.opening.area: required"}})
    EXPECT_NE(refusal(wrong.text).find(wrong.words), std::string::npos) << wrong.words << "\n" << refusal(wrong.text);
}

TEST(Runaway, GasLeavesThroughAnOpeningAndTakesHeatAlong) {
  const std::string gas = "    venting: {free_volume: 10 mL, burst: 0.5 MPa, opening: {area: 5 mm^2}}\n";
  const CampaignRun run(campaign(gas, replaced(kCell, "one_step", "hatchard_kim")));
  const auto &vented = run.product("m", "vented"), &heat = run.product("m", "vented.heat");
  EXPECT_GT(vented.values[0], 0);
  EXPECT_GT(heat.values[0], 0);
  EXPECT_LT(heat.values[0], vented.values[0] * 45 * (run.value("m", "hottest") - 298));
  EXPECT_GT(run.product("m", "vented.fastest").values[0], 0);
}

TEST(Runaway, MembersOfAnEnsembleAreTheRunsThatTheyAreAlone) {
  const std::string spread =
      "  spread:\n    kind: ensemble\n    vary: {m.stack.contact_resistance: {values: [0.002 m^2.K/W, 0.004 m^2.K/W, "
      "0.006 "
      "m^2.K/W]}}\n    collect: [m.time_to_runaway, m.propagation_margin]\n    design: grid\n";
  const CampaignRun run(campaign() + spread);
  const auto& table = run.product("spread", "table.m.time_to_runaway");
  EXPECT_EQ(table.shape(), (std::vector<std::size_t>{3, 2}));
  for (const auto& [contact, member] : {std::pair{"0.002", 0}, {"0.004", 1}, {"0.006", 2}}) {
    const CampaignRun alone(
        replaced(campaign(), "contact_resistance: 0.004 m^2", std::string("contact_resistance: ") + contact + " m^2"));
    for (std::size_t cell = 0; cell < 2; ++cell)
      EXPECT_EQ(table.values[2 * static_cast<std::size_t>(member) + cell],
                alone.product("m", "time_to_runaway").values[cell]);
  }
}

TEST(Runaway, AMemberThatCannotBeIsNamedAndTheOthersGoOn) {
  const std::string spread =
      "  spread:\n    kind: ensemble\n    max_failed: 60 %\n    vary: {m.stack.layers.2.health.scores.soc: {values: "
      "[0, 9]}}\n    collect: [m.conversion]\n    design: grid\n";
  const CampaignRun run(campaign("", replaced(kCell, "kinetics: one_step", "kinetics: one_step, health: {soc: 0.5}")) +
                        spread);
  EXPECT_EQ(run.code, ExitCode::done);
}

}  // namespace
}  // namespace voxvolt::stages
