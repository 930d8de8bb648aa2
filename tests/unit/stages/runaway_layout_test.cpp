// SPDX-License-Identifier: BSD-3-Clause
// Stage `runaway` with a layout: what it is refused with, and that it is the stack where nothing varies across.
#include <gtest/gtest.h>

#include <cmath>
#include <fstream>

#include "parallel/failure.hpp"
#include "support/campaign_run.hpp"

namespace voxvolt::stages {
namespace {

using test::CampaignRun;

constexpr const char* kRow = R"(voxvolt_layout: 1
title: a block and three cells
types:
  block: {shape: {prismatic: {size: [2 mm, 20 mm, 30 mm]}}}
  cell:
    shape: {prismatic: {size: [30 mm, 20 mm, 7 mm]}}
    terminals: {positive: [5 mm, 5 mm, 7 mm]}
bodies:
  - {name: block, type: block}
  - {name: cell, type: cell, at: [2 mm, 0 mm, 0 mm], axes: [z, y, x], repeat: {count: [3, 1, 1], pitch: [7 mm, 0 mm, 0 mm]}}
)";

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const auto at = text.find(from);
  EXPECT_NE(at, text.npos) << from;
  return at == text.npos ? text : text.replace(at, from.size(), to);
}

/// Layouts in files.
class RunawayLayout : public ::testing::Test {
 protected:
  std::string file(const std::string& text) {
    const std::string path = folder_ / "row.yaml";
    std::ofstream(path) << text;
    return path;
  }
  /// Through-thickness is z of the cell and x of the row.
  std::string campaign(const std::string& layout = kRow, const std::string& more = "") {
    return "voxvolt: 1\nstages:\n  m:\n    kind: runaway\n    layout: " + file(layout) +
           "\n    cells:\n      cell: {conductivity: [20 W/m/K, 20 W/m/K, 0.5 W/m/K], density: 1800 kg/m^3, "
           "heat_capacity: 800 "
           "J/kg/K, initial_temperature: 21 degC, kinetics: one_step, volumes: [2, 2, 18]}\n"
           "    parts:\n      block: {conductivity: 237 W/m/K, density: 2700 kg/m^3, heat_capacity: 900 J/kg/K, "
           "initial_temperature: 700 degC, volumes: [4, 1, 1]}\n"
           "    contact_resistance: 0.004 m^2.K/W\n    contacts: [{between: [block, cell], resistance: 0.002 "
           "m^2.K/W}]\n"
           "    duration: 60 s\n" +
           more;
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
  void expect_refused(const std::string& text, const std::string& words) {
    const std::string said = refusal(text);
    EXPECT_NE(said.find(words), std::string::npos) << text << "=> " << said << "\nexpected: " << words;
  }

  test::TemporaryFolder folder_{test::world(), "layout"};
};

constexpr const char* kStack =
    "voxvolt: 1\nstages:\n  m:\n    kind: runaway\n    stack:\n      layers:\n"
    "        - {name: block, thickness: 2 mm, volumes: 4, conductivity: 237 W/m/K, density: 2700 kg/m^3, "
    "heat_capacity: 900 "
    "J/kg/K, initial_temperature: 700 degC}\n"
    "        - {name: cell, repeat: 3, thickness: 7 mm, volumes: 18, conductivity: 0.5 W/m/K, density: 1800 kg/m^3, "
    "heat_capacity: 800 J/kg/K, initial_temperature: 21 degC, kinetics: one_step}\n"
    "      contact_resistance: 0.004 m^2.K/W\n      contacts: [{between: [block, cell], resistance: 0.002 m^2.K/W}]\n"
    "      area: 6e-4 m^2\n    duration: 60 s\n";

TEST_F(RunawayLayout, IsTheStackWhereNothingVariesAcross) {
  const CampaignRun stack(kStack), grid(campaign(kRow, "    active_set: false\n    tolerance: 1e-4\n"));
  ASSERT_EQ(grid.code, ExitCode::done);
  const auto &known = stack.product("m", "time_to_runaway"), &found = grid.product("m", "time_to_runaway");
  ASSERT_EQ(found.values.size(), 3u);
  for (std::size_t i = 0; i < 3; ++i) {
    EXPECT_NEAR(found.values[i], known.values[i], 2e-2);
    EXPECT_NEAR(found.errors[i], known.errors[i], 0.05 * known.errors[i]);
  }
  EXPECT_NEAR(grid.value("m", "energy.released"), stack.value("m", "energy.released"),
              1e-3 * stack.value("m", "energy.released"));
  EXPECT_LT(grid.value("m", "balance.energy"), 1e-9);
  EXPECT_EQ(grid.product("m", "order").values, (std::vector<double>{1, 2, 3}));
  EXPECT_EQ(grid.product("m", "neighbours").values, (std::vector<double>{1, 2, 2, 3}));
  EXPECT_NEAR(grid.product("m", "propagation_delay").values[0], found.values[1] - found.values[0], 1e-12);
  const auto& field = *grid.product("m", "temperature").field.stored;
  EXPECT_EQ(field.grid.cells, (std::array<std::int64_t, 3>{4 + 3 * 18, 2, 2}));
  EXPECT_EQ(field.widths[0].size(), 58u);
  EXPECT_EQ(field.time, 60);
}

TEST_F(RunawayLayout, JetsHeatTheCellsThatFaceTheOneThatEjects) {
  const std::string quick = "    error: none\n    tolerance: 1e-3\n";
  const CampaignRun lost(campaign(kRow, quick + "    ejecta: {share: 0.2}\n"));
  const CampaignRun jets(campaign(kRow, quick + "    ejecta: {share: 0.2, to_neighbours: 1}\n"));
  EXPECT_GT(lost.value("m", "energy.ejected"), 0);
  EXPECT_EQ(jets.value("m", "energy.ejected"), 0);
  for (const CampaignRun* run : {&lost, &jets}) EXPECT_LT(run->value("m", "balance.energy"), 1e-9);
  EXPECT_LT(jets.product("m", "time_to_runaway").values[1], lost.product("m", "time_to_runaway").values[1]);
}

TEST_F(RunawayLayout, FieldsAreWrittenOverTime) {
  const CampaignRun run(campaign(kRow, "    error: none\n    fields: {every: 20 s}\n"));
  EXPECT_EQ(run.product("m", "local_conversion").field.stored->step, 3);
  EXPECT_EQ(run.product("m", "local_conversion").field.stored->time, 60);
}

TEST_F(RunawayLayout, MembersOfAnEnsembleAreTheRunsThatTheyAreAlone) {
  const std::string quick = "    error: none\n    tolerance: 1e-2\n";
  const CampaignRun run(
      campaign(kRow, quick) +
      "  spread:\n    kind: ensemble\n    vary: {m.contact_resistance: {values: [0.002 m^2.K/W, 0.006 "
      "m^2.K/W]}}\n    collect: [m.time_to_runaway]\n    design: grid\n");
  const auto& table = run.product("spread", "table.m.time_to_runaway");
  for (std::size_t member = 0; member < 2; ++member) {
    const CampaignRun alone(replaced(campaign(kRow, quick), "contact_resistance: 0.004",
                                     std::string("contact_resistance: ") + (member == 0 ? "0.002" : "0.006")));
    for (std::size_t cell = 0; cell < 3; ++cell) {
      const double own = alone.product("m", "time_to_runaway").values[cell], kept = table.values[3 * member + cell];
      EXPECT_TRUE(own == kept || (std::isnan(own) && std::isnan(kept))) << own << " " << kept;
    }
  }
}

constexpr const char* kPadded = R"(voxvolt_layout: 1
types:
  block: {shape: {prismatic: {size: [2 mm, 20 mm, 30 mm]}}}
  cell: {shape: {prismatic: {size: [7 mm, 20 mm, 30 mm]}}}
  pad: {shape: {prismatic: {size: [1 mm, 20 mm, 30 mm]}}}
  plate: {shape: {prismatic: {size: [17 mm, 20 mm, 2 mm]}}}
bodies:
  - {name: plate, type: plate}
  - {name: block, type: block, at: [0 mm, 0 mm, 2 mm]}
  - {name: cell_1, type: cell, at: [2 mm, 0 mm, 2 mm]}
  - {name: pad, type: pad, at: [9 mm, 0 mm, 2 mm]}
  - {name: cell_2, type: cell, at: [10 mm, 0 mm, 2 mm]}
)";

