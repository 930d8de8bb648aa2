// SPDX-License-Identifier: BSD-3-Clause
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>

#include "support/campaign_run.hpp"

namespace voxvolt::stages {
namespace {

using test::CampaignRun;

std::string raw_campaign(const std::string& file, const std::string& more) {
  return "voxvolt: 1\nstages:\n  image:\n    kind: microstructure\n    read: {file: " + file + ", " + more + "}\n";
}

// Planes of x: two pore, one active, one binder, repeated; 4 x 3 x 2 voxels.
std::string laminate(const test::TemporaryFolder& folder) {
  const std::string file = folder / "laminate.raw";
  std::ofstream out(file, std::ios::binary);
  for (int i = 0; i < 6; ++i) out.write("\x00\x00\x05\x09", 4);
  return file;
}

TEST(Microstructure, FractionsPorosityAndPercolationOfALaminateAreExact) {
  const test::TemporaryFolder folder(test::world(), "laminate");
  const CampaignRun run(raw_campaign(laminate(folder),
                                     "voxel: [1 um, 2 um, 3 um], through: y, shape: [4, 3, 2], "
                                     "phases: {pore: 0, active: {from: 4, to: 6}, binder: [9, 10]}") +
                        "    binder_porosity: 0.4\n");
  EXPECT_EQ(run.value("image", "volume_fraction.pore"), 0.5);
  EXPECT_EQ(run.value("image", "volume_fraction.active"), 0.25);
  EXPECT_EQ(run.value("image", "porosity"), 0.5 + 0.4 * 0.25);
  EXPECT_EQ(run.value("image", "percolating_fraction.active.x"), 0);
  EXPECT_EQ(run.value("image", "percolating_fraction.active.y"), 1);
  EXPECT_EQ(run.value("image", "percolating_fraction.active.through"), 1);
  EXPECT_EQ(run.value("image", "clusters.pore"), 1);
  EXPECT_DOUBLE_EQ(run.value("image", "thickness"), 6e-6);
  EXPECT_EQ(run.product("image", "phases").text, "active, binder, pore");
}

TEST(Microstructure, ACropKeepsItsPartAlone) {
  const test::TemporaryFolder folder(test::world(), "laminate");
  const CampaignRun run(raw_campaign(laminate(folder),
                                     "voxel: 1 um, shape: [4, 3, 2], crop: {x: [2, 4], z: [1, 2]}, "
                                     "phases: {active: 5, binder: 9}"));
  EXPECT_EQ(run.value("image", "volume_fraction.active"), 0.5);
  EXPECT_EQ(run.product("image", "phase").field.stored->grid.cells, (std::array<std::int64_t, 3>{2, 3, 1}));
}

TEST(Microstructure, ADrawnPartHasItsSizeAndEverySeedAPlaceWithinTheCrop) {
  const test::TemporaryFolder folder(test::world(), "laminate");
  const std::string file = laminate(folder);
  const auto fraction = [&](int seed) {
    const CampaignRun run(
        raw_campaign(file, "voxel: 1 um, shape: [4, 3, 2], crop: {x: [1, 4]}, part: {size: [1, 2, 2], seed: " +
                               std::to_string(seed) + "}, phases: {pore: 0, active: 5, binder: 9}"));
    EXPECT_EQ(run.product("image", "phase").field.stored->grid.cells, (std::array<std::int64_t, 3>{1, 2, 2}));
    return run.value("image", "volume_fraction.active");
  };
  std::set<double> seen;
  for (int seed = 0; seed < 12; ++seed) seen.insert(fraction(seed));
  EXPECT_EQ(seen.size(), 2u);  // x = 2 is active, x = 1 and 3 are not
  EXPECT_EQ(fraction(3), fraction(3));
  try {
    CampaignRun(raw_campaign(
        file, "voxel: 1 um, shape: [4, 3, 2], part: {size: [4, 4, 1]}, phases: {pore: 0, active: 5, binder: 9}"));
    FAIL() << "was accepted";
  } catch (const Failure& failure) {
    EXPECT_NE(std::string(failure.what()).find("a part of 4 voxels along y of an image that has 3"), std::string::npos)
        << failure.what();
  }
}

TEST(Microstructure, ACropMayLeaveOutValuesThatNoPhaseTakesButNotKeepThem) {
  const test::TemporaryFolder folder(test::world(), "laminate");
  try {
    CampaignRun(raw_campaign(laminate(folder), "voxel: 1 um, shape: [4, 3, 2], phases: {active: 5, binder: 9}"));
    FAIL() << "was accepted";
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.code(), ExitCode::input);
    EXPECT_NE(std::string(failure.what()).find("12"), std::string::npos) << failure.what();  // voxels of value 0
  }
}

TEST(Microstructure, TheSuppliedNmcImageHasTheFractionsOfItsSource) {
  const char* data = std::getenv("VOXVOLT_DATA");
  const std::string file = std::string(data ? data : "") + "/microstructure/nmc_ct_128.h5";
  if (!std::filesystem::exists(file)) GTEST_SKIP() << "the supplied data is not there: " << file;
  const CampaignRun run(raw_campaign(file, "voxel: 0.4 um, phases: {pore: 0, active: 1}"));
  EXPECT_NEAR(run.value("image", "volume_fraction.pore"), 0.579675, 5e-7);
  EXPECT_NEAR(run.value("image", "volume_fraction.active"), 0.420325, 5e-7);
}

TEST(Microstructure, AGeneratedImageHasItsFractionToWithinVoxels) {
  const CampaignRun run(
      "voxvolt: 1\nstages:\n  image:\n    kind: microstructure\n    generate: {size: [48, 48, 48], voxel: 0.5 um, "
      "seed: 5, particles: {fraction: 0.3, diameter: {lognormal: {median: 5 um, sigma: 0.2, max: 10 um}}}}\n");
  EXPECT_NEAR(run.value("image", "volume_fraction.active"), 0.3,
              0.012);  // half of a 10 um particle is 0.019 of the box; most are smaller
  EXPECT_GT(run.value("image", "percolating_fraction.pore.z"), 0.95);
}

}  // namespace
}  // namespace voxvolt::stages
