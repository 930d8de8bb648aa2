// SPDX-License-Identifier: BSD-3-Clause
#include "solvers/runaway/venting/can.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace voxvolt::runaway {
namespace {

constexpr double kR = 8.31446261815324;

TEST(Can, SteadyGasAtOneTemperatureBurstsItWhenItsPressureIsReached) {
  Can can;
  can.free_volume = 2e-5, can.burst = 1.2e6, can.closed_at = 300;
  const double t = 400, rate = 1e-4;
  std::vector<double> time, temperature, gas;
  for (int i = 0; i <= 100; ++i) time.push_back(i), temperature.push_back(t), gas.push_back(rate * i);
  const Vented vented = vent(can, time, temperature, gas);
  ASSERT_TRUE(vented.time);
  EXPECT_NEAR(*vented.time, (can.burst - can.ambient * t / 300) * can.free_volume / (kR * t * rate), 1e-9);
  EXPECT_EQ(vented.peak, can.burst);
  EXPECT_EQ(vented.pressure.back(), can.ambient);
  EXPECT_NEAR(vented.pressure[10], pressure_of(can, 10 * rate, t), 1e-6);
  EXPECT_EQ(vented.amount[10], 0);
  const double stays = can.ambient * can.free_volume / (kR * t), enclosed = can.ambient * can.free_volume / (kR * 300);
  EXPECT_NEAR(vented.amount.back() + stays, enclosed + gas.back(), 1e-15);
}

TEST(Can, OneThatHoldsHasNoTimeAndKeepsItsGas) {
  const std::vector<double> time{0, 1, 2}, temperature{300, 500, 400}, gas{0, 1e-4, 1e-4};
  const Vented vented = vent({}, time, temperature, gas);
  EXPECT_FALSE(vented.time);
  EXPECT_NEAR(vented.peak, pressure_of({}, 1e-4, 500), 1e-9);
  EXPECT_EQ(vented.amount.back(), 0);
}

TEST(Can, WhatCoolsAfterwardsDrawsNoGasBack) {
  const std::vector<double> time{0, 1, 2}, temperature{300, 900, 300}, gas{0, 0.1, 0.1};
  const Vented vented = vent({}, time, temperature, gas);
  ASSERT_TRUE(vented.time);
  EXPECT_EQ(vented.amount[1], vented.amount[2]);
}

TEST(Can, VapourIsTheAmbientPressureAtItsBoilingPoint) {
  Can dry, wet;
  wet.vapour = Vapour{363, 38e3};
  EXPECT_NEAR(pressure_of(wet, 0, 363) - pressure_of(dry, 0, 363), wet.ambient, 1e-6);
  const double ratio = (pressure_of(wet, 0, 400) - pressure_of(dry, 0, 400)) / wet.ambient;
  EXPECT_NEAR(std::log(ratio), -38e3 / kR * (1.0 / 400 - 1.0 / 363), 1e-12);
}

}  // namespace
}  // namespace voxvolt::runaway
