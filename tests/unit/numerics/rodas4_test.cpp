// SPDX-License-Identifier: BSD-3-Clause
#include "numerics/rodas4.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <limits>

namespace voxvolt::numerics {
namespace {

/// y' = -z + sin t, 0 = z - y^2 - cos t with y(0) = 1, z(0) = 2, by `steps` steps up to `end`; and y, z half a step before.
std::array<double, 2> integrate(int steps, double end = 1, std::array<double, 2>* between = nullptr) {
  using T = Rodas4;
  double y = 1, z = 2, t = 0;
  const double h = end / steps;
  for (int n = 0; n < steps; ++n) {
    double u[6], v[6], stage_y = y, stage_z = z;
    for (int i = 0; i < T::stages; ++i) {
      stage_y = y, stage_z = z;
      double carried = 0;
      for (int j = 0; j < i; ++j) {
        stage_y += T::a[i][j] * u[j], stage_z += T::a[i][j] * v[j];
        carried += T::c[i][j] / h * u[j];
      }
      const double at = t + T::alpha[i] * h, gamma = T::gammas[i] * h;
      const double f = -stage_z + std::sin(at) + carried + gamma * std::cos(t);
      const double g = stage_z - stage_y * stage_y - std::cos(at) + gamma * std::sin(t);
      // (1/(h gamma)) u + v = f;  2 y u - v = g
      u[i] = (f + g) / (1 / (h * T::gamma) + 2 * y);
      v[i] = 2 * y * u[i] - g;
    }
    const double new_y = stage_y + u[5], new_z = stage_z + v[5];
    if (between != nullptr && n + 1 == steps) {
      double s[2][2] = {};
      for (int j = 0; j < 5; ++j) {
        s[0][0] += T::d2[j] * u[j], s[0][1] += T::d3[j] * u[j];
        s[1][0] += T::d2[j] * v[j], s[1][1] += T::d3[j] * v[j];
      }
      *between = {0.5 * y + 0.5 * (new_y + 0.5 * (s[0][0] + 0.5 * s[0][1])),
                  0.5 * z + 0.5 * (new_z + 0.5 * (s[1][0] + 0.5 * s[1][1]))};
    }
    y = new_y, z = new_z, t += h;
  }
  return {y, z};
}

TEST(Rodas4, IsOfOrderFourInDifferentialAndAlgebraicUnknowns) {
  // Errors change sign on the way, so the order is taken from the first to the last of the refinements.
  const auto fine = integrate(1024);
  double before[2] = {1, 1}, first[2] = {0, 0};
  for (const int steps : {4, 8, 32, 128}) {
    const auto seen = integrate(steps);
    for (int q = 0; q < 2; ++q) {
      const double error = std::abs(seen[q] - fine[q]);
      EXPECT_LT(error, before[q] / 4);
      if (steps == 4) first[q] = error;
      if (steps == 128) { EXPECT_NEAR(std::log2(first[q] / error) / 5, 4, 0.4); }
      before[q] = error;
    }
  }
}

TEST(Rodas4, IsOfOrderThreeBetweenSteps) {
  double before = 0;
  for (const int steps : {8, 16, 32}) {
    std::array<double, 2> between{};
    integrate(steps, 1, &between);
    const auto exact = integrate(4096, 1 - 0.5 / steps);
    const double error = std::abs(between[0] - exact[0]) + std::abs(between[1] - exact[1]);
    if (before > 0) { EXPECT_GT(std::log2(before / error), 2.7); }
    before = error;
  }
}

TEST(StepControl, AcceptsNoNumberNeverAndCutsByFive) {
  const double none = std::numeric_limits<double>::quiet_NaN();
  EXPECT_FALSE(StepControl::accepts(none));
  EXPECT_TRUE(StepControl::accepts(1));
  StepControl control;
  EXPECT_DOUBLE_EQ(control.rejected(10, none), 2);
  EXPECT_LT(control.rejected(10, 1.2), 10);
  EXPECT_LE(control.accepted(2, 1e-9), 2);  // does not grow right after a rejection
  EXPECT_GT(control.accepted(2, 1e-9), 2);
}

}  // namespace
}  // namespace voxvolt::numerics
