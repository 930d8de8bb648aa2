// SPDX-License-Identifier: BSD-3-Clause
#include <gtest/gtest.h>

#include <cmath>
#include <fstream>

#include "config/errors.hpp"
#include "support/campaign_run.hpp"

namespace voxvolt::stages {
namespace {

using test::CampaignRun;

// Layers across x: two pore, one active, one binder, four times; 16 x 8 x 8 voxels.
std::string layers(const test::TemporaryFolder& folder, const std::string& transport) {
  const std::string file = folder / "layers.raw";
  std::ofstream out(file, std::ios::binary);
  for (int i = 0; i < 4 * 8 * 8; ++i) out.write("\x00\x00\x05\x09", 4);
  return "voxvolt: 1\nstages:\n  image:\n    kind: microstructure\n    read: {file: " + file +
         ", voxel: 1 um, through: x, shape: [16, 8, 8], phases: {pore: 0, active: 5, binder: 9}}\n"
         "    binder_porosity: 0.4\n  transport:\n    kind: effective_transport\n    of: $image\n" +
         transport;
}

std::string refusal(const std::string& text) {
  try {
    CampaignRun run(text);
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.code(), ExitCode::input);
    return failure.what();
  }
  ADD_FAILURE() << "was accepted";
  return "";
}

TEST(EffectiveTransport, ALaminateInUnitsAsGivenAlongEveryAxis) {
  const test::TemporaryFolder folder(test::world(), "layers");
  const CampaignRun run(layers(folder,
                               "    tolerance: 1e-9\n    properties:\n"
                               "      thermal: {pore: 1 W/m/K, active: 400 mW/m/K, binder: 2 W/m/K}\n"));
  const double along = 0.5 + 0.25 * 0.4 + 0.25 * 2, across = 1 / (0.5 + 0.25 / 0.4 + 0.25 / 2);
  EXPECT_EQ(run.product("transport", "thermal.conductivity.y").spec.unit, "W/m/K");
  EXPECT_NEAR(run.value("transport", "thermal.conductivity.y"), along, 1e-8);
  EXPECT_NEAR(run.value("transport", "thermal.conductivity.x"), across, 1e-8);
  EXPECT_EQ(run.value("transport", "thermal.conductivity.through"), run.value("transport", "thermal.conductivity.x"));
  EXPECT_NEAR(run.value("transport", "thermal.tortuosity.x"), along / across, 1e-8);
  EXPECT_NEAR(run.value("transport", "thermal.transport_efficiency.z"), along / 2, 1e-8);
  // Hashin-Shtrikman by hand: 1/sum(f/(k + 2 k0)) - 2 k0 with k0 = 0.4 and 2.
  EXPECT_NEAR(run.value("transport", "thermal.hashin_shtrikman.lower"),
              (1 / (0.5 / 1.8 + 0.25 / 1.2 + 0.25 / 2.8) - 0.8), 1e-9);
  EXPECT_NEAR(run.value("transport", "thermal.hashin_shtrikman.upper"), (1 / (0.5 / 5 + 0.25 / 4.4 + 0.25 / 6) - 4),
              1e-9);
}

TEST(EffectiveTransport, WhatDoesNotPercolateConductsNothingAndSaysSo) {
  const test::TemporaryFolder folder(test::world(), "layers");
  const CampaignRun run(layers(folder, "    error: none\n    properties: {electrolyte: {pore: 1.0}}\n"));
  EXPECT_EQ(run.value("transport", "electrolyte.conductivity.through"), 0);
  EXPECT_TRUE(std::isnan(run.value("transport", "electrolyte.tortuosity.x")));
  EXPECT_EQ(run.value("transport", "electrolyte.isolated_fraction.x"), 1);
  EXPECT_NEAR(run.value("transport", "electrolyte.conductivity.y"), 0.5, 1e-12);
  EXPECT_NEAR(run.value("transport", "electrolyte.tortuosity.y"), 1, 1e-12);
  // eps = porosity = 0.5 + 0.4 * 0.25
  EXPECT_NEAR(run.value("transport", "electrolyte.bruggeman_exponent.y"), std::log(0.5) / std::log(0.6), 1e-9);
  EXPECT_TRUE(run.product("transport", "electrolyte.conductivity.y").errors.empty());
}

TEST(EffectiveTransport, AnisotropicPhasesTheTensorAndTheFluxAsAField) {
  const test::TemporaryFolder folder(test::world(), "layers");
  const CampaignRun run(layers(folder,
                               "    boundary: cell\n    tolerance: 1e-9\n    error: [{subvolumes: 8}]\n"
                               "    flux_density: [ions]\n    properties: {ions: {pore: [1, 0.5, 0.25], active: 0.1, "
                               "binder: [0.2, 0.2, 0.4]}}\n"));
  const auto& tensor = run.product("transport", "ions.tensor");
  EXPECT_NEAR(tensor.values[0], 1 / (0.5 + 2.5 + 1.25), 1e-8);
  EXPECT_NEAR(tensor.values[4], 0.25 + 0.025 + 0.05, 1e-8);
  EXPECT_NEAR(tensor.values[8], 0.125 + 0.025 + 0.1, 1e-8);
  for (const int off : {1, 2, 3, 5, 6, 7}) EXPECT_NEAR(tensor.values[static_cast<std::size_t>(off)], 0, 1e-9);
  // Along y the best phase conducts 0.5; bounds are of isotropic phases only.
  EXPECT_NEAR(run.value("transport", "ions.transport_efficiency.y"), 0.325 / 0.5, 1e-8);
  EXPECT_TRUE(std::isnan(run.value("transport", "ions.hashin_shtrikman.upper")));
  const auto& rev = run.product("transport", "ions.rev.y");
  EXPECT_NEAR(rev.axes[0].values[1], std::cbrt(16.0 * 8 * 8), 1e-9);
  EXPECT_NEAR(rev.values[0], 0.325, 1e-8);
  EXPECT_TRUE(run.product("transport", "ions.flux_density.z").field.stored);
}

TEST(EffectiveTransport, IsRefusedWhereItContradictsItsImageOrItself) {
  const test::TemporaryFolder folder(test::world(), "layers");
  const auto says = [&](const std::string& transport, const std::string& words) {
    const std::string text = refusal(layers(folder, transport));
    EXPECT_NE(text.find(words), std::string::npos) << text;
  };
  says("    properties: {e: {poer: 1}}\n", "image has no phase poer; did you mean pore?");
  says("    properties: {e: {pore: 0}}\n", "conducts nowhere");
  says("    properties: {e: {pore: -1}}\n", "at least 0");
  says("    properties: {e: {pore: [1, 2]}}\n", "give one, or three");
  says("    properties: {e: {pore: 1 S/m, active: 1 W/m/K}}\n", "another phase of this property");
  says("    properties: {e: {pore: 1 kg}}\n", "a unit like S/m");
  says("    properties: {e: {pore: $image.thickness}}\n", "holds references only");
  says("    properties: {e: {pore: $image.thickness, active: 1 S/m}}\n", "the conductivity of pore is in m");
  says("    properties: {e: {pore: 1}}\n    axes: [x, x]\n", "x is named twice");
  says("    properties: {e: {pore: 1}}\n    error: [{subvolumes: 9}]\n", "no cube");
  says("    properties: {e: {pore: 1}}\n    error: [{subvolumes: 64}]\n", "cannot be divided into 4 parts");
  says("    properties: {e: {pore: 1}}\n    flux_density: [f]\n", "there is no property f");
  says("    properties: {e: {pore: 1}}\n    boundary: cell\n    solver: hypre\n", "cell needs multigrid");
  says(
      "    properties: {e: {pore: 1}}\n  again: {kind: effective_transport, of: $transport, properties: {e: {pore: "
      "1}}}\n",
      "is no image");
}

constexpr const char* kPacking =
    "voxvolt: 1\nstages:\n  image:\n    kind: microstructure\n    generate: {size: [24, 24, 24], voxel: 1 um, seed: 3, "
    "particles: {fraction: 0.3, diameter: 8 um}}\n  transport:\n    kind: effective_transport\n    of: $image\n";

TEST(EffectiveTransport, TheErrorIsTheRootSumOfSquaresOfItsSources) {
  const CampaignRun run(
      std::string(kPacking) +
      "    axes: [through]\n    error: [richardson, {subvolumes: 8}]\n    properties: {e: {pore: 2 S/m}}\n");
  const double voxels = run.value("transport", "e.error.discretisation.through");
  const double sample = run.value("transport", "e.error.sampling.through");
  EXPECT_GT(voxels, 0);
  EXPECT_GT(sample, 0);
  const auto& k = run.product("transport", "e.conductivity.through");
  EXPECT_NEAR(k.errors.at(0), std::hypot(voxels, sample, run.value("transport", "e.error.algebraic.through")), 1e-12);
  EXPECT_NEAR(run.product("transport", "e.transport_efficiency.through").errors.at(0), k.errors.at(0) / 2, 1e-12);
  EXPECT_TRUE(k.spec.main);
}

TEST(EffectiveTransport, TakesConductivitiesOfOtherStagesAndIsVariedByEnsembles) {
  const CampaignRun run(
      std::string(kPacking) +
      "    axes: [x]\n    error: none\n    properties: {e: {pore: 1, active: $image.volume_fraction.active}}\n"
      "  spread:\n    kind: ensemble\n    vary: {image.generate.seed: {replicate: 3}}\n"
      "    collect: [transport.e.conductivity.x, image.porosity]\n    design: grid\n");
  const double porosity = run.value("image", "porosity");
  const double low = 1 / (porosity + (1 - porosity) / (1 - porosity)),
               high = porosity + (1 - porosity) * (1 - porosity);
  EXPECT_GT(run.value("transport", "e.conductivity.x"), low);
  EXPECT_LT(run.value("transport", "e.conductivity.x"), high);
  EXPECT_EQ(run.value("spread", "members_ok"), 3);
  EXPECT_GT(run.value("spread", "sd.transport.e.conductivity.x"), 0);
}

TEST(EffectiveTransport, HypreAndMultigridAgree) {
  const test::TemporaryFolder folder(test::world(), "layers");
  const std::string more =
      "    tolerance: 1e-8\n    error: none\n    properties: {k: {pore: 1, active: 0.1, binder: 3}}\n";
  const CampaignRun own(layers(folder, more)), hypre(layers(folder, more + "    solver: hypre\n"));
  EXPECT_NEAR(own.value("transport", "k.conductivity.x"), hypre.value("transport", "k.conductivity.x"), 1e-8);
}

}  // namespace
}  // namespace voxvolt::stages
