// SPDX-License-Identifier: BSD-3-Clause
#include "solvers/runaway/venting/can.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "solvers/laws/nozzle_flow.hpp"

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

TEST(Nozzle, ChokesAtTheCriticalRatioAndMeetsTheClosedForms) {
  EXPECT_NEAR(laws::critical_pressure_ratio(1.4), 1 / 0.528282, 1e-5);  // dry air, Shapiro's tables
  EXPECT_NEAR(laws::nozzle_flow(1.4, 5), 0.578704, 1e-6);               // (5/6)^3
  EXPECT_EQ(laws::nozzle_flow(1.4, 5), laws::nozzle_flow(1.4, 50));
  const double at = laws::critical_pressure_ratio(1.3);
  EXPECT_NEAR(laws::nozzle_flow(1.3, at * (1 - 1e-9)), laws::nozzle_flow(1.3, at), 1e-9);
  // Barely driven it is Bernoulli's sqrt(2 rho dp) over p sqrt(g M/(R T)) = sqrt(2 e/g).
  EXPECT_NEAR(laws::nozzle_flow(1.3, 1 + 1e-6) / std::sqrt(2e-6 / 1.3), 1, 1e-5);
  EXPECT_EQ(laws::nozzle_flow(1.3, 0.9), 0);
}

Can with_opening() {
  Can can;
  can.free_volume = 1e-4, can.burst = 1e6, can.closed_at = 300;
  can.opening = Opening{1e-6, 0.8, 1.3, 0.03};
  return can;
}

/// Bursts at 0 s at 400 K with as much gas as `pressure` takes, and makes `rate` mol/s.
Vented blown(const Can& can, double pressure, double rate, double end, int samples) {
  std::vector<double> time, temperature, gas;
  const double enclosed = can.ambient * can.free_volume / (kR * can.closed_at);
  for (int i = 0; i <= samples; ++i)
    time.push_back(end * i / samples), temperature.push_back(400),
        gas.push_back(pressure * can.free_volume / (kR * 400) - enclosed + rate * time.back());
  return vent(can, time, temperature, gas);
}

TEST(Can, AChokedCanEmptiesExponentially) {
  const Can can = with_opening();
  const double tau = can.free_volume / (outflow_per_pressure(can, 1e6, 400) * kR * 400);
  const double critical = laws::critical_pressure_ratio(1.3) * can.ambient,
               end = 0.9 * tau * std::log(1.5e6 / critical);
  const Vented one = blown(can, 1.5e6, 0, end, 20);
  for (std::size_t i = 0; i < one.pressure.size(); ++i)
    EXPECT_NEAR(one.pressure[i] / (1.5e6 * std::exp(-end * static_cast<double>(i) / 20 / tau)), 1, 0.012) << i;
  const double mass_flow = 0.8e-6 * 1.5e6 * std::sqrt(1.3 * 0.03 / (kR * 400)) * std::pow(2 / 2.3, 2.3 / 0.6);
  EXPECT_NEAR(one.fastest / mass_flow, 1, 0.012);
}

TEST(Can, SteadyGasLeavesAsFastAsItIsMadeAndNothingIsLost) {
  const Can can = with_opening();
  const double rate = 2e-3;
  const Vented one = blown(can, 1.2e6, rate, 50, 100);
  const double p = one.pressure.back();
  EXPECT_GT(p, can.ambient);
  EXPECT_NEAR(p * outflow_per_pressure(can, p, 400) / rate, 1, 1e-6);
  const double filled = 1.2e6 * can.free_volume / (kR * 400), stays = p * can.free_volume / (kR * 400);
  EXPECT_NEAR(one.amount.back(), filled + rate * 50 - stays, 1e-12);
  EXPECT_NEAR(one.heat.back(), one.amount.back() * can.gas_heat_capacity * 100, 1e-9);
}

TEST(Can, AWideOpeningIsTheInstantOne) {
  Can wide = with_opening(), instant = wide;
  wide.opening->area = 1e-2, instant.opening.reset();
  const Vented a = blown(wide, 1.2e6, 1e-3, 10, 10), b = blown(instant, 1.2e6, 1e-3, 10, 10);
  EXPECT_NEAR(a.pressure.back(), b.pressure.back(), 1);
  EXPECT_NEAR(a.amount.back() / b.amount.back(), 1, 1e-6);
}

TEST(Can, SolventBoilsOffThroughTheOpeningUntilThereIsNoneAndTakesItsHeat) {
  Can can = with_opening();
  can.vapour = Vapour{363, 38e3, 0.05};
  can.burst = 3e5;
  std::vector<double> time, temperature, gas;
  for (int i = 0; i <= 400; ++i) time.push_back(i), temperature.push_back(450), gas.push_back(0);
  const Vented one = vent(can, time, temperature, gas);
  ASSERT_TRUE(one.time);
  EXPECT_NEAR(one.pressure.back() / can.ambient, 1, 1e-3);
  const double stays = can.ambient * can.free_volume / (kR * 450),
               enclosed = can.ambient * can.free_volume / (kR * 300);
  EXPECT_NEAR(one.amount.back(), 0.05 + enclosed - stays, 1e-5);
  // While there is liquid, choked flow sweeps air out by e-folds of R T/(p V) per mole that boils; then nothing changes the mix.
  const double saturated = pressure_of(can, 0, 450) - can.ambient * 450 / 300, per_mol = kR * 450 / can.free_volume;
  const double air = can.ambient * 450 / 300 * std::exp(-(0.05 - saturated / per_mol) * per_mol / saturated);
  const double solvent_stays = stays * saturated / (saturated + air);
  EXPECT_NEAR(one.heat.back() / (one.amount.back() * can.gas_heat_capacity * 150 + (0.05 - solvent_stays) * 38e3), 1,
              1e-4);
}

}  // namespace
}  // namespace voxvolt::runaway
