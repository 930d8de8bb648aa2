// SPDX-License-Identifier: BSD-3-Clause
// A surrogate of Ishigami's function through the real ensemble, held against fresh members.
#include <gtest/gtest.h>

#include <array>
#include <cmath>

#include "stages/model_card.hpp"
#include "support/campaign_run.hpp"
#include "support/campaign_texts.hpp"

namespace voxvolt::stages {
namespace {

using test::CampaignRun;

using test::ishigami;

double truth(double x1, double x2, double x3) {
  return std::sin(x1) + 7 * std::pow(std::sin(x2), 2) + 0.1 * std::pow(x3, 4) * std::sin(x1);
}

TEST(SurrogateStage, LearnsIshigamiAndItsBoundHoldsForFreshMembers) {
  const CampaignRun run(ishigami(R"(
  fast: {kind: surrogate, of: $many, outputs: [f.value], inputs: [f.inputs.x1, f.inputs.x2, f.inputs.x3]}
  process: {kind: surrogate, of: $many, method: gp, outputs: [f.value], inputs: [f.inputs.x1, f.inputs.x2, f.inputs.x3]}
  again: {kind: predict, surrogate: $fast, inputs: {f.inputs.x1: 0.5, f.inputs.x2: 0.7, f.inputs.x3: 1.1}}
  far: {kind: predict, surrogate: $fast, inputs: {f.inputs.x1: 0.5, f.inputs.x2: 9, f.inputs.x3: 1.1}}
  fresh:
    kind: ensemble
    vary: {again.inputs: {f.inputs.x1: {uniform: {min: -3, max: 3}}, f.inputs.x2: {uniform: {min: -3, max: 3}}, f.inputs.x3: {uniform: {min: -3, max: 3}}}}
    collect: [again.f.value, again.in_domain]
    design: {monte_carlo: {samples: 400}}
    seed: 77
)"));
  const double bound = run.value("fast", "error.bound.f.value");
  EXPECT_LT(bound, 0.05);
  EXPECT_EQ(run.value("fast", "members.held_out"), 120);
  EXPECT_NEAR(run.value("fast", "error.coverage.f.value"), 115.0 / 121, 1e-12);
  EXPECT_NEAR(run.value("again", "f.value"), truth(0.5, 0.7, 1.1), bound);
  EXPECT_EQ(run.product("again", "f.value").errors.at(0), bound);
  EXPECT_EQ(run.value("again", "in_domain"), 1);
  EXPECT_EQ(run.value("far", "in_domain"), 0);
  const auto process = model_of(run.product("process", "model").text, "process");
  EXPECT_LT(process.outputs[0].bound, 1);  // the standard deviation is 3.72
  const auto& predicted = run.product("fresh", "table.again.f.value").values;
  int inside = 0, inside_process = 0;
  for (std::size_t m = 0; m < predicted.size(); ++m) {
    const auto at = [&](const char* x) {
      return run.product("fresh", std::string("table.again.inputs.f.inputs.") + x).values[m];
    };
    const double computed = truth(at("x1"), at("x2"), at("x3"));
    inside += std::abs(predicted[m] - computed) <= bound;
    inside_process +=
        std::abs(process.predict(0, std::array{at("x1"), at("x2"), at("x3")}) - computed) <= process.outputs[0].bound;
  }
  EXPECT_GT(inside, 400 * 0.9);
  EXPECT_GT(inside_process, 400 * 0.9);
  const auto& validation = run.product("fast", "validation.f.value");
  EXPECT_EQ(validation.values.size(), 120u);
  EXPECT_EQ(validation.errors.front(), bound);
}

TEST(SurrogateStage, TheBetterFormIsChosenByCrossValidationAndSaysSo) {
  const CampaignRun run(ishigami("  fast: {kind: surrogate, of: $many, method: auto, outputs: [f.value]}\n", "150"));
  const double pce = run.value("fast", "error.cross_validation.pce.f.value"),
               gp = run.value("fast", "error.cross_validation.gp.f.value");
  const auto model = model_of(run.product("fast", "model").text, "card");
  ASSERT_EQ(model.outputs[0].compared.size(), 1u);
  EXPECT_EQ(model.outputs[0].compared[0].pce, pce);
  EXPECT_EQ(model.outputs[0].form == surrogate::Form::gp, gp < pce);
  EXPECT_NE(run.product("fast", "form").text.find(gp < pce ? "f.value: Gaussian process" : " polynomials, by"),
            std::string::npos);
}

}  // namespace
}  // namespace voxvolt::stages
