// SPDX-License-Identifier: BSD-3-Clause
#include "uq/minimise.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace voxvolt::uq {
namespace {

double valley(std::span<const double> at, std::span<double> slopes) {  // Rosenbrock 1960
  const double across = at[1] - at[0] * at[0], along = 1 - at[0];
  slopes[0] = -400 * at[0] * across - 2 * along;
  slopes[1] = 200 * across;
  return 100 * across * across + along * along;
}

TEST(Minimise, FollowsAValleyToItsEndAndRepeatsItself) {
  const Minimum found = minimise(valley, {-1.2, 1}, {-5, -5}, {5, 5}, 500);
  EXPECT_NEAR(found.point[0], 1, 1e-4);
  EXPECT_NEAR(found.point[1], 1, 1e-4);
  EXPECT_LT(found.evaluations, 500u);
  EXPECT_EQ(minimise(valley, {-1.2, 1}, {-5, -5}, {5, 5}, 500).point, found.point);
}

TEST(Minimise, StaysBetweenTheBounds) {
  const Minimum found = minimise(valley, {-1.2, 1}, {-2, -2}, {0.5, 2}, 500);
  EXPECT_NEAR(found.point[0], 0.5, 1e-6);
  EXPECT_NEAR(found.point[1], 0.25, 1e-4);
}

TEST(Minimise, TurnsBackWhereThereIsNoValueAndIsNeverWorseThanItsStart) {
  const Slope half = [](std::span<const double> at, std::span<double> slopes) {
    slopes[0] = -1;  // downwards to the edge
    return at[0] > 1 ? std::numeric_limits<double>::infinity() : -at[0];
  };
  const Minimum found = minimise(half, {0.5}, {0}, {10}, 50);
  EXPECT_LE(found.value, -0.5);
  EXPECT_LE(found.point[0], 1);
  EXPECT_EQ(minimise(valley, {1, 1}, {-5, -5}, {5, 5}, 3).value, 0);
}

}  // namespace
}  // namespace voxvolt::uq
