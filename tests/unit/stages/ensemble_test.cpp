// SPDX-License-Identifier: BSD-3-Clause
#include <gtest/gtest.h>

#include <cmath>
#include <fstream>

#include "support/campaign_run.hpp"

namespace voxvolt::stages {
namespace {

using test::CampaignRun;

TEST(Ensemble, MonteCarloOfIshigamiFindsItsMeanAndVariance) {
  // Mean a/2 = 3.5, variance 13.8446 (a = 7, b = 0.1), here with 4000 members: within five standard errors.
  const CampaignRun run(R"(
voxvolt: 1
stages:
  f: {kind: analytic, function: ishigami, inputs: {x1: 0, x2: 0, x3: 0}}
  many:
    kind: ensemble
    vary:
      f.inputs.x1: {uniform: {min: -3.141592653589793, max: 3.141592653589793}}
      f.inputs.x2: {uniform: {min: -3.141592653589793, max: 3.141592653589793}}
      f.inputs.x3: {uniform: {min: -3.141592653589793, max: 3.141592653589793}}
    collect: [f.value]
    design: {monte_carlo: {samples: 4000}}
)");
  const double n = 4000, variance = 13.8446;
  EXPECT_EQ(run.value("many", "members_ok"), n);
  EXPECT_NEAR(run.value("many", "mean.f.value"), 3.5, 5 * std::sqrt(variance / n));
  EXPECT_NEAR(std::pow(run.value("many", "sd.f.value"), 2), variance, 0.1 * variance);
}

TEST(Ensemble, GridOfALinearFunctionIsItsTableExactly) {
  const CampaignRun run(R"(
voxvolt: 1
stages:
  f: {kind: analytic, function: {linear: {coefficients: [1, 10]}}, inputs: {x1: 0, x2: 0}}
  many:
    kind: ensemble
    vary: {f: {inputs: {x1: {uniform: {min: 0, max: 2}}, x2: {values: [1, 2]}}}}
    collect: [f.value]
    design: {grid: {points: 3}}
)");
  EXPECT_EQ(run.product("many", "table.f.value").values, (std::vector<double>{10, 20, 11, 21, 12, 22}));
  EXPECT_EQ(run.value("many", "mean.f.value"), 16);
}

TEST(Ensemble, OnlyWhatLiesBetweenVariedAndCollectedIsEvaluatedAgain) {
  // `shared` is not varied: its nominal value enters every member; `after` is, through $f.
  const CampaignRun run(R"(
voxvolt: 1
stages:
  shared: {kind: analytic, function: linear, inputs: {x1: 100}}
  f: {kind: analytic, function: linear, inputs: {x1: 1}}
  after: {kind: analytic, function: {linear: {coefficients: [1, 1]}}, inputs: {x1: $f.value, x2: $shared.value}}
  many: {kind: ensemble, vary: {f.inputs.x1: {values: [1, 2, 3]}}, collect: [after.value, shared.value], design: grid}
)");
  EXPECT_EQ(run.product("many", "table.after.value").values, (std::vector<double>{101, 102, 103}));
  EXPECT_EQ(run.product("many", "table.shared.value").values, (std::vector<double>{100, 100, 100}));
}

TEST(Ensemble, FailedMembersAreCountedAndLeaveNoTraceInStatistics) {
  const CampaignRun run(R"(
voxvolt: 1
stages:
  f: {kind: analytic, function: {failing: {above: 8.5}}, inputs: {x: 0}}
  many: {kind: ensemble, vary: {f.inputs.x: {values: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]}}, collect: [f.value], design: grid, max_failed: 20 %}
)");
  EXPECT_EQ(run.code, ExitCode::done);
  EXPECT_EQ(run.value("many", "members_ok"), 8);
  EXPECT_EQ(run.value("many", "failures.solver_fail"), 2);
  EXPECT_EQ(run.value("many", "mean.f.value"), 4.5);
  EXPECT_TRUE(std::isnan(run.product("many", "table.f.value").values[9]));
}

TEST(Ensemble, MoreFailuresThanAllowedEndTheStage) {
  const CampaignRun run(R"(
voxvolt: 1
stages:
  f: {kind: analytic, function: {failing: {above: 8.5}}, inputs: {x: 0}}
  many: {kind: ensemble, vary: {f.inputs.x: {values: [1, 9, 10]}}, collect: [f.value], design: grid, max_failed: 50 %}
)");
  EXPECT_EQ(run.code, ExitCode::solver);
}

TEST(Ensemble, ReplicatesGoThroughEachSeedOnceInAGrid) {
  const CampaignRun run(R"(
voxvolt: 1
stages:
  image:
    kind: microstructure
    generate: {size: [16, 16, 16], voxel: 1 um, seed: 3, particles: {fraction: 0.2, diameter: 4 um}}
  many: {kind: ensemble, vary: {image.generate.seed: {replicate: 3}}, collect: [image.volume_fraction.active], design: grid}
)");
  EXPECT_EQ(run.product("many", "table.image.generate.seed").values, (std::vector<double>{0, 1, 2}));
  const auto& fractions = run.product("many", "table.image.volume_fraction.active").values;
  EXPECT_NE(fractions[0], fractions[1]);
}

TEST(Ensemble, NumbersOfAMemberDoNotDependOnWhatElseIsCollected) {
  const std::string many =
      "{kind: ensemble, vary: {cell.set.positive.thickness: {uniform: {min: 60 um, max: 90 um}}}, "
      "design: {sobol_sequence: {samples: 5}}, collect: [cell.capacity, cell.plating_margin, cell.balance.energy";
  const test::CampaignRun run(
      "voxvolt: 1\nstages:\n  cell: {kind: cell, model: dfn, parameters: chen2020, protocol: [discharge at 2C for 10 "
      "minutes, rest for 5 minutes]}\n  lean: " +
      many + "]}\n  whole: " + many + ", cell.voltage, cell.final_state, cell.parameters.positive.porosity]}\n");
  ASSERT_EQ(run.code, ExitCode::done);
  ASSERT_EQ(run.value("whole", "members_ok"), 5);
  for (const char* name : {"table.cell.capacity", "table.cell.plating_margin", "table.cell.balance.energy"})
    EXPECT_EQ(run.product("lean", name).values, run.product("whole", name).values) << name;
}

}  // namespace
}  // namespace voxvolt::stages
