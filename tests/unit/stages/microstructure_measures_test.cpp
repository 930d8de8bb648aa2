// SPDX-License-Identifier: BSD-3-Clause
// The key `measure` of a microstructure: which products there are, and what they are for images that can be reckoned by hand.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <fstream>

#include "support/campaign_run.hpp"

namespace voxvolt::stages {
namespace {

using test::CampaignRun;

/// Layers along x: 4 planes of pore (0), 2 of binder (2), 4 of active (1), repeated; 20 x 12 x 12 voxels of 1 um.
std::string layers(const test::TemporaryFolder& folder) {
  const std::string file = folder / "layers.raw";
  std::ofstream out(file, std::ios::binary);
  for (int row = 0; row < 144; ++row) out.write("\0\0\0\0\2\2\1\1\1\1\0\0\0\0\2\2\1\1\1\1", 20);
  return file;
}

std::string campaign_of(const std::string& file, const std::string& more) {
  return "voxvolt: 1\nstages:\n  image:\n    kind: microstructure\n    read: {file: " + file +
         ", voxel: 1 um, through: x, shape: [20, 12, 12], phases: {pore: 0, active: 1, binder: 2}}\n" + more;
}

std::string failure_of(const std::string& campaign) {
  try {
    const CampaignRun run(campaign);
  } catch (const Failure& failure) { return failure.what(); }
  return "was accepted";
}

TEST(MicrostructureMeasures, SurfacesOfLayersAreTheirFacesAndTheActiveOneTakesBinderByItsPores) {
  const test::TemporaryFolder folder(test::world(), "layers");
  const CampaignRun run(campaign_of(layers(folder), "    binder_porosity: 0.5\n"));
  constexpr double kPerLength = 1 / 20e-6;  // one plane across the image
  EXPECT_NEAR(run.value("image", "specific_surface.active.binder") / (2 * kPerLength), 1, 1e-8);
  EXPECT_NEAR(run.value("image", "specific_surface.binder.pore") / (2 * kPerLength), 1, 1e-8);
  EXPECT_NEAR(run.value("image", "specific_surface.active.pore") / (1 * kPerLength), 1, 1e-8);
  EXPECT_NEAR(run.value("image", "active_surface") / ((1 + 0.5 * 2) * kPerLength), 1, 1e-8);
  EXPECT_NEAR(run.value("image", "particle_radius") / (3 * 0.4 / (2 * kPerLength)), 1, 1e-8);
}

TEST(MicrostructureMeasures, ChordsAndProfileOfLayersAreTheLayers) {
  const test::TemporaryFolder folder(test::world(), "layers");
  const CampaignRun run(campaign_of(layers(folder), ""));
  EXPECT_NEAR(run.value("image", "chord_length.binder.x"), 2e-6, 1e-18);
  EXPECT_NEAR(run.value("image", "chord_length.binder.through"), 2e-6, 1e-18);
  EXPECT_TRUE(std::isnan(run.value("image", "chord_length.binder.y")));
  const campaign::Product& chords = run.product("image", "chord_distribution.binder.x");
  double integral = 0;
  for (const double density : chords.values) integral += density * 1e-6;
  EXPECT_NEAR(integral, 1, 1e-12);
  EXPECT_EQ(chords.axes[0].unit, "m");
  EXPECT_NEAR(chords.axes[0].values.at(1), 2e-6, 1e-18);
  EXPECT_NEAR(chords.values.at(1) * 1e-6, 1, 1e-12);
  const campaign::Product& profile = run.product("image", "profile.binder");
  ASSERT_EQ(profile.values.size(), 20u);
  for (std::size_t x = 0; x < 20; ++x) EXPECT_EQ(profile.values[x], x % 10 == 4 || x % 10 == 5 ? 1 : 0) << x;
  EXPECT_NEAR(profile.axes[0].values.front(), 0.5e-6, 1e-18);
}

TEST(MicrostructureMeasures, PoresCorrelationAndTripleLineOfLayersAreTheirs) {
  const test::TemporaryFolder folder(test::world(), "layers");
  const CampaignRun run(campaign_of(layers(folder), "    measure: [pores, correlation, triple_line]\n"));
  EXPECT_NEAR(run.value("image", "pore_diameter.median"), 4e-6, 3e-6);  // the layer at the side has one wall only
  EXPECT_EQ(run.product("image", "correlation.pore.x").values.at(0), 0.4);
  EXPECT_EQ(run.product("image", "correlation.pore.x").values.at(5), 0.0);
  EXPECT_EQ(run.product("image", "correlation.pore.x").values.at(10), 0.4);
  EXPECT_EQ(run.value("image", "triple_phase_length"), 0);
}

TEST(MicrostructureMeasures, OnlyWhatIsAskedForIsAProduct) {
  const test::TemporaryFolder folder(test::world(), "layers");
  const CampaignRun none(campaign_of(layers(folder), "    measure: none\n"));
  EXPECT_THROW(none.product("image", "active_surface"), std::logic_error);
  EXPECT_EQ(none.value("image", "volume_fraction.pore"), 0.4);
  const CampaignRun one(campaign_of(layers(folder), "    measure: profile\n"));
  EXPECT_EQ(one.product("image", "profile.pore").values.size(), 20u);
  EXPECT_THROW(one.product("image", "chord_length.pore.x"), std::logic_error);
}

TEST(MicrostructureMeasures, WhatThePhasesCannotGiveIsRefusedWithAReason) {
  const test::TemporaryFolder folder(test::world(), "layers");
  const std::string file = layers(folder);
  const std::string two = "voxvolt: 1\nstages:\n  image:\n    kind: microstructure\n    read: {file: " + file +
                          ", voxel: 1 um, shape: [20, 12, 12], phases: {matrix: [0, 2], grain: 1}}\n";
  EXPECT_NE(failure_of(two + "    measure: [particles]\n")
                .find("image.measure: `particles` are those of a phase named active"),
            std::string::npos);
  EXPECT_NE(failure_of(two + "    measure: [pores]\n").find("named pore"), std::string::npos);
  EXPECT_NE(failure_of(two + "    measure: [triple_line]\n").find("there are 2"), std::string::npos);
  EXPECT_NE(failure_of(two + "    measure: [chords, chords]\n").find("named twice"), std::string::npos);
  EXPECT_NE(failure_of(two + "    measure: [chord]\n").find("chords"), std::string::npos);
}

TEST(MicrostructureMeasures, AnImageOfOtherPhasesHasSurfacesButNoActiveOne) {
  const test::TemporaryFolder folder(test::world(), "layers");
  const CampaignRun run("voxvolt: 1\nstages:\n  image:\n    kind: microstructure\n    read: {file: " + layers(folder) +
                        ", voxel: 1 um, shape: [20, 12, 12], phases: {matrix: [0, 2], grain: 1}}\n");
  EXPECT_NEAR(run.value("image", "specific_surface.grain.matrix") * 20e-6, 3, 1e-7);
  EXPECT_THROW(run.product("image", "active_surface"), std::logic_error);
}

TEST(MicrostructureMeasures, APackingOfEqualSpheresHasTheirDiameterAndTheirSurface) {
  const CampaignRun run(
      "voxvolt: 1\nstages:\n  image:\n    kind: microstructure\n    generate: {size: [96, 96, 96], voxel: 0.5 um, "
      "seed: 4, "
      "particles: {fraction: 0.3, diameter: 9 um}}\n    measure: [surface, particles]\n");
  EXPECT_NEAR(run.value("image", "particle_diameter.median") / 9e-6, 1, 0.02);
  EXPECT_NEAR(run.value("image", "particle_diameter.d10") / 9e-6, 1, 0.05);
  EXPECT_NEAR(run.value("image", "particle_diameter.volume_median") / 9e-6, 1, 0.02);
  EXPECT_NEAR(run.value("image", "particle_radius") / 4.5e-6, 1, 0.02);  // spheres that touch but do not overlap
}

TEST(MicrostructureMeasures, OfOneVoxelOrOnePhaseAreThereAndSayNone) {
  const test::TemporaryFolder folder(test::world(), "layers");
  const CampaignRun run(
      "voxvolt: 1\nstages:\n  image:\n    kind: microstructure\n    read: {file: " + layers(folder) +
      ", voxel: 1 um, shape: [20, 12, 12], phases: {pore: 0, active: 1, binder: 2}, crop: {x: [0, 1], y: [0, "
      "1], z: [0, 1]}}\n    measure: [surface, particles, pores, chords, correlation, triple_line, "
      "profile]\n");
  EXPECT_EQ(run.value("image", "active_surface"), 0);
  EXPECT_TRUE(std::isnan(run.value("image", "particle_radius")));
  EXPECT_TRUE(std::isnan(run.value("image", "particle_diameter.median")));
  EXPECT_TRUE(std::isnan(run.value("image", "pore_diameter.median")));
  EXPECT_EQ(run.product("image", "correlation.pore.x").values, std::vector<double>{1});
}

}  // namespace
}  // namespace voxvolt::stages
