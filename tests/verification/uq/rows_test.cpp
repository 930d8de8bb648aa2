// SPDX-License-Identifier: BSD-3-Clause
// A rare event over rows of an earlier table: both sampling errors.
#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <numeric>

#include "support/campaign_run.hpp"
#include "support/campaign_texts.hpp"

namespace voxvolt::stages {
namespace {

using test::CampaignRun;

using test::kRecipes;

// Five rows a = 1..5 and a standard normal x: 8 - a - x falls below 0 with the mean probability of their tails.
TEST(EnsembleRows, ARareEventHasBothSamplingErrors) {
  const CampaignRun run(kRecipes + R"(
  g: {kind: analytic, function: {linear: {coefficients: [-1, -1], constant: 8}}, inputs: {x1: 0, x2: 0}}
  many:
    kind: ensemble
    vary:
      rows: {of: $recipes.table, map: {g.inputs.x1: a.value}}
      g.inputs.x2: {normal: {mean: 0, sd: 1}}
    collect: [g.value]
    design: {monte_carlo: {samples: 200}}
    analyse: [{rare_event: {of: g.value, below: 0, samples: 20000}}]
)");
  std::vector<double> tails;
  for (int a = 1; a <= 5; ++a) tails.push_back(0.5 * std::erfc((8 - a) / std::numbers::sqrt2));
  const double truth = std::accumulate(tails.begin(), tails.end(), 0.0) / 5;
  const auto& interval = run.product("many", "probability.interval").values;
  EXPECT_LT(interval[0], truth);
  EXPECT_GT(interval[1], truth);
  EXPECT_NEAR(run.value("many", "probability") / truth, 1, 0.2);
  double squares = 0;
  for (double tail : tails) squares += (tail - truth) * (tail - truth);
  const double deviation = std::sqrt(squares / 4 / 5);
  EXPECT_NEAR(run.value("many", "rare_event.error.rows") / (1.96 * deviation), 1, 0.2);
}

}  // namespace
}  // namespace voxvolt::stages
