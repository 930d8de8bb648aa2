// SPDX-License-Identifier: BSD-3-Clause
// What the voltage of a single-particle model at constant current tells of its parameters.
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <memory>

#include "support/campaign_run.hpp"

namespace voxvolt {
namespace {

// Of each electrode the diffusivity D, the radius R and the exchange-current density j0. They enter the model as R^2/D (time
// of diffusion) and, with the surface 3 active_fraction/R per volume, as j0/R: six parameters are four combinations.
constexpr const char* kCampaign = R"(voxvolt: 1
stages:
  cell:
    kind: cell
    model: spm
    parameters: chen2020
    protocol: [discharge at 1C for 45 minutes]
    sample: 10 s
    tolerance: 1e-7
  many:
    kind: ensemble
    vary:
      cell.set:
        negative.diffusivity: {lognormal: {median: 3.3e-14 m^2/s, sigma: 0.3}}
        positive.diffusivity: {lognormal: {median: 4e-15 m^2/s, sigma: 0.3}}
        negative.particle_radius: {lognormal: {median: 5.86 um, sigma: 0.1}}
        positive.particle_radius: {lognormal: {median: 5.22 um, sigma: 0.1}}
        negative.exchange_current_density: {lognormal: {median: 0.679 A/m^2, sigma: 0.3}}
        positive.exchange_current_density: {lognormal: {median: 6.82 A/m^2, sigma: 0.3}}
    collect: [cell.voltage]
    design: finite_differences
    analyse: [{fisher: {noise: {cell.voltage: 1 mV}}}]
)";

class SingleParticle : public testing::Test {
 protected:
  static void SetUpTestSuite() { once = std::make_unique<test::CampaignRun>(kCampaign); }
  static void TearDownTestSuite() { once.reset(); }
  static const test::CampaignRun& run() { return *once; }
  static double eigenvalue(std::size_t i) { return run().product("many", "fisher.eigenvalues").values.at(i); }

 private:
  static inline std::unique_ptr<test::CampaignRun> once;
};

TEST_F(SingleParticle, AtConstantCurrentThreeCombinationsAreStiff) {
  ASSERT_EQ(run().code, ExitCode::done);
  EXPECT_EQ(run().value("many", "fisher.stiff_rank"), 3);
  // Both kinetics are told apart only by how their overpotentials change with stoichiometry: far worse than their sum.
  EXPECT_LT(eigenvalue(3), 0.01 * eigenvalue(2));
}

TEST_F(SingleParticle, WhatEntersAsACombinationOnlyIsNotDeterminedApart) {
  // Finite differences of 1 % leave about 1e-8 of the largest singular value, 1e-12 to 1e-16 of the largest eigenvalue.
  EXPECT_LT(eigenvalue(4), 1e-10 * eigenvalue(0));
  EXPECT_LT(eigenvalue(5), 1e-10 * eigenvalue(0));
  // Along ln D = 2, ln j0 = 1, ln R = 1 of one electrode nothing changes: no determined direction has a part of it.
  const campaign::Product& inputs = run().product("many", "fisher.directions");
  const std::size_t count = 6;
  ASSERT_EQ(inputs.values.size(), count * count);
  // Inputs stand in the order of their names: diffusivity, exchange-current density, radius; negative, then positive.
  const std::array<double, 3> unchanged{2 / std::sqrt(6.0), 1 / std::sqrt(6.0), 1 / std::sqrt(6.0)};
  for (std::size_t direction = 0; direction < 4; ++direction)
    for (std::size_t electrode = 0; electrode < 2; ++electrode) {
      double part = 0;
      for (std::size_t i = 0; i < 3; ++i) part += inputs.values[direction * count + 3 * electrode + i] * unchanged[i];
      EXPECT_LT(std::abs(part), 2e-3) << "direction " << direction << ", electrode " << electrode;
    }
}

}  // namespace
}  // namespace voxvolt
