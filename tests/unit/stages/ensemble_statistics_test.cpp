// SPDX-License-Identifier: BSD-3-Clause
// Designs and analyses as campaigns ask for them, and what they are refused.
#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "config/errors.hpp"
#include "support/campaign_run.hpp"
#include "support/campaign_texts.hpp"

namespace voxvolt::stages {
namespace {

using test::CampaignRun;

std::string campaign_of(const std::string& vary, const std::string& rest) {
  return "voxvolt: 1\nstages:\n  f: {kind: analytic, function: {linear: {coefficients: [1, 10]}}, inputs: {x1: 0, x2: "
         "0}}\n"
         "  many:\n    kind: ensemble\n    vary: {f: {inputs: " +
         vary + "}}\n    collect: [f.value]\n    " + rest + "\n";
}
const std::string kTwo = "{x1: {uniform: {min: 0, max: 1}}, x2: {uniform: {min: 0, max: 1}}}";

/// What a campaign is refused with; empty when it runs.
std::string refusal(const std::string& campaign) {
  try {
    const CampaignRun run(campaign);
  } catch (const Failure& error) { return error.what(); }
  return {};
}

void expect_refused(const std::string& campaign, const std::string& words) {
  const std::string said = refusal(campaign);
  EXPECT_NE(said.find(words), std::string::npos) << said;
}

TEST(EnsembleAnalyses, AreRefusedWhereTheDesignCannotGiveThem) {
  expect_refused(campaign_of(kTwo, "design: grid\n    analyse: [sobol_indices]"), "give no Sobol' indices");
  expect_refused(campaign_of(kTwo, "design: {morris: {trajectories: 4}}\n    analyse: [pce]"),
                 "members that are drawn");
  expect_refused(campaign_of(kTwo, "design: {lhs: {samples: 9}}\n    analyse: [morris]"), "need the design morris");
  expect_refused(campaign_of(kTwo, "design: grid\n    analyse: [fisher]"), "needs the design finite_differences");
  expect_refused(campaign_of(kTwo, "design: grid\n    analyse: [{rare_event: {of: f.valeu, below: 0}}]"),
                 "is not collected");
  expect_refused(campaign_of("{x1: {values: [1, 2]}, x2: {uniform: {min: 0, max: 1}}}",
                             "design: {lhs: {samples: 9}}\n    analyse: [pce]"),
                 "takes a few values");
  expect_refused(campaign_of(kTwo, "design: {lhs: {samples: 9}}\n    analyse: [pce, pce]"), "is asked for twice");
}

TEST(EnsembleAnalyses, OfASampleTooSmallForPolynomialsSaySoWithNaN) {
  const CampaignRun run(campaign_of(kTwo, "design: {lhs: {samples: 3}}\n    analyse: [pce]"));
  EXPECT_TRUE(std::isnan(run.value("many", "pce.q2.f.value")));
}

TEST(EnsembleCorrelations, AreRefusedWhereMembersAreComparedOneInputAtATime) {
  const std::string correlate = "\n    correlate: {gaussian: [{between: [f.inputs.x1, f.inputs.x2], value: 0.5}]}";
  expect_refused(campaign_of(kTwo, "design: {saltelli: {samples: 8}}" + correlate), "which correlated inputs do not");
  expect_refused(campaign_of(kTwo, "design: {morris: {trajectories: 8}}" + correlate),
                 "which correlated inputs do not");
  expect_refused(campaign_of(kTwo, "design: grid" + correlate), "cannot be correlated");
  expect_refused(campaign_of(kTwo, "design: {lhs: {samples: 30}}\n    analyse: [pce]" + correlate),
                 "independent inputs");
}

TEST(EnsembleCorrelations, GiveTheVarianceOfASumOfDependentInputs) {
  // x1 + 10 x2 of normal inputs with sd 1 and 0.1, correlation 0.6: variance 1 + 1 + 1.2.
  const std::string normal = "{x1: {normal: {mean: 0, sd: 1}}, x2: {normal: {mean: 0, sd: 0.1}}}";
  for (const char* design : {"sobol_sequence", "lhs", "monte_carlo"}) {
    const CampaignRun run(campaign_of(normal, std::string("design: {") + design +
                                                  ": {samples: 4096}}\n    correlate: {gaussian: [{between: "
                                                  "[f.inputs.x1, f.inputs.x2], value: 0.6}]}"));
    EXPECT_NEAR(std::pow(run.value("many", "sd.f.value"), 2), 3.2, 0.25) << design;
  }
}

TEST(EnsembleStatistics, SayHowManyMembersTheyAreFromAndHowFarTheyMayBeOff) {
  const CampaignRun run(campaign_of(kTwo, "design: {monte_carlo: {samples: 200}}"));
  const auto& mean = run.product("many", "mean.f.value");
  EXPECT_NE(mean.spec.meaning.find("200 of 200 members"), std::string::npos) << mean.spec.meaning;
  // 1.96 standard errors of the mean of x1 + 10 x2.
  EXPECT_NEAR(mean.errors[0], 1.96 * std::sqrt(101.0 / 12 / 200), 0.08);
  EXPECT_NEAR(mean.values[0], 5.5, 2 * mean.errors[0]);
}

TEST(EnsembleStatistics, OfAGridHaveNoError) {
  EXPECT_TRUE(CampaignRun(campaign_of(kTwo, "design: grid")).product("many", "mean.f.value").errors.empty());
}

TEST(EnsembleDistributions, LoguniformWeibullAndHistogramHaveTheirMeans) {
  const std::string vary =
      "{x1: {weibull: {scale: 2, shape: 1}}, x2: {histogram: {edges: [0, 0.1, 0.4], shares: [1, 3]}}}";
  const CampaignRun run(campaign_of(vary, "design: {sobol_sequence: {samples: 4096}}"));
  // 2 Gamma(2) + 10 (0.05 x 1/4 + 0.25 x 3/4).
  EXPECT_NEAR(run.value("many", "mean.f.value"), 4, 0.02);
  const CampaignRun log(campaign_of("{x1: {loguniform: {min: 1, max: 10}}, x2: {values: [0]}}",
                                    "design: {sobol_sequence: {samples: 4096}}"));
  EXPECT_NEAR(log.value("many", "mean.f.value"), 9 / std::numbers::ln10, 0.01);
}

using test::kRecipes;

TEST(EnsembleRows, AreDrawnWholeAndOnlyWhereTheyEndedWell) {
  // b = 7 - a in every row: the sum of both is 7 in every member, which independent draws would not give.
  const CampaignRun run(kRecipes + R"(
  many:
    kind: ensemble
    vary: {rows: {of: $recipes.table, map: {f.inputs.x1: a.value, f.inputs.x2: b.value}}}
    collect: [f.value]
    design: {sobol_sequence: {samples: 64}}
)");
  EXPECT_EQ(run.value("recipes", "members_ok"), 5);
  for (double value : run.product("many", "table.f.value").values) EXPECT_EQ(value, 7);
  const auto& drawn = run.product("many", "table.f.inputs.x1").values;
  EXPECT_EQ(*std::ranges::max_element(drawn), 5);
  EXPECT_EQ(*std::ranges::min_element(drawn), 1);
}

TEST(EnsembleRows, AreOneInputOfSensitivity) {
  const CampaignRun run(kRecipes + R"(
  g: {kind: analytic, function: {linear: {coefficients: [1, 1, 1]}}, inputs: {x1: 0, x2: 0, x3: 0}}
  many:
    kind: ensemble
    vary:
      rows: {of: $recipes.table, map: {g.inputs.x1: a.value, g.inputs.x2: a.value}}
      g.inputs.x3: {uniform: {min: 0, max: 9.797958971132712}}
    collect: [g.value]
    design: {saltelli: {samples: 1024}}
    analyse: [sobol_indices]
)");
  // 2 a of a = 1..5 has the variance 8, x3 the same.
  const auto& first = run.product("many", "sobol.first.g.value").values;
  ASSERT_EQ(first.size(), 2u);
  EXPECT_NEAR(first[0], 0.5, 0.04);
  EXPECT_EQ(run.product("many", "inputs").text, "g.inputs.x3, rows");
}

TEST(EnsembleRows, AreRefusedInWordsWhereTheyDoNotFit) {
  const auto with = [](const std::string& of, const std::string& column, const std::string& design) {
    return kRecipes + "  many: {kind: ensemble, vary: {rows: {of: " + of + ", map: {f.inputs.x2: " + column +
           "}}}, collect: [f.value], design: " + design + "}\n";
  };
  expect_refused(with("$recipes.table", "c.value", "grid"), "has no column c.value");
  expect_refused(with("$a", "a.value", "grid"), "is no ensemble");
  expect_refused(with("$recipes.table", "b.value", "{morris: {trajectories: 3}}"), "no order");
}

}  // namespace
}  // namespace voxvolt::stages
