// SPDX-License-Identifier: BSD-3-Clause
#include "uq/design.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "uq/statistics.hpp"

namespace voxvolt::uq {
namespace {

std::vector<Distribution> two_inputs() {
  std::vector<Distribution> inputs;
  inputs.emplace_back(Uniform{0, 1});
  inputs.emplace_back(Normal{5, 2});
  return inputs;
}

TEST(MonteCarlo, FirstMembersStayWhenMoreAreAskedFor) {
  const Design few = monte_carlo(two_inputs(), 10, 3), many = monte_carlo(two_inputs(), 100, 3);
  for (std::size_t m = 0; m < 10; ++m)
    for (std::size_t i = 0; i < 2; ++i) EXPECT_EQ(few.at(m, i), many.at(m, i));
}

TEST(MonteCarlo, SeedsGiveOtherMembers) {
  EXPECT_NE(monte_carlo(two_inputs(), 1, 1).points, monte_carlo(two_inputs(), 1, 2).points);
}

TEST(MonteCarlo, MomentsComeWithinFiveStandardErrors) {
  const std::size_t n = 20000;
  const Design design = monte_carlo(two_inputs(), n, 7);
  std::vector<double> u, x;
  double product = 0;
  for (std::size_t m = 0; m < n; ++m) {
    u.push_back(design.at(m, 0));
    x.push_back(design.at(m, 1));
    product += (u.back() - 0.5) * (x.back() - 5) / (std::sqrt(1.0 / 12) * 2);
  }
  const double error = 5 / std::sqrt(static_cast<double>(n));
  EXPECT_NEAR(mean(u), 0.5, error * std::sqrt(1.0 / 12));
  EXPECT_NEAR(mean(x), 5, error * 2);
  EXPECT_NEAR(sd(x), 2, error * 2 / std::sqrt(2.0));
  EXPECT_NEAR(product / static_cast<double>(n), 0, error);  // the inputs are independent
}

TEST(Grid, IsTheProductWithTheLastInputFastest) {
  const Design design = grid({{1, 2}, {10, 20, 30}});
  ASSERT_EQ(design.members, 6u);
  EXPECT_EQ(design.points, (std::vector<double>{1, 10, 1, 20, 1, 30, 2, 10, 2, 20, 2, 30}));
}

TEST(Grid, OfNoInputsIsOneMember) { EXPECT_EQ(grid({}).members, 1u); }

TEST(Statistics, AreThoseOfSmallSamplesByHand) {
  const std::vector<double> sample{4, 1, 3, 2};
  EXPECT_DOUBLE_EQ(mean(sample), 2.5);
  EXPECT_DOUBLE_EQ(sd(sample), std::sqrt(5.0 / 3));
  EXPECT_DOUBLE_EQ(quantile(sample, 0), 1);
  EXPECT_DOUBLE_EQ(quantile(sample, 0.5), 2.5);
  EXPECT_DOUBLE_EQ(quantile(sample, 0.25), 1.75);
  EXPECT_DOUBLE_EQ(quantile(sample, 1), 4);
}

TEST(Statistics, OfNothingAreNotANumber) {
  EXPECT_TRUE(std::isnan(mean({})));
  EXPECT_TRUE(std::isnan(quantile({}, 0.5)));
  const std::vector<double> one{3};
  EXPECT_TRUE(std::isnan(sd(one)));
  EXPECT_EQ(quantile(one, 0.9), 3);
}

}  // namespace
}  // namespace voxvolt::uq
