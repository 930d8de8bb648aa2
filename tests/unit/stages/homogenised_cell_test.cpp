// SPDX-License-Identifier: BSD-3-Clause
#include <gtest/gtest.h>

#include <cmath>

#include "parallel/failure.hpp"
#include "support/campaign_run.hpp"

namespace voxvolt::stages {
namespace {

using test::CampaignRun;

constexpr const char* kCell =
    "voxvolt: 1\nstages:\n  cell:\n    kind: cell\n    model: spm\n    parameters: chen2020\n    protocol: [discharge "
    "at 1C "
    "until 2.5 V]\n  solid:\n    kind: homogenised_cell\n    of: $cell\n";
constexpr const char* kLayers =
    "    layers: [{material: copper, thickness: 12 um}, {of: negative}, {of: separator}, {of: positive}, {material: "
    "aluminium, thickness: 16 um}]\n";

std::string refusal(const std::string& more) {
  try {
    CampaignRun{kCell + more};
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.code(), ExitCode::input);
    return failure.what();
  }
  return "was accepted";
}

TEST(HomogenisedCell, LayersOfTheCellAndOfMaterialsBecomeOneMaterial) {
  const CampaignRun run(std::string(kCell) + kLayers + "    format: {cylindrical: {diameter: 21 mm, height: 70 mm}}\n");
  EXPECT_NEAR(run.value("solid", "thickness"), (12 + 85.2 + 12 + 75.6 + 16) * 1e-6, 1e-15);
  const double resistance = 12e-6 / 401 + 85.2e-6 / 1.7 + 12e-6 / 0.16 + 75.6e-6 / 2.1 + 16e-6 / 237;
  EXPECT_NEAR(run.value("solid", "conductivity.through"), 200.8e-6 / resistance, 1e-9);
  EXPECT_GT(run.value("solid", "conductivity.in_plane"), 20 * run.value("solid", "conductivity.through"));
  EXPECT_NEAR(run.value("solid", "volume"), 3.14159265e-0 / 4 * 0.021 * 0.021 * 0.07, 1e-12);
  EXPECT_NEAR(run.value("solid", "total_heat_capacity"),
              run.value("solid", "mass") * run.value("solid", "heat_capacity"), 1e-9);
  EXPECT_NEAR(run.value("solid", "energy"), 3600 * run.value("cell", "energy"), 1e-6 * run.value("solid", "energy"));
  EXPECT_EQ(run.product("solid", "heat").values, run.product("cell", "heat.total").values);
  // The loss of a discharge at nearly constant current is R I^2 t: between a tenth and ten times 20 mohm.
  EXPECT_GT(run.value("solid", "resistance"), 2e-3);
  EXPECT_LT(run.value("solid", "resistance"), 0.2);
  EXPECT_NE(run.product("solid", "assumptions").text.find("negative is taken for the material graphite_electrode"),
            std::string::npos);
}

TEST(HomogenisedCell, NumbersComeBeforeTheMaterials) {
  const CampaignRun run(
      std::string(kCell) +
      "    layers: [{material: copper, thickness: 1 mm, conductivity: 2 W/m/K, conductivity_in_plane: 5 "
      "W/m/K, density: 1000 kg/m^3, heat_capacity: 900 J/kg/K}]\n    contact_resistance: 5e-4 m^2.K/W\n");
  EXPECT_NEAR(run.value("solid", "conductivity.through"), 1, 1e-12);  // half of it is the contact
  EXPECT_NEAR(run.value("solid", "conductivity.in_plane"), 5, 1e-12);
  EXPECT_NEAR(run.value("solid", "density"), 1000, 1e-9);
}

TEST(HomogenisedCell, ItsProductsAreWhatARunawayStackTakes) {
  const CampaignRun run(
      std::string(kCell) + kLayers +
      "  row:\n    kind: runaway\n    stack:\n      layers:\n        - {name: cell, repeat: 2, thickness: 7 "
      "mm, volumes: 18, conductivity: $solid.conductivity.through, density: $solid.density, heat_capacity: "
      "$solid.heat_capacity, initial_temperature: 25 degC, kinetics: one_step}\n    trigger: {short: {cell: "
      "1, resistance: 8 mohm, energy: $solid.energy}}\n    duration: 5 s\n    error: none\n");
  EXPECT_EQ(run.code, ExitCode::done);
  EXPECT_GT(run.value("row", "energy.supplied"), 0);
}

TEST(HomogenisedCell, WhatIsWrongIsNamed) {
  EXPECT_NE(refusal("    layers: [{of: negativ}]\n").find("there is no section negativ; did you mean `negative`?"),
            std::string::npos);
  EXPECT_NE(refusal("    layers: [{material: coper, thickness: 1 um}]\n").find("did you mean `copper`?"),
            std::string::npos);
  EXPECT_NE(refusal("    layers: [{material: copper}]\n").find("needs its `thickness`"), std::string::npos);
  EXPECT_NE(refusal("    layers: [{thickness: 1 um}]\n").find("needs a `material`"), std::string::npos);
  EXPECT_NE(refusal("    layers: []\n").find("a list of 0"), std::string::npos);
  EXPECT_NE(refusal(std::string(kLayers) + "    format: {prismatic: {size: [1 mm, 2 mm]}}\n").find("needed: 3"),
            std::string::npos);
  EXPECT_NE(refusal(std::string(kLayers) + "    format: {prismatic: {size: [1 mm, 2 mm, 0 mm]}}\n").find("above 0"),
            std::string::npos);
  const std::string own =
      "voxvolt: 1\nstages:\n  f: {kind: analytic, function: {linear: {}}, inputs: {x1: 1}}\n  solid: {kind: "
      "homogenised_cell, of: $f, layers: [{of: negative}]}\n";
  try {
    CampaignRun{own};
    FAIL();
  } catch (const Failure& failure) {
    EXPECT_NE(std::string(failure.what()).find("f is no cell: it is of the kind analytic"), std::string::npos)
        << failure.what();
  }
}

}  // namespace
}  // namespace voxvolt::stages
