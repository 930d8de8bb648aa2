// SPDX-License-Identifier: BSD-3-Clause
#include "uq/distribution.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <stdexcept>

namespace voxvolt::uq {
namespace {

TEST(Distribution, NormalQuantilesAreThoseOfTheTables) {
  const Distribution law(Normal{10, 2});
  EXPECT_NEAR(law.quantile(0.5), 10, 1e-12);
  EXPECT_NEAR(law.quantile(0.975), 10 + 2 * 1.959963984540054, 1e-9);
  EXPECT_NEAR(law.quantile(0.1), 10 - 2 * 1.2815515655446004, 1e-9);
}

TEST(Distribution, LognormalMedianAndSigmaAreThoseOfTheLogarithm) {
  const Distribution law(Lognormal{8e-6, 0.35});
  EXPECT_NEAR(law.quantile(0.5), 8e-6, 1e-15);
  EXPECT_NEAR(std::log(law.quantile(0.975) / 8e-6), 0.35 * 1.959963984540054, 1e-9);
}

TEST(Distribution, UniformAndTriangularHaveTheirClosedForms) {
  EXPECT_NEAR(Distribution(Uniform{2, 6}).quantile(0.25), 3, 1e-12);
  EXPECT_NEAR(Distribution(Uniform{2, 6}).sd(), 4 / std::sqrt(12.0), 1e-12);
  // F(mode) = (mode - min)/(max - min)
  EXPECT_NEAR(Distribution(Triangular{0, 1, 4}).quantile(0.25), 1, 1e-12);
}

TEST(Distribution, AWeibullHasItsClosedForms) {
  const Distribution law(Weibull{9e-6, 3});
  EXPECT_NEAR(law.quantile(1 - std::exp(-1.0)), 9e-6, 1e-15);  // the scale, whatever the shape
  EXPECT_NEAR(law.mean(), 9e-6 * std::tgamma(1 + 1.0 / 3), 1e-14);
  EXPECT_NEAR(law.cumulative(9e-6), 1 - std::exp(-1.0), 1e-12);
}

TEST(Distribution, AHistogramIsEvenWithinItsClassesWhateverTheSumOfItsShares) {
  const Distribution law(Histogram{{1, 2, 4}, {3, 1}});
  EXPECT_NEAR(law.quantile(0.375), 1.5, 1e-12);
  EXPECT_NEAR(law.quantile(0.75), 2, 1e-12);
  EXPECT_NEAR(law.quantile(0.875), 3, 1e-12);
  EXPECT_NEAR(law.cumulative(3), 0.875, 1e-12);
  EXPECT_NEAR(law.mean(), 0.75 * 1.5 + 0.25 * 3, 1e-12);
}

TEST(Distribution, ACutKeepsTheBoundsAndRenormalises) {
  // A normal cut at its mean is half normal: median at the third quartile of the whole.
  const Distribution law(Normal{0, 1}, 0.0, std::nullopt);
  EXPECT_NEAR(law.quantile(0.5), 0.6744897501960817, 1e-8);
  EXPECT_GE(law.quantile(1e-12), 0);
  const Distribution both(Normal{0, 1}, -1.0, 1.0);
  EXPECT_NEAR(both.quantile(0.5), 0, 1e-9);
  EXPECT_LE(both.quantile(1 - 1e-12), 1);
}

TEST(Distribution, ListedValuesAreEquallyLikelyAndKeepTheirOrder) {
  const Distribution law(Values{{3, 1, 2}});
  EXPECT_EQ(law.quantile(0.1), 3);
  EXPECT_EQ(law.quantile(0.5), 1);
  EXPECT_EQ(law.quantile(0.99), 2);
  EXPECT_EQ(law.levels(17), (std::vector<double>{3, 1, 2}));
}

TEST(Distribution, GridLevelsOfAUniformIncludeItsEnds) {
  EXPECT_EQ(Distribution(Uniform{0, 1}).levels(5), (std::vector<double>{0, 0.25, 0.5, 0.75, 1}));
  const auto levels = Distribution(Normal{0, 1}).levels(3);
  EXPECT_NEAR(levels[0], -0.967421566101701, 1e-9);  // quantile of 1/6
  EXPECT_NEAR(levels[1], 0, 1e-12);
}

TEST(Distribution, ImpossibleParametersAreRefusedInWords) {
  EXPECT_THROW(Distribution(Normal{0, 0}), std::invalid_argument);
  EXPECT_THROW(Distribution(Uniform{1, 1}), std::invalid_argument);
  EXPECT_THROW(Distribution(Lognormal{-1, 1}), std::invalid_argument);
  EXPECT_THROW(Distribution(Triangular{0, 2, 1}), std::invalid_argument);
  EXPECT_THROW(Distribution(Values{{}}), std::invalid_argument);
  EXPECT_THROW(Distribution(Weibull{0, 1}), std::invalid_argument);
  EXPECT_THROW(Distribution(Histogram{{1, 2}, {1, 1}}), std::invalid_argument);
  EXPECT_THROW(Distribution(Histogram{{1, 1}, {1}}), std::invalid_argument);
  EXPECT_THROW(Distribution(Histogram{{1, 2, 3}, {0, 0}}), std::invalid_argument);
  EXPECT_THROW(Distribution(Normal{0, 1}, 40.0, 41.0), std::invalid_argument);
}

}  // namespace
}  // namespace voxvolt::uq
