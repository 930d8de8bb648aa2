// SPDX-License-Identifier: BSD-3-Clause
// Failure dependence, bootstrap and paired comparison.
#include <gtest/gtest.h>

#include <cmath>

#include "uq/bootstrap.hpp"
#include "uq/failure_dependence.hpp"
#include "uq/paired.hpp"
#include "uq/statistics.hpp"

namespace voxvolt::uq {
namespace {

TEST(FailureDependence, FindsTheInputWhoseCornerFailsAndNoOther) {
  const Design design = sobol_points(3, 128, 1);
  std::vector<bool> failed;
  for (std::size_t m = 0; m < 128; ++m) failed.push_back(std::abs(2 * design.at(m, 2) - 1) > 0.8);
  const auto p = failure_dependence(design, failed, std::vector<bool>(128, true));
  EXPECT_GT(p[0], 0.05);
  EXPECT_GT(p[1], 0.05);
  EXPECT_LT(p[2], 1e-4);
}

TEST(FailureDependence, GivesFalseAlarmsNoMoreOftenThanItSays) {
  int alarms = 0;
  for (std::uint64_t seed = 0; seed < 400; ++seed) {
    const Design design = random_points(4, 100, seed);
    std::vector<bool> failed;
    for (std::size_t m = 0; m < 100; ++m) failed.push_back(design.at(m, 3) < 0.15);
    Design others{100, 3, {}};
    for (std::size_t m = 0; m < 100; ++m)
      for (std::size_t i = 0; i < 3; ++i) others.points.push_back(design.at(m, i));
    for (double p : failure_dependence(others, failed, std::vector<bool>(100, true))) alarms += p < 0.05 ? 1 : 0;
  }
  EXPECT_LE(alarms, 33);  // 400 x 0.05 and three standard deviations
}

TEST(FailureDependence, SaysNothingWhenNothingFailed) {
  const Design design = random_points(1, 10, 1);
  EXPECT_TRUE(
      std::isnan(failure_dependence(design, std::vector<bool>(10, false), std::vector<bool>(10, true)).front()));
}

TEST(FailureDependence, ProbabilitiesOfTheDistanceAreThoseOfTables) {
  // The 5 % point of two samples of 100 is 1.358 sqrt(2/100) = 0.192 (Smirnov 1948); its correction moves it a little.
  EXPECT_NEAR(kolmogorov_smirnov_p(1.358 * std::sqrt(0.02), 100, 100), 0.05, 0.01);
  EXPECT_NEAR(kolmogorov_smirnov_p(1.628 * std::sqrt(2e-6), 1e6, 1e6), 0.01, 2e-4);
}

TEST(FailureDependence, HolmMultipliesTheLeastByAllAndKeepsTheOrder) {
  EXPECT_EQ(holm({0.01, 0.04, 0.03}), (std::vector<double>{0.03, 0.06, 0.06}));
}

TEST(Bootstrap, HoldsTheMeanOfASkewedSampleInNineOfTenRepeats) {
  int held = 0;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    const Design design = random_points(1, 50, seed);
    std::vector<double> sample;
    for (std::size_t m = 0; m < 50; ++m) sample.push_back(-std::log(design.at(m, 0)));  // exponential: mean 1
    const auto estimate = bootstrapped(50, seed, 400, [&](std::span<const double> weights) {
      double sum = 0;
      for (std::size_t m = 0; m < 50; ++m) sum += weights[m] * sample[m];
      return std::vector<double>{sum / 50};
    });
    held += std::abs(estimate[0].value - 1) <= estimate[0].error ? 1 : 0;
  }
  EXPECT_GE(held, 180);
}

TEST(PairedComparison, TellsAModelThatIsBetterFromOneThatIsNot) {
  const Design noise = random_points(3, 60, 2);
  std::vector<double> coarse, fine, same;
  for (std::size_t m = 0; m < 60; ++m) {
    coarse.push_back(2 * normal_quantile(noise.at(m, 0)));
    fine.push_back(normal_quantile(noise.at(m, 1)));
    same.push_back(normal_quantile(noise.at(m, 2)));
  }
  const PairedComparison better = paired_comparison(coarse, fine, 1), equal = paired_comparison(same, fine, 1);
  EXPECT_LT(better.p_value, 0.01);
  EXPECT_GT(better.difference.value, better.difference.error);
  EXPECT_GT(equal.p_value, 0.05);
}

TEST(PairedComparison, OfAModelWithItselfIsChance) {
  EXPECT_EQ(paired_comparison(std::vector<double>{1, 2, 3}, std::vector<double>{1, 2, 3}, 0).p_value, 1);
}

}  // namespace
}  // namespace voxvolt::uq
