// SPDX-License-Identifier: BSD-3-Clause
// Sizes, directions and profiles: what recipes are drawn from.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <random>

#include "meshes/generate/orientation.hpp"
#include "meshes/generate/packing.hpp"
#include "meshes/generate/profile.hpp"
#include "meshes/generate/size_law.hpp"
#include "parallel/failure.hpp"

namespace voxvolt::generate {
namespace {

double normal_share(double x) { return 0.5 * std::erfc(-x / std::numbers::sqrt2); }

// Kolmogorov and Smirnov's largest distance between a sample and a distribution.
double distance(std::vector<double> sample, const std::function<double(double)>& cumulative) {
  std::ranges::sort(sample);
  const auto n = static_cast<double>(sample.size());
  double largest = 0;
  for (std::size_t i = 0; i < sample.size(); ++i) {
    const double share = cumulative(sample[i]);
    largest = std::max({largest, share - static_cast<double>(i) / n, static_cast<double>(i + 1) / n - share});
  }
  return largest;
}

TEST(SizeLaw, DrawnDiametersAreOfTheirDistributionByKolmogorovAndSmirnov) {
  const double scale = 3e-6, shape = 2.5;  // Weibull
  PackingRecipe recipe;
  recipe.box = {90e-6, 90e-6, 90e-6};
  recipe.fraction = 0.5;
  recipe.seed = 2;
  recipe.diameter = [&](double p) { return scale * std::pow(-std::log1p(-p), 1 / shape); };
  const auto diameters = draw_diameters(recipe);
  ASSERT_GT(diameters.size(), 5000u);
  const double d = distance(diameters, [&](double x) { return -std::expm1(-std::pow(x / scale, shape)); });
  EXPECT_LT(d, 1.63 / std::sqrt(static_cast<double>(diameters.size())));  // the level that 1 in 100 samples passes
}

TEST(SizeLaw, ALognormalByVolumeIsOneByNumberWithAMedianLowerByThreeSigmaSquared) {
  // Hatch and Choate (1929): ln of the median by number is that by volume less 3 sigma^2; sigma is the same.
  const double median = 8e-6, sigma = 0.35;
  const auto by_volume = [&](double d) { return normal_share(std::log(d / median) / sigma); };
  const Quantile quantile = by_number(by_volume, 0.5e-6, 80e-6);
  for (const double z : {-2.0, -1.0, 0.0, 1.0, 2.5})
    EXPECT_NEAR(std::log(quantile(normal_share(z)) / median), -3 * sigma * sigma + sigma * z, 2e-4) << z;
}

TEST(SizeLaw, ParticlesDrawnByNumberHaveTheVolumeDistributionAskedFor) {
  // Evenly spread by volume between 2 and 6 um: half of the volume is in particles below 4 um.
  const Quantile quantile = by_number([](double d) { return (d - 2e-6) / 4e-6; }, 2e-6, 6e-6);
  PackingRecipe recipe;
  recipe.box = {150e-6, 150e-6, 150e-6};
  recipe.fraction = 0.5;
  recipe.diameter = quantile;
  double below = 0, all = 0;
  for (const double d : draw_diameters(recipe)) {
    all += d * d * d;
    if (d < 4e-6) below += d * d * d;
  }
  EXPECT_NEAR(below / all, 0.5, 0.01);
}

TEST(SizeLaw, EndsThatAreNoSizesAreRefused) {
  const auto any = [](double d) { return d; };
  EXPECT_THROW(by_number(any, 0, 1), Failure);
  EXPECT_THROW(by_number(any, 2, 1), Failure);
  EXPECT_THROW(by_number([](double) { return 1.0; }, 1, 2), Failure);
}

TEST(DirectionLaw, TheMeanOfManyDrawsIsTheOrderAskedFor) {
  std::mt19937_64 engine(1);
  std::uniform_real_distribution<double> even(0, 1);
  for (const double order : {-0.5, -0.2, 0.0, 0.3, 0.9, 1.0}) {
    const Vector preferred = normalised({1, -2, 0.5});
    const DirectionLaw law({preferred, order});
    double sum = 0;
    const int draws = 40000;
    for (int i = 0; i < draws; ++i) {
      const double u = even(engine), v = even(engine);
      const double cosine = dot(law.draw(u, v), preferred);
      sum += 1.5 * cosine * cosine - 0.5;
    }
    EXPECT_NEAR(sum / draws, order, 4 * 0.75 / std::sqrt(draws)) << order;
  }
  EXPECT_THROW(DirectionLaw({{0, 0, 1}, 1.1}), Failure);
}

TEST(Profile, ItsMeanIsOneAndItsQuantilesInvertItsShare) {
  const Profile profile(1, {3, 1, 2});
  EXPECT_NEAR(profile.mean(0, 1), 1, 1e-14);
  EXPECT_NEAR(profile.at(0) / profile.at(0.5), 3, 1e-12);
  EXPECT_NEAR(profile.at(0.75) / profile.at(0.5), 1.5, 1e-12);
  // By trapezia: 2 and 1.5 of 3.5 parts, half each.
  EXPECT_NEAR(profile.quantile(2 / 3.5), 0.5, 1e-12);
  EXPECT_NEAR(profile.largest(), 3 / 1.75, 1e-12);
  EXPECT_EQ(Profile().at(0.3), 1);
  EXPECT_THROW(Profile(0, {1}), Failure);
  EXPECT_THROW(Profile(0, {0, 0}), Failure);
  EXPECT_THROW(Profile(0, {1, -1}), Failure);
}

}  // namespace
}  // namespace voxvolt::generate
