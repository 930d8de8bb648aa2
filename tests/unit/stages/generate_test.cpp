// SPDX-License-Identifier: BSD-3-Clause
// `generate` of the kind `microstructure`: recipes from campaign to image.
#include <gtest/gtest.h>

#include <cmath>

#include "parallel/failure.hpp"
#include "support/campaign_run.hpp"

namespace voxvolt::stages {
namespace {

using test::CampaignRun;

constexpr const char* kBox = "size: [48, 48, 48], voxel: 0.5 um, seed: 5";
constexpr const char* kSpheres =
    "particles: {fraction: 0.45, diameter: {lognormal: {median: 4 um, sigma: 0.2, max: 7 um}}}";

std::string campaign(const std::string& recipe) {
  return "voxvolt: 1\nstages:\n  image:\n    kind: microstructure\n    generate: {" + recipe + "}\n";
}
std::string recipe(const std::string& more) { return campaign(std::string(kBox) + ", " + kSpheres + more); }

void expect_refused(const std::string& text, const std::string& words) {
  try {
    CampaignRun{text};
    FAIL() << "was accepted; expected: " << words;
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.code(), ExitCode::input);
    EXPECT_NE(std::string(failure.what()).find(words), std::string::npos) << failure.what();
  }
}

TEST(Generate, ADenseElectrodeHasItsFractionsAndItsPhases) {
  const CampaignRun run(recipe(", binder: {bridge: {fraction: 0.1}}"));
  EXPECT_EQ(run.product("image", "phases").text, "pore, active, binder");
  EXPECT_NEAR(run.value("image", "recipe.particle_fraction"), 0.45, 0.5 * 180 / 13824);  // half of a 7 um sphere
  EXPECT_NEAR(run.value("image", "volume_fraction.active"), run.value("image", "recipe.particle_fraction"), 0.003);
  EXPECT_NEAR(run.value("image", "volume_fraction.binder"), 0.1, 1.0 / 110592);
  EXPECT_EQ(run.value("image", "recipe.largest_overlap"), 0);
  EXPECT_GT(run.value("image", "recipe.particles"), 50);
}

TEST(Generate, CalenderingConservesSolidsThinsTheImageAndTellsThePressure) {
  const CampaignRun run(recipe(
      ", binder: {film: {fraction: 0.05}}, calendering: {strain: 0.21, floor: 0.1, characteristic_pressure: 100 MPa}"));
  const double kept = 1 - 0.21;
  EXPECT_NEAR(run.value("image", "thickness"), 24e-6 * kept, 1e-18);
  EXPECT_NEAR(run.value("image", "volume_fraction.binder") * kept, 0.05, 1e-5);
  EXPECT_NEAR(run.value("image", "recipe.particle_fraction") * kept, 0.45, 0.5 * 180 / 13824);
  EXPECT_NEAR(run.value("image", "calendering.initial_porosity"), 0.5, 1e-12);
  const double after = run.value("image", "calendering.porosity");
  EXPECT_NEAR(1 - after, 0.5 / kept, 1e-12);  // solids of 0.5 in what is left
  EXPECT_NEAR(run.value("image", "volume_fraction.pore"), after, 0.01);
  EXPECT_NEAR((after - 0.1) / 0.4, std::exp(-run.value("image", "calendering.pressure") / 100e6), 1e-12);
}

TEST(Generate, APorosityIsReachedByTheStrainThatSolidsGive) {
  const CampaignRun run(recipe(", calendering: {porosity: 0.45}"));
  EXPECT_NEAR(run.value("image", "calendering.strain"), 1 - 0.45 / 0.55, 1e-12);
  EXPECT_NEAR(run.value("image", "volume_fraction.pore"), 0.45, 0.01);
}

TEST(Generate, AStrainOfZeroChangesNothingAndTakesNoPressure) {
  const CampaignRun bare(recipe("")), pressed(recipe(", calendering: {strain: 0}"));
  EXPECT_EQ(pressed.value("image", "volume_fraction.active"), bare.value("image", "volume_fraction.active"));
  EXPECT_EQ(pressed.value("image", "thickness"), bare.value("image", "thickness"));
  EXPECT_EQ(pressed.value("image", "calendering.pressure"), 0);
}

TEST(Generate, SizesByVolumeHaveTheirMedianByVolume) {
  // The most even of samples: many particles of a distribution that is cut.
  const auto median = [](const std::string& sizes) {
    return CampaignRun(campaign("size: [64, 64, 64], voxel: 0.5 um, seed: 1, particles: {fraction: 0.5, weighted_by: "
                                "volume, diameter: {" +
                                sizes + "}}"))
        .value("image", "recipe.median_diameter");
  };
  // D50 is the median of what was asked for: within four standard errors of the 2000 particles that carry the volume.
  EXPECT_NEAR(median("lognormal: {median: 3 um, sigma: 0.2, min: 2 um, max: 4.5 um}"), 3e-6, 0.12e-6);
  EXPECT_NEAR(median("histogram: {edges: [2 um, 3 um, 5 um], shares: [1, 1]}"), 3e-6, 0.15e-6);
  EXPECT_NEAR(median("weibull: {scale: 4 um, shape: 20, min: 2 um}"), 4e-6 * std::pow(std::log(2.0), 0.05), 0.06e-6);
  EXPECT_NEAR(median("normal: {mean: 4 um, sd: 0.3 um, min: 2 um}"), 4e-6, 0.1e-6);
}

TEST(Generate, FlakesHaveAnOrderAndConductAsTheyLie) {
  const CampaignRun run(campaign(std::string(kBox) + ", through: x, particles: {fraction: 0.4, diameter: 4 um, aspect: "
                                                     "0.4, orientation: {preferential: {order: 0.8}}}"));
  EXPECT_NEAR(run.value("image", "recipe.orientation_order"), 0.8, 0.1);
}

TEST(Generate, ImpossibleRecipesAreRefusedBeforeTheyRunSayingWhatIsPossible) {
  const std::string box = std::string(kBox) + ", particles: ";
  expect_refused(campaign(box + "{fraction: 0.7, diameter: 4 um}"), "above 0 and at most 0.6");
  expect_refused(campaign(box + "{fraction: 0.55, diameter: 4 um, aspect: 0.25}"), "packed to at most 0.5");
  expect_refused(campaign(box + "{fraction: 0.2, diameter: 13 um}"), "at most half of the box's least side");
  expect_refused(campaign(box + "{fraction: 0.2, diameter: 9 um, aspect: 0.25}"), "at most half of the box");
  expect_refused(campaign(box + "{fraction: 0.4, diameter: {lognormal: {median: 6 um, sigma: 0.8}}}"),
                 "cut the distribution");
  expect_refused(campaign(box + "{fraction: 0.2, diameter: 0 um}"), "above 0 m");
  expect_refused(campaign(box + "{fraction: 0.2, diameter: -1 um}"), "above 0 m");
  expect_refused(campaign(box + "{fraction: 0.5, diameter: 4 um, grading: {relative: [2, 1]}}"),
                 "a local fraction of 0.666667, but at most 0.6");
  expect_refused(campaign(box + "{fraction: 0.2, diameter: {weibull: {scale: 4 um, shape: 3}}, weighted_by: volume}"),
                 "give it a `min`");
  expect_refused(campaign(box + "{fraction: 0.2, diameter: {histogram: {edges: [1 um, 2 um], shares: [1, 1]}}}"),
                 "needs one more than `shares`: 3, not 2");
  expect_refused(recipe(", binder: {film: {fraction: 0.6}}"), "the particles leave 0.55");
  expect_refused(recipe(", calendering: {strain: 0.3}"), "hard ones go to 0.62; possible is a strain below 0.274194");
  expect_refused(recipe(", calendering: {porosity: 0.6}"), "cannot raise the porosity: before it is 0.55");
  expect_refused(recipe(", calendering: {porosity: 0.4, floor: 0.45}"), "no pressure goes below the floor of 0.45");
  expect_refused(recipe(", calendering: {strain: 0.1, porosity: 0.4}"), "give one of: strain, porosity");
  expect_refused(recipe(", calendering: {}"), "strain, porosity");
}

}  // namespace
}  // namespace voxvolt::stages
