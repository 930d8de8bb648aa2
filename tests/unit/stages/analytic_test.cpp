// SPDX-License-Identifier: BSD-3-Clause
#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "support/campaign_run.hpp"

namespace voxvolt::stages {
namespace {

using test::CampaignRun;

std::string one(const std::string& stage) { return "voxvolt: 1\nstages:\n  f: {kind: analytic, " + stage + "}\n"; }

TEST(Analytic, IshigamiHasItsValuesWhereSinesAreOneOrNought) {
  // x1 = pi/2, x2 = pi/2, x3 = 0: 1 + 7; x1 = pi/2, x2 = 0, x3 = 1: 1 + 0.1.
  EXPECT_NEAR(CampaignRun(one("function: ishigami, inputs: {x1: 1.5707963267948966, x2: 1.5707963267948966, x3: 0}"))
                  .value("f", "value"),
              8, 1e-12);
  EXPECT_NEAR(
      CampaignRun(one("function: ishigami, inputs: {x1: 1.5707963267948966, x2: 0, x3: 1}")).value("f", "value"), 1.1,
      1e-12);
}

TEST(Analytic, SobolGIsOneAtTheQuartersAndProductAtTheEnds) {
  // |4 x - 2| = 1 at x = 1/4: every factor is 1; = 2 at x = 0: factors (2 + a)/(1 + a).
  EXPECT_NEAR(CampaignRun(one("function: {sobol_g: {a: [0, 3]}}, inputs: {x1: 0.25, x2: 0.75}")).value("f", "value"), 1,
              1e-14);
  EXPECT_NEAR(CampaignRun(one("function: {sobol_g: {a: [0, 3]}}, inputs: {x1: 0, x2: 1}")).value("f", "value"),
              2 * 1.25, 1e-14);
}

TEST(Analytic, LinearAndMichaelisMentenHaveTheirClosedForms) {
  EXPECT_NEAR(CampaignRun(one("function: {linear: {coefficients: [2, -3], constant: 1}}, inputs: {x1: 5, x2: 4}"))
                  .value("f", "value"),
              -1, 1e-14);
  // Half of the greatest rate where s = k_m.
  EXPECT_NEAR(CampaignRun(one("function: michaelis_menten, inputs: {v_max: 6, k_m: 0.3, s: 0.3}")).value("f", "value"),
              3, 1e-14);
}

TEST(Analytic, ExponentialsAreACurveThatHalvesInItsHalfLife) {
  const CampaignRun run(
      one("function: {exponentials: {terms: 2, from: 0 s, to: 2 s, samples: 3}}, "
          "inputs: {k1: 0.6931471805599453, k2: 0, A2: 5}"));
  const campaign::Product& curve = run.product("f", "value");
  ASSERT_EQ(curve.axes.size(), 1u);
  EXPECT_EQ(curve.axes[0].unit, "s");
  EXPECT_EQ(curve.axes[0].values, (std::vector<double>{0, 1, 2}));
  EXPECT_NEAR(curve.values[0], 6, 1e-14);
  EXPECT_NEAR(curve.values[1], 5.5, 1e-14);
  EXPECT_NEAR(curve.values[2], 5.25, 1e-14);
}

TEST(Analytic, AFailingStageKeepsWhatDoesNotNeedIt) {
  const CampaignRun run(
      "voxvolt: 1\nstages:\n  bad: {kind: analytic, function: failing, inputs: {x: 1}}\n"
      "  after: {kind: analytic, function: slow, inputs: {x: $bad.value}}\n"
      "  good: {kind: analytic, function: {slow: {wait: 0 s}}, inputs: {x: 3}}\n");
  EXPECT_EQ(run.code, ExitCode::solver);
  EXPECT_EQ(run.value("good", "value"), 3);
  EXPECT_THROW(run.product("bad", "value"), std::logic_error);
  EXPECT_THROW(run.product("after", "value"), std::logic_error);
}

}  // namespace
}  // namespace voxvolt::stages