/// Two cells with a pad between them on a plate, the first beside a hot block.
class Padded : public RunawayLayout {
 protected:
  std::string padded(const std::string& more) {
    const std::string inert = "density: 500 kg/m^3, heat_capacity: 1000 J/kg/K, initial_temperature: 21 degC";
    std::string text = replaced(campaign(kPadded, more), "volumes: [2, 2, 18]", "volumes: [8, 1, 2]");
    text = replaced(text, "[20 W/m/K, 20 W/m/K, 0.5 W/m/K]", "[0.5 W/m/K, 20 W/m/K, 20 W/m/K]");
    text = replaced(text, "    contact_resistance",
                    "      pad: {conductivity: 0.05 W/m/K, " + inert + "}\n      plate: {conductivity: 0.2 W/m/K, " +
                        inert + "}\n    outside: {coefficient: 10 W/m^2/K, ambient: 21 degC}\n" +
                        "    limiter: {ceiling: 1 1/s}\n    contact_resistance");
    return replaced(text, "duration: 60 s", "duration: 1000 s");
  }
};

TEST_F(Padded, ASearchOverAThicknessIsWhereADirectScanChanges) {
  const CampaignRun found(padded(
      "    search: {threshold: {over: m.thickness.pad, between: [0.2 mm, 20 mm], keeps: 2, tolerance: 0.01}}\n"));
  const auto& least = found.product("m", "critical.value");
  EXPECT_EQ(least.spec.unit, "m");
  ASSERT_EQ(least.errors.size(), 1u);  // of the bracket and of the coarser mesh
  EXPECT_GT(least.errors[0], 0);
  for (const double share : {0.98, 1.02}) {
    const std::string width = std::to_string(1e3 * share * least.values[0]) + " mm";
    for (const std::string key : {"thickness: {pad: ", "spacing: {x: "}) {
      const CampaignRun run(padded("    " + key + width + "}\n    error: none\n"));
      EXPECT_EQ(run.value("m", "cells_lost"), share < 1 ? 2 : 1) << key << width;
    }
  }
}

