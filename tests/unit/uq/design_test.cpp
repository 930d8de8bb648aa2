// SPDX-License-Identifier: BSD-3-Clause
#include "uq/design.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <stdexcept>

#include "uq/dependence.hpp"
#include "uq/statistics.hpp"

namespace voxvolt::uq {
namespace {

Design monte_carlo(const std::vector<Distribution>& inputs, std::size_t samples, std::uint64_t seed) {
  return in_physical_units(random_points(inputs.size(), samples, seed), inputs);
}

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

TEST(SobolPoints, FirstMembersStayWhenMoreAreAskedFor) {
  const Design few = sobol_points(5, 100, 3), many = sobol_points(5, 1000, 3);
  EXPECT_TRUE(std::equal(few.points.begin(), few.points.end(), many.points.begin()));
}

TEST(SobolPoints, PutOneMemberIntoEachPartOfEveryInput) {
  const std::size_t n = 256;
  const Design design = sobol_points(20, n, 11);
  for (std::size_t i = 0; i < design.inputs; ++i) {
    std::vector<int> members(n, 0);
    for (std::size_t m = 0; m < n; ++m) ++members[static_cast<std::size_t>(design.at(m, i) * static_cast<double>(n))];
    EXPECT_EQ(std::ranges::count(members, 1), 256) << i;
  }
}

TEST(SobolPoints, TheFirstTwoInputsAreANetInSquaresToo) {
  const Design design = sobol_points(2, 256, 5);  // a (0, 8, 2)-net: one member in each of 16 x 16 squares
  std::vector<int> members(256, 0);
  for (std::size_t m = 0; m < 256; ++m)
    ++members[static_cast<std::size_t>(design.at(m, 0) * 16) * 16 + static_cast<std::size_t>(design.at(m, 1) * 16)];
  EXPECT_EQ(std::ranges::count(members, 1), 256);
}

TEST(SobolPoints, MeansOfASmoothFunctionConvergeFasterThanThoseOfRandomPoints) {
  // The mean of x1 x2 + x3^2 is 1/4 + 1/3; 20 seeds, 1024 members.
  const auto error = [](Design (*points)(std::size_t, std::size_t, std::uint64_t)) {
    double squares = 0;
    for (std::uint64_t seed = 0; seed < 20; ++seed) {
      const Design design = points(3, 1024, seed);
      double sum = 0;
      for (std::size_t m = 0; m < 1024; ++m)
        sum += design.at(m, 0) * design.at(m, 1) + design.at(m, 2) * design.at(m, 2);
      squares += std::pow(sum / 1024 - 7.0 / 12, 2);
    }
    return std::sqrt(squares / 20);
  };
  EXPECT_LT(30 * error(&sobol_points), error(&random_points));
}

TEST(SobolPoints, EachMemberIsUniformOverSeeds) {
  std::vector<double> first;
  for (std::uint64_t seed = 0; seed < 2000; ++seed) first.push_back(sobol_points(1, 1, seed).at(0, 0));
  EXPECT_NEAR(mean(first), 0.5, 5 * std::sqrt(1.0 / 12 / 2000));
  EXPECT_NEAR(sd(first), std::sqrt(1.0 / 12), 0.02);
}

TEST(LatinPoints, PutOneMemberIntoEachPartOfEveryInput) {
  const Design design = latin_points(4, 50, 1);
  for (std::size_t i = 0; i < 4; ++i) {
    std::vector<int> members(50, 0);
    for (std::size_t m = 0; m < 50; ++m) ++members[static_cast<std::size_t>(design.at(m, i) * 50)];
    EXPECT_EQ(std::ranges::count(members, 1), 50);
  }
}

TEST(SaltelliPoints, ExchangeOneInputAtATime) {
  const Design design = saltelli_points(3, 4, 2);
  ASSERT_EQ(design.members, 20u);
  for (std::size_t j = 0; j < 4; ++j)
    for (std::size_t k = 0; k < 3; ++k)
      for (std::size_t i = 0; i < 3; ++i)
        EXPECT_EQ(design.at(5 * j + 2 + k, i), design.at(5 * j + (i == k ? 1 : 0), i));
}

TEST(MorrisPoints, MoveEachInputOnceByHalfItsLevels) {
  const Design design = morris_points(4, 6, 4, 9);
  for (std::size_t t = 0; t < 6; ++t) {
    std::vector<double> moved(4, 0);
    for (std::size_t k = 0; k < 4; ++k)
      for (std::size_t i = 0; i < 4; ++i) moved[i] += std::abs(design.at(5 * t + k + 1, i) - design.at(5 * t + k, i));
    for (double one : moved) EXPECT_NEAR(one, 0.95 * 2 / 3, 1e-12);
  }
}

TEST(GaussianCopula, GivesTheCorrelationAndKeepsTheMargins) {
  // Spearman's rank correlation of a Gaussian copula is (6/pi) asin(r/2).
  const GaussianCopula copula(3, {{0, 2, 0.7}});
  const std::size_t n = 20000;
  const Design design = copula.dependent(random_points(3, n, 1));
  double sum = 0, squares = 0, other = 0;
  for (std::size_t m = 0; m < n; ++m) {
    sum += (design.at(m, 0) - 0.5) * (design.at(m, 2) - 0.5) * 12;
    other += (design.at(m, 0) - 0.5) * (design.at(m, 1) - 0.5) * 12;
    squares += std::pow(design.at(m, 2) - 0.5, 2) * 12;
  }
  const double count = static_cast<double>(n), error = 5 / std::sqrt(count);
  EXPECT_NEAR(sum / count, 6 / std::numbers::pi * std::asin(0.35), error);
  EXPECT_NEAR(squares / count, 1, error);
  EXPECT_NEAR(other / count, 0, error);
}

TEST(GaussianCopula, ReordersALatinHypercubeWithoutEmptyParts) {
  const GaussianCopula copula(2, {{0, 1, -0.8}});
  const std::size_t n = 500;
  const Design design = copula.reordered(latin_points(2, n, 1));
  std::vector<int> members(n, 0);
  double sum = 0;
  for (std::size_t m = 0; m < n; ++m) {
    ++members[static_cast<std::size_t>(design.at(m, 1) * static_cast<double>(n))];
    sum += (design.at(m, 0) - 0.5) * (design.at(m, 1) - 0.5) * 12;
  }
  EXPECT_EQ(std::ranges::count(members, 1), 500);
  EXPECT_NEAR(sum / static_cast<double>(n), 6 / std::numbers::pi * std::asin(-0.4), 0.05);
}

TEST(GaussianCopula, RefusesWhatIsNoCorrelationMatrix) {
  EXPECT_THROW(GaussianCopula(3, {{0, 1, 0.9}, {1, 2, 0.9}, {0, 2, -0.9}}), std::invalid_argument);
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
