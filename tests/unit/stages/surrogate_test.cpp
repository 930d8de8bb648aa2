// SPDX-License-Identifier: BSD-3-Clause
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <fstream>

#include "config/errors.hpp"
#include "stages/model_card.hpp"
#include "support/campaign_run.hpp"
#include "support/campaign_texts.hpp"

namespace voxvolt::stages {
namespace {

using test::CampaignRun;

using test::ishigami;

std::string complaint_of(const std::string& text) {
  try {
    CampaignRun run(text);
  } catch (const Failure& failure) { return failure.what(); }
  return "was accepted";
}

TEST(SurrogateStage, MembersThatFailedAreLeftOutAndReplicatesAreNoInput) {
  const CampaignRun run(R"(
voxvolt: 1
stages:
  seed: {kind: analytic, function: linear, inputs: {x1: 0}}
  f: {kind: analytic, function: {failing: {above: 9}}, inputs: {x: 1}}
  image: {kind: microstructure, generate: {size: [16, 16, 16], voxel: 1 um, particles: {fraction: 0.2, diameter: 4 um}}}
  many:
    kind: ensemble
    vary: {f.inputs.x: {uniform: {min: 0, max: 10}}, image.generate.seed: {replicate: 2}}
    collect: [f.value]
    design: {monte_carlo: {samples: 300}}
    max_failed: 50 %
  fast: {kind: surrogate, of: $many}
)");
  const double ok = run.value("many", "members_ok");
  EXPECT_LT(ok, 300);
  EXPECT_EQ(run.value("fast", "members.training") + run.value("fast", "members.held_out"), ok);
  EXPECT_LT(run.value("fast", "error.bound.f.value"), 1e-9);
  EXPECT_LT(run.value("fast", "domain.most.f.inputs.x"), 9);
  const auto model = model_of(run.product("fast", "model").text, "card");
  ASSERT_EQ(model.inputs.size(), 1u);
  EXPECT_NE(run.product("fast", "assumptions").text.find("left out"), std::string::npos);
}

TEST(SurrogateStage, ACardReadsBackToTheBitAndGivesTheSamePredictions) {
  for (const std::string method : {"pce", "gp"}) {
    SCOPED_TRACE(method);
    const CampaignRun run(
        ishigami("  fast: {kind: surrogate, of: $many, method: " + method +
                     "}\n  p: {kind: predict, surrogate: $fast, inputs: {f.inputs.x1: 1, f.inputs.x2: "
                     "2, f.inputs.x3: -1, noise.inputs.x1: 50 %}}\n",
                 "150"));
    const std::string card = run.product("fast", "model").text;
    const auto model = model_of(card, "card");
    EXPECT_EQ(card_of(model), card);
    const test::TemporaryFolder folder(test::world(), "card");
    std::ofstream(folder / "fast.json") << card;
    const CampaignRun again("voxvolt: 1\nstages:\n  p: {kind: predict, file: " + (folder / "fast.json") +
                            ", inputs: {f.inputs.x1: 1, f.inputs.x2: 2, f.inputs.x3: -1, noise.inputs.x1: 50 %}}\n");
    for (const char* output : {"f.value", "noise.value", "domain_distance"})
      EXPECT_EQ(again.value("p", output), run.value("p", output)) << output;
    EXPECT_EQ(again.value("p", "f.value"), model.predict(0, std::array{1.0, 2.0, -1.0, 0.5}));
    EXPECT_EQ(model.table.size(), 64u);
    EXPECT_EQ(model.inputs[0].meaning, "its arguments, by name");
    EXPECT_EQ(model.points.empty(), method == "pce");
  }
}

// Rows are held out whole, so that the bound holds for those that nobody has seen.
TEST(SurrogateStage, RowsAreHeldOutWholeAndCountForTheBound) {
  const std::string rows = R"(
voxvolt: 1
stages:
  a: {kind: analytic, function: {linear: {coefficients: [1]}}, inputs: {x1: 0}}
  recipes: {kind: ensemble, vary: {a.inputs.x1: {uniform: {min: 0, max: 1}}}, collect: [a.value], design: {monte_carlo: {samples: 40}}}
  f: {kind: analytic, function: {linear: {coefficients: [1, 1]}}, inputs: {x1: $a.value, x2: 0}}
  many:
    kind: ensemble
    vary: {electrode: {rows: {of: $recipes.table, map: {f.inputs.x1: a.value}}}, f.inputs.x2: {uniform: {min: 0, max: 1}}}
    collect: [f.value]
    design: {monte_carlo: {samples: 400}}
  fast: {kind: surrogate, of: $many, hold_out: HOLD})";
  const auto with = [&](const std::string& share) {
    std::string text = rows;
    return text.replace(text.find("HOLD"), 4, share);
  };
  const CampaignRun run(with("50 %"));
  EXPECT_EQ(run.value("fast", "rows.held_out"), 20);
  EXPECT_EQ(run.value("fast", "rows.training"), 20);
  EXPECT_GT(run.value("fast", "members.held_out"), 150);
  EXPECT_NEAR(run.product("fast", "error.coverage.f.value").errors.at(0), 1.96 * std::sqrt(0.95 * 0.05 / 22),
              0.02);  // of rows, not of members
  EXPECT_NE(run.product("fast", "model").text.find("a member of a new row"), std::string::npos);
  const std::string said = complaint_of(with("20 %"));
  EXPECT_NE(said.find("holds out 8 of 40 rows; a bound for 95 % needs 19"), std::string::npos) << said;
}

TEST(SurrogateStage, HostileCardsAreRefusedWithTheirKey) {
  const std::string card =
      CampaignRun(ishigami("  fast: {kind: surrogate, of: $many}\n", "150")).product("fast", "model").text;
  const auto refused = [&](const std::string& right, const std::string& wrong) -> std::string {
    std::string changed = card;
    const std::size_t at = changed.find(right);
    if (at == std::string::npos) return "the card has no " + right;
    changed.replace(at, right.size(), wrong);
    try {
      (void)model_of(changed, "fast.json");
    } catch (const Failure& failure) { return failure.what(); }
    return "was accepted";
  };
  const auto contains = [](const std::string& said, const std::string& words) {
    EXPECT_NE(said.find(words), std::string::npos) << said;
  };
  contains(refused("\"voxvolt_surrogate\": 2", "\"voxvolt_surrogate\": 1"),
           "voxvolt_surrogate: this release reads layout 2");
  contains(refused("\"coverage\"", "\"covrage\""), "coverage is missing");
  contains(refused("\"scale\": \"linear\"", "\"scale\": \"cubic\""), "inputs.1.scale: `linear` or `logarithmic`");
  contains(refused("\"training\": 120", "\"training\": -1"), "training: a whole number");
  contains(refused("\"bound\": ", "\"bound\": -"), "bound");
  contains(refused("\"farthest\": ", "\"farthest\": \"far\", \"x\": "), "domain.farthest: a number is needed");
  contains(refused("\"degrees\": [0, 0, 0, 0]", "\"degrees\": [0, 0, 0]"), "one degree for each input");
  contains(refused("\"degrees\": [0, 0, 0, 0]", "\"degrees\": [0, 0, 0, 4000000000]"), "from 0 to 100");
  contains(refused("\"path\": \"f.value\"", "\"path\": \"../a b\""), "outputs.1.path: is no path");
  contains(refused("\"path\": \"f.value\"", "\"path\": \"in_domain\""), "needs for itself");
  contains(refused("\"path\": \"f.value\"", "\"path\": \"noise.value\""), "noise.value is there twice");
  contains(refused("\"unit\": \"1\"", "\"unit\": \"parrots\""), "inputs.1.unit");
  contains(refused("\"coverage\": 0.95", "\"coverage\": 7.0"), "coverage: must be between 0 and 1");
  contains(refused("\"farthest\": ", "\"farthest\": -"), "farthest: must be above 0");
  contains(refused("{", "["), "fast.json");
}

TEST(SurrogateStage, WhatItCannotDoIsSaidBeforeAnythingRuns) {
  const auto contains = [](const std::string& said, const std::string& words) {
    EXPECT_NE(said.find(words), std::string::npos) << said;
  };
  contains(complaint_of(ishigami("  fast: {kind: surrogate, of: $f}\n")), "f is no ensemble");
  contains(complaint_of(ishigami("  fast: {kind: surrogate, of: $many, outputs: [f.valeu]}\n")),
           "it: f.value, noise.value");
  contains(complaint_of(ishigami("  fast: {kind: surrogate, of: $many, method: mlp}\n")), "pce");
  contains(complaint_of(ishigami("  fast: {kind: surrogate, of: $many}\n", "60")),
           "holds out 12 of 60 members; a bound for 95 % needs 19");
  contains(complaint_of(ishigami("  fast: {kind: surrogate, of: $many}\n  p: {kind: predict, surrogate: $fast, inputs: "
                                 "{f.inputs.x1: 1, f.inputs.x2: 2, f.inputs.x3: 3, noise.inputs.x1: 1 m}}\n")),
           "needed is a unit like `1`");
  contains(complaint_of(ishigami("  fast: {kind: surrogate, of: $many}\n  p: {kind: predict, surrogate: $fast, inputs: "
                                 "{f.inputs.x1: 1, f.inputs.x2: 2, f.inputs.x4: 3, noise.inputs.x1: 1}}\n")),
           "the surrogate has no such input");
  contains(complaint_of(ishigami(
               "  fast: {kind: surrogate, of: $many}\n  more: {kind: ensemble, vary: {fast.hold_out: "
               "{uniform: {min: 0.1, max: 0.3}}}, collect: [f.value], design: {monte_carlo: {samples: 5}}}\n")),
           "varies how a model is fitted");
  contains(complaint_of(ishigami("  fast: {kind: surrogate, of: $many, method: gp}\n", "9000")),
           "gp learns from 4000 members at most, not from 7200; use pce");
  contains(complaint_of(test::kRecipes + R"(
  more: {kind: ensemble, vary: {a.inputs.x: {values: [1, 2, 3]}}, collect: [a.value, b.value], design: grid}
  many:
    kind: ensemble
    vary:
      one: {rows: {of: $recipes.table, map: {f.inputs.x1: a.value}}}
      two: {rows: {of: $more.table, map: {f.inputs.x2: b.value}}}
    collect: [f.value]
    design: {monte_carlo: {samples: 200}}
  fast: {kind: surrogate, of: $many, coverage: 50 %}
)"),
           "draws rows of several tables");
  std::string grid = ishigami("  fast: {kind: surrogate, of: $many}\n");
  grid.replace(grid.find("{monte_carlo: {samples: 600}}"), 29, "{grid: {points: 3}}");
  contains(complaint_of(grid), "the members of grid are no draws");
  contains(complaint_of(ishigami("  p: {kind: predict, surrogate: $many, inputs: {a.b: 1}}\n")),
           "many is no surrogate");
}

}  // namespace
}  // namespace voxvolt::stages
