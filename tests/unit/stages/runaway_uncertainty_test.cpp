// SPDX-License-Identifier: BSD-3-Clause
#include <gtest/gtest.h>

#include <cmath>

#include "config/errors.hpp"
#include "support/campaign_run.hpp"

namespace voxvolt::stages {
namespace {

using test::CampaignRun;

std::string campaign(const std::string& cell, const std::string& vary) {
  return "voxvolt: 1\nstages:\n  oven:\n    kind: runaway\n    stack:\n      layers:\n"
         "        - {name: cell, thickness: 7 mm, conductivity: 0.5 W/m/K, density: 1800 kg/m^3, heat_capacity: 800 "
         "J/kg/K, kinetics: hatchard_kim" +
         cell + "}\n    duration: 1 s\n  many:\n    kind: ensemble\n    collect: [oven.triggered_cells]\n    vary: {" +
         vary + "}\n    design: {sobol_sequence: {samples: 256}}\n";
}

std::vector<double> logarithms(const CampaignRun& run, const std::string& path) {
  std::vector<double> x = run.product("many", "table.oven.stack.layers.1.set." + path).values;
  for (double& one : x) one = std::log(one);
  return x;
}

TEST(RunawayUncertainty, OfKineticsIsWhatStandsBesideTheNumberAboutTheStagesOwnValue) {
  const CampaignRun run(campaign(", set: {reactions.sei.heat: 300 J/g}",
                                 "oven.stack.layers.1.set.reactions.sei.heat: from_source, "
                                 "oven.stack.layers.1.set.reactions.sei.pre_exponential: from_source"));
  const auto is_lognormal = [](const std::vector<double>& x, double median, double relative_sd) {
    double mean = 0, variance = 0;
    for (double one : x) mean += one / static_cast<double>(x.size());
    for (double one : x) variance += std::pow(one - mean, 2) / static_cast<double>(x.size());
    EXPECT_NEAR(mean, std::log(median), 0.01 * relative_sd);
    // Of a lognormal law: (sd / mean)^2 = exp(variance of the logarithm) - 1.
    EXPECT_NEAR(std::sqrt(std::expm1(variance)), relative_sd, 0.02 * relative_sd);
  };
  is_lognormal(logarithms(run, "reactions.sei.heat"), 300e3, 0.15);
  is_lognormal(logarithms(run, "reactions.sei.pre_exponential"), 1.667e15, 0.5);
}

TEST(RunawayUncertainty, IsRefusedWhereNoneIsStatedWithWhatIs) {
  const auto says = [](const std::string& vary, const std::string& words) {
    try {
      CampaignRun run(campaign("", vary));
      ADD_FAILURE() << "was accepted";
    } catch (const Failure& failure) {
      EXPECT_NE(std::string(failure.what()).find(words), std::string::npos) << failure.what();
    }
  };
  says("oven.stack.layers.1.thickness: from_source", "only numbers of kinetics (`set`) have uncertainties");
  says("oven.stack.layers.1.set.reactions.sei.content: from_source",
       "hatchard_kim states no uncertainty for it; it does for: health.effects.1.slope");
}

}  // namespace
}  // namespace voxvolt::stages
