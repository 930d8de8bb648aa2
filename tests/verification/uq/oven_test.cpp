// SPDX-License-Identifier: BSD-3-Clause
// A lumped cell in an oven: how often it runs away, counted and by subset simulation, through the real ensemble.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "support/campaign_run.hpp"

namespace voxvolt::stages {
namespace {

using test::CampaignRun;

const std::string kOven = R"(
voxvolt: 1
seed: 3
stages:
  oven:
    kind: runaway
    stack:
      layers:
        - {name: cell, thickness: 65 mm, conductivity: 3.4 W/m/K, density: 2580 kg/m^3, heat_capacity: 830 J/kg/K, initial_temperature: 28 degC, kinetics: hatchard_kim}
      area: 2.5446900494077e-4 m^2
      sides: {coefficient: 7.17 W/m^2/K, emissivity: 0.8, perimeter_per_area: 252.991452991453 1/m, ambient: 138 degC}
    duration: 8000 s
  )";
const std::string kVaried = R"(
    kind: ensemble
    vary: {oven.stack.sides.ambient: {normal: {mean: 138 degC, sd: 3 K}}, oven.stack.sides.coefficient: {normal: {mean: 7.17 W/m^2/K, cv: 10 %}}}
    collect: [oven.propagation_margin]
)";

TEST(Oven, SubsetSimulationAndCountingAgreeWithinTheirIntervals) {
  const CampaignRun run(kOven + "counted:" + kVaried +
                        "    design: {monte_carlo: {samples: 6000}}\n  subset:" + kVaried +
                        "    design: {monte_carlo: {samples: 100}}\n    seed: 8\n"
                        "    analyse: [{rare_event: {of: oven.propagation_margin, below: 0}}]\n");
  const auto& margins = run.product("counted", "table.oven.propagation_margin").values;
  const auto n = static_cast<double>(margins.size());
  const auto hits = static_cast<double>(std::ranges::count_if(margins, [](double margin) { return margin < 0; }));
  ASSERT_GT(hits, 20);
  const double counted = hits / n, half = 1.96 * std::sqrt(counted * (1 - counted) / n);
  EXPECT_LT(counted, 0.03);
  const auto& interval = run.product("subset", "probability.interval").values;
  EXPECT_LT(interval[0], counted + half);
  EXPECT_GT(interval[1], counted - half);
  EXPECT_NEAR(run.value("subset", "probability") / counted, 1, 0.5);
}

}  // namespace
}  // namespace voxvolt::stages