TEST_F(Padded, DistancesThatMakeNoSenseAreRefused) {
  expect_refused(padded("    thickness: {pod: 2 mm}\n"), "did you mean `pad`?");
  expect_refused(padded("    thickness: {pad: 0 mm}\n"), "thickness.pad");
  expect_refused(padded("    thickness: {cell: 8 mm}\n"), "cell is a cell, which keeps its size");
  expect_refused(padded("    spacing: {w: 2 mm}\n"), "is along x, y or z");
  expect_refused(padded("    spacing: {z: 2 mm}\n"), "no cells lie side by side along z");
  const std::string over = "    search: {threshold: {between: [1 mm, 9 mm], keeps: 2, over: ";
  expect_refused(padded(over + "m.thickness.cell}}\n"), "keeps its size");
  expect_refused(padded(over + "m.spacing.y}}\n"), "no cells lie side by side along y");
  expect_refused(padded(over + "m.thickness}}\n"), "is no key of this stage that takes a number");
  expect_refused(replaced(kStack, "    duration", "    thickness: {cell: 2 mm}\n    duration"), "goes with `layout`");
}

TEST_F(RunawayLayout, RoundCellsOfVoxelsKeepTheirMass) {
  const std::string cans = R"(voxvolt_layout: 1
types:
  can: {shape: {cylindrical: {diameter: 20 mm, length: 10 mm, as: voxels}}}
  foam: {shape: {filling: {size: [40 mm, 20 mm, 10 mm]}}}
bodies:
  - {name: can, type: can, repeat: {count: [2, 1, 1], pitch: [20 mm, 0 mm, 0 mm]}}
  - {name: foam, type: foam}
gaps: allowed
)";
  const CampaignRun run(
      "voxvolt: 1\nstages:\n  m:\n    kind: runaway\n    layout: " + file(cans) +
      "\n    cells:\n      can: {conductivity: 200 W/m/K, density: 2000 kg/m^3, heat_capacity: 1000 J/kg/K, "
      "initial_temperature: 25 degC, kinetics: one_step, volumes: [11, 11, 1]}\n"
      "    parts:\n      foam: {conductivity: 50 W/m/K, density: 0.001 kg/m^3, heat_capacity: 1000 J/kg/K, "
      "initial_temperature: 25 degC}\n"
      "    trigger: {heater: {layer: can_1, power: 20 W, energy: 200 J}}\n    duration: 600 s\n    error: none\n");
  const double heat_capacity = 2 * 3.14159265358979 * 1e-4 * 0.01 * 2000 * 1000;
  const auto& temperature = run.product("m", "layer.temperature");
  const std::size_t times = temperature.axes[1].values.size();
  for (std::size_t body = 0; body < 2; ++body)
    EXPECT_NEAR(temperature.values[(body + 1) * times - 1], 298.15 + 200 / heat_capacity, 0.01);
  EXPECT_NEAR(run.value("m", "energy.supplied"), 200, 1e-6);
  EXPECT_LT(run.value("m", "balance.energy"), 1e-9);
}

