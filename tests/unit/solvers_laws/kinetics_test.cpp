// SPDX-License-Identifier: BSD-3-Clause
#include <gtest/gtest.h>

#include <cmath>

#include "solvers/laws/arrhenius.hpp"
#include "solvers/laws/butler_volmer.hpp"

namespace voxvolt::laws {
namespace {

TEST(Overpotential, GivesBackTheCurrentThroughButlerVolmer) {
  const double scale = 2 * gas_constant * 298.15 / faraday;
  for (const double y : {-300.0, -2.0, -1e-3, 0.0, 1e-9, 0.5, 40.0})
    EXPECT_NEAR(std::sinh(overpotential(y, scale).eta / scale), y, 1e-13 * (1 + std::abs(y)));
}

TEST(Overpotential, IsOddAndItsSlopesAreItsDifferences) {
  const double scale = 0.05, step = 1e-6;
  for (const double y : {-3.0, 0.2, 7.0}) {
    const auto at = overpotential(y, scale);
    EXPECT_EQ(overpotential(-y, scale).eta, -at.eta);
    const double slope = (overpotential(y + step, scale).eta - overpotential(y - step, scale).eta) / (2 * step);
    EXPECT_NEAR(at.per_y, slope, 1e-9);
    EXPECT_NEAR(at.per_log_rate, -y * slope, 1e-9);  // y = j/(2 j0)
  }
}

TEST(Arrhenius, IsOneAtTheReferenceAndItsSlopeIsItsDifference) {
  EXPECT_EQ(arrhenius(35000.0, 298.15, 298.15), 1.0);
  EXPECT_EQ(arrhenius(0.0, 250.0, 298.15), 1.0);
  const double step = 1e-4, t = 310;
  const double up = arrhenius(35000.0, t + step, 298.15), down = arrhenius(35000.0, t - step, 298.15);
  EXPECT_NEAR(arrhenius_slope(35000.0, t), (std::log(up) - std::log(down)) / (2 * step), 1e-8);
}

}  // namespace
}  // namespace voxvolt::laws
