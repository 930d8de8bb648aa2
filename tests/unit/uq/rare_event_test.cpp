// SPDX-License-Identifier: BSD-3-Clause
// Rare events whose probabilities are known: hyperplanes Phi(-beta), and the four-branch series system.
#include "uq/rare_event.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace voxvolt::uq {
namespace {

std::vector<double> margins_of(const Design& scores, double (*margin)(const double*)) {
  std::vector<double> margins;
  for (std::size_t m = 0; m < scores.members; ++m) margins.push_back(margin(&scores.points[m * scores.inputs]));
  return margins;
}

template <int beta>
std::vector<double> hyperplane(const Design& scores) {
  return margins_of(scores, [](const double* u) { return beta - (u[0] + u[1]) / std::numbers::sqrt2; });
}
// d0 = 3, coefficient 0.1, k = 7 (Waarts 2000).
std::vector<double> four_branches(const Design& scores) {
  return margins_of(scores, [](const double* u) {
    const double sum = (u[0] + u[1]) / std::numbers::sqrt2, gap = u[0] - u[1];
    return std::min({3 + 0.1 * gap * gap - sum, 3 + 0.1 * gap * gap + sum, gap + 7 / std::numbers::sqrt2,
                     -gap + 7 / std::numbers::sqrt2});
  });
}

struct Repeats {
  double mean = 0;
  int held = 0;
};
Repeats repeated(Probability (*method)(const Margin&, const RareEventSettings&), const Margin& margin, double truth,
                 int repeats) {
  Repeats result;
  for (int r = 0; r < repeats; ++r) {
    RareEventSettings settings;
    settings.inputs = 2;
    settings.seed = static_cast<std::uint64_t>(r);
    const Probability p = method(margin, settings);
    EXPECT_TRUE(p.reached);
    result.mean += p.value / repeats;
    result.held += p.low <= truth && truth <= p.high ? 1 : 0;
  }
  return result;
}

TEST(SubsetSimulation, IsUnbiasedForHyperplanesAndItsIntervalsHoldTheTruth) {
  const Repeats four = repeated(&subset_simulation, &hyperplane<4>, 3.167e-5, 20);
  EXPECT_NEAR(four.mean / 3.167e-5, 1, 0.15);
  EXPECT_GE(four.held, 17);
  const Repeats five = repeated(&subset_simulation, &hyperplane<5>, 2.867e-7, 20);
  EXPECT_NEAR(five.mean / 2.867e-7, 1, 0.2);
  EXPECT_GE(five.held, 17);
}

TEST(SubsetSimulation, FindsAllFourBranches) {
  const Repeats result = repeated(&subset_simulation, &four_branches, 2.2228e-3, 20);
  EXPECT_NEAR(result.mean / 2.2228e-3, 1, 0.1);
  EXPECT_GE(result.held, 17);
}

TEST(ImportanceSampling, IsUnbiasedForHyperplanesAndFourBranches) {
  const Repeats five = repeated(&importance_sampling, &hyperplane<5>, 2.867e-7, 20);
  EXPECT_NEAR(five.mean / 2.867e-7, 1, 0.05);
  EXPECT_GE(five.held, 17);
  const Repeats branches = repeated(&importance_sampling, &four_branches, 2.2228e-3, 20);
  EXPECT_NEAR(branches.mean / 2.2228e-3, 1, 0.05);
  EXPECT_GE(branches.held, 17);
}

TEST(SubsetSimulation, WhatItCannotReachIsAnUpperBound) {
  RareEventSettings settings;
  settings.inputs = 1;
  settings.most_levels = 3;
  const Margin impossible = [](const Design& scores) { return std::vector<double>(scores.members, 1.0); };
  const Probability p = subset_simulation(impossible, settings);
  EXPECT_FALSE(p.reached);
  EXPECT_EQ(p.low, 0);
}

TEST(SubsetSimulation, CountsMembersThatFail) {
  // The half space x2 > 2 of a hyperplane fails: 2.3 % of the members of the first level, and some on the way.
  RareEventSettings settings;
  settings.inputs = 2;
  const Margin half_lost = [](const Design& scores) {
    std::vector<double> margins = hyperplane<4>(scores);
    for (std::size_t m = 0; m < scores.members; ++m)
      if (scores.at(m, 1) > 2) margins[m] = std::numeric_limits<double>::quiet_NaN();
    return margins;
  };
  const Probability p = subset_simulation(half_lost, settings);
  EXPECT_GT(p.failed, 40u);
  EXPECT_GT(p.failed_near, 0u);
  EXPECT_LE(p.failed_near, p.failed);
}

TEST(RareEvents, AreTheSameToTheBitForASeed) {
  RareEventSettings settings;
  settings.inputs = 2;
  settings.seed = 5;
  EXPECT_EQ(subset_simulation(&four_branches, settings).value, subset_simulation(&four_branches, settings).value);
}

}  // namespace
}  // namespace voxvolt::uq
