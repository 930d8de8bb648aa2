// SPDX-License-Identifier: BSD-3-Clause
#include "numerics/pack.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace voxvolt::numerics {
namespace {

using L = Lanes<double>;

TEST(Pack, LogarithmIsThatOfTheLibraryToTwoUnitsInTheLastPlace) {
  for (double x = 1e-300; x < 1e300; x *= 1.37) {
    const auto y = logarithm(L::all(x));
    for (int lane = 0; lane < L::width; ++lane) {
      const double seen = y[lane], expected = std::log(x);
      EXPECT_NEAR(seen, expected, 4.5e-16 * std::max(std::abs(expected), 0.5)) << x;
    }
  }
}

TEST(Pack, AreaSineIsOddAndThatOfTheLibrary) {
  for (const double x : {0.0, 1e-12, 1e-3, 0.7, 3.0, 1e5, 1e12}) {
    const auto p = L::all(x), m = L::all(-x);
    const auto up = area_sine(p, square_root(p * p + 1)), down = area_sine(m, square_root(m * m + 1));
    EXPECT_NEAR(up[0], std::asinh(x), 2e-16 + 4.5e-16 * std::asinh(x));
    EXPECT_EQ(up[0], -down[0]);
  }
}

TEST(Pack, TakesLanesInOrderFromAnyPlace) {
  double values[40];
  for (int i = 0; i < 40; ++i) values[i] = i;
  const auto p = L::many(values + 3);
  for (int lane = 0; lane < L::width; ++lane) EXPECT_EQ(p[lane], 3 + lane);
  EXPECT_EQ(sum(L::all(1.5)), 1.5 * L::width);
  const auto sides = L::alternating(1.0, 2.0, 0);
  for (int lane = 0; lane < L::width; ++lane) EXPECT_EQ(sides[lane], lane % 2 == 0 ? 1 : 2);
}

}  // namespace
}  // namespace voxvolt::numerics
