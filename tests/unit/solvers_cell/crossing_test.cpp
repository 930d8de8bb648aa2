// SPDX-License-Identifier: BSD-3-Clause
#include "solvers/cell/porous_electrode/crossing.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <limits>

namespace voxvolt::cell {
namespace {

/// How many looks it takes to meet 1e-12, and where.
int looks(const std::function<double(double)>& f, double& found) {
  Crossing root(0, 1, f(0), f(1));
  for (int round = 1; round <= 60; ++round) {
    found = root.next();
    EXPECT_GE(found, 0);
    EXPECT_LE(found, 1);
    const double value = f(found);
    if (std::abs(value) < 1e-12) return round;
    root.take(found, value);
  }
  return 61;
}

TEST(Crossing, MeetsSmoothAndSteepFunctionsWithinItsBracket) {
  double found = 0;
  EXPECT_LE(looks([](double x) { return 0.3 - x * x; }, found), 8);
  EXPECT_NEAR(found, std::sqrt(0.3), 1e-11);
  EXPECT_LE(looks([](double x) { return 1 - std::exp(40 * (x - 0.9)); }, found), 30);
  EXPECT_NEAR(found, 0.9, 1e-12);
  EXPECT_LE(looks([](double x) { return std::cbrt(0.2 - x); }, found), 60);
  EXPECT_NEAR(found, 0.2, 1e-11);
}

TEST(Crossing, StartsWhereItIsToldTo) {
  Crossing root(0, 2, 1, -3);
  root.aim(0.7, -1.5);
  EXPECT_EQ(root.next(), 0.7);
  root.take(0.7, 0.03);
  EXPECT_NEAR(root.next(), 0.72, 1e-15);
}

TEST(Crossing, StaysInsideWhenTheFunctionIsNoNumber) {
  Crossing root(0, 1, 1, -1);
  for (int i = 0; i < 20; ++i) {
    EXPECT_TRUE(root.next() >= 0 && root.next() <= 1);
    root.take(root.next(), std::numeric_limits<double>::quiet_NaN());
  }
}

}  // namespace
}  // namespace voxvolt::cell