TEST_F(RunawayLayout, WhatIsWrongWithALayoutIsNamedWithItsPlace) {
  const auto layout = [&](const std::string& from, const std::string& to) {
    return campaign(replaced(kRow, from, to));
  };
  expect_refused(layout("pitch: [7 mm", "pitch: [6.5 mm"), "cell_1 and cell_2 overlap by 0.5 mm along x");
  expect_refused(layout("pitch: [7 mm", "pitch: [6.5 mm"), "row.yaml:10:5: bodies.2: ");
  expect_refused(layout("pitch: [7 mm", "pitch: [8 mm"), "there is a gap of 1 mm along x between cell_1 and cell_2");
  expect_refused(layout("type: block}", "type: blok}"), "there is no type blok; did you mean `block`?");
  expect_refused(layout("axes: [z, y, x]", "axes: [z, y, y]"), "x, y and z are needed, each once");
  expect_refused(layout("positive: [5 mm, 5 mm, 7 mm]", "positive: [5 mm, 5 mm, 6 mm]"),
                 "the terminal positive of the type cell lies off its surface");
  expect_refused(layout("size: [2 mm, ", "size: [-2 mm, "), "is not allowed");
  expect_refused(layout("voxvolt_layout: 1", "voxvolt_layout: 2"), "voxvolt_layout");
  expect_refused(layout("prismatic", "prismatik"), "is not one of");
}

TEST_F(RunawayLayout, WhatIsWrongWithItsValuesIsNamed) {
  const auto values = [&](const std::string& from, const std::string& to) { return replaced(campaign(), from, to); };
  expect_refused(values("      block: {conductivity", "      blok: {conductivity"),
                 "m.parts.blok: the layout has no type blok; did you mean `block`?");
  expect_refused(values("      block: {conductivity", "      blok: {conductivity"),
                 "m.parts: the layout's type block has no values here, nor under `cells`");
  expect_refused(values("between: [block, cell]", "between: [block, block]"), "no block and block of the layout touch");
  expect_refused(values("[20 W/m/K, 20 W/m/K, 0.5 W/m/K]", "[20 W/m/K, 0.5 W/m/K]"), "one value is needed, or three");
  expect_refused(values("volumes: [2, 2, 18]", "volumes: [2000, 2000, 18]"), "are too many for one rank");
  expect_refused(campaign(kRow, "    outside: {coefficient: 5 W/m^2/K, insulated: [botom]}\n"),
                 "there is no face botom; did you mean `bottom`?");
  expect_refused(campaign(kRow, "    trigger: {heater: {cell: 4, power: 1 W}}\n"), "there is no cell 4");
  expect_refused(campaign(kRow, "    trigger: {heater: {layer: cel_1, power: 1 W}}\n"), "did you mean `cell_1`?");
  expect_refused(campaign(kRow, "    trigger: {ambient: 150 degC}\n"), "there is no `outside`");
  expect_refused(campaign(kRow, "    profiles: [1 s]\n"), "of a layout `fields` are written");
  expect_refused(campaign(kRow, "    fields: {every: 1 ms}\n"), "more than 1000 snapshots");
  expect_refused(replaced(kStack, "    duration", "    outside: {coefficient: 5 W/m^2/K}\n    duration"),
                 "goes with `layout`");
  expect_refused(replaced(campaign(), "layout: ", "layout: /nowhere"), "nowhere");
  expect_refused(replaced(kStack, "    stack:", "    layout: " + file(kRow) + "\n    stack:"), "stack, layout");
}

}  // namespace
}  // namespace voxvolt::stages
