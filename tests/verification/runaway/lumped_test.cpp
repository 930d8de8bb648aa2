// SPDX-License-Identifier: BSD-3-Clause
// One volume: closed forms and the known answers of the literature's oven.
#include <gtest/gtest.h>

#include <cmath>

#include "cases.hpp"

namespace voxvolt::runaway {
namespace {

TEST(Lumped, AShortHeatsSteadilyUntilTheScarcerElectrodeIsUsedUp) {
  constexpr double faraday = 96485.33212;
  auto mechanism = std::make_shared<Mechanism>();
  mechanism->name = "inert", mechanism->species = {{"anode", 0.13 * 2000}, {"cathode", 0.16 * 2000}};
  Reaction none;
  none.name = "none", none.changes = {{"anode", -1}}, none.factors = {{"anode"}};
  mechanism->reactions = {none};
  auto s = std::make_shared<StackParams>();
  s->layers = {{"cell", 0.01, 1, 1, 2000, 800, 298.15, mechanism}};
  s->area = 0.12 * 0.04;
  Short shorted;
  shorted.voltage = 4.2, shorted.resistance = 1e-3;
  shorted.consumes = {{"anode", 79.007e-3 / faraday}, {"cathode", 90.931e-3 / faraday}};
  s->shorts = {shorted};
  StackCase c;
  c.stack = s, c.duration = 5, c.tolerance = 1e-6, c.sampling.interval = 0.5;
  c.criterion = {Criterion::Kind::temperature, 1131.636 - 1, 0};
  const StackResult r = test::run(c);
  for (int i = 0; i <= 7; ++i) EXPECT_NEAR(r.curves.mean_temperature[i], 298.15 + 229.6875 * 0.5 * i, 0.02) << i;
  EXPECT_NEAR(r.curves.mean_temperature.back(), 1131.636, 1e-3);
  EXPECT_NEAR(*r.cells[0].time_to_runaway + 1 / 229.6875, 3.628783, 5e-4);
  EXPECT_LT(r.energy.balance, 1e-9);
  EXPECT_NEAR(r.energy.shorts, 4.8e-5 * 2000 * 800 * (1131.636 - 298.15), 0.1);
  EXPECT_TRUE(r.cells[0].triggered);
}

TEST(Lumped, AnEnergyLimitedShortGivesItsEnergyToTheLastJoule) {
  auto s = test::cell_18650(300, 300);
  s->sides.perimeter_per_area = 0;
  s->layers[0].mechanism = test::one_step(0, 1e4, 1e6, 1);
  Short shorted;
  shorted.voltage = 4, shorted.resistance = 8e-3, shorted.internal_resistance = 2e-3, shorted.energy = 6e3;
  shorted.start = 1.5;
  s->shorts = {shorted};
  StackCase c;
  c.stack = s, c.duration = 20;
  const StackResult r = test::run(c);
  EXPECT_NEAR(r.energy.shorts, 6e3, 1e-8);
  EXPECT_NEAR(r.energy.stored, 6e3, 1e-6);
  EXPECT_LT(r.energy.balance, 1e-9);
}

TEST(Lumped, ARampConsumesAsTheExponentialIntegralSays) {
  auto s = std::make_shared<StackParams>();
  s->layers = {{"sample", 0.01, 1, 1, 1000, 1000, 298.15, test::one_step(10, 1000, 1e5, 10)}};
  s->imposed = Programme{{0, 100}, {298.15, 798.15}};
  StackCase c;
  c.stack = s, c.duration = 10, c.tolerance = 1e-7, c.sampling.interval = 0.5;
  const StackResult r = test::run(c);
  const auto exact = [](double t) {
    const double start = 298.15, now = start + 5 * t, e = 1000;
    const double integral =
        now * std::exp(-e / now) - start * std::exp(-e / start) + e * (std::expint(-e / now) - std::expint(-e / start));
    return std::exp(-10.0 / 5 * integral);
  };
  for (std::size_t i = 0; i < r.curves.time.size(); ++i) {
    EXPECT_NEAR(1 - r.curves.conversion[i], exact(r.curves.time[i]), 1e-6) << r.curves.time[i];
    EXPECT_NEAR(r.curves.mean_temperature[i], 298.15 + 5 * r.curves.time[i], 1e-9);
  }
  EXPECT_NEAR(r.cells[0].species[0], 10 * exact(10), 1e-5);
  EXPECT_LT(r.energy.balance, 1e-9);
}

TEST(Lumped, TheOvenTestPeaksWhereTheKimSetSays) {
  struct Known {
    double oven, peak;
  };
  for (const auto& [oven, peak] : {Known{155, 523.36}, Known{150, 481.84}, Known{145, 193.9}}) {
    StackCase c;
    c.stack = test::cell_18650(oven + 273.15, 28 + 273.15), c.duration = 12000, c.tolerance = 1e-5;
    const StackResult r = test::run(c);
    EXPECT_NEAR(r.cells[0].peak_mean_temperature - 273.15, peak, oven == 145 ? 0.05 : 0.01) << oven;
    if (oven == 155) { EXPECT_NEAR(r.cells[0].peak_time, 1507, 0.5); }
    EXPECT_LT(r.energy.balance, 1e-9);
    EXPECT_FALSE(r.triggered_any);
  }
}

TEST(Lumped, TheDefaultToleranceForOneVolumeIsWithinATenthOfAKelvin) {
  StackCase c;
  c.stack = test::cell_18650(155 + 273.15, 28 + 273.15), c.duration = 6000, c.tolerance = 1e-4;
  EXPECT_NEAR(test::run(c).cells[0].peak_mean_temperature - 273.15, 523.36, 0.06);
}

TEST(Lumped, WithoutLossesTheRiseIsTheHeatOfWhatReacted) {
  auto s = test::cell_18650(300, 373.15);
  s->sides.perimeter_per_area = 0;
  StackCase c;
  c.stack = s, c.duration = 1.5e6, c.tolerance = 1e-5, c.sampling.interval = 5e4;
  const StackResult r = test::run(c);
  const double total =
      (257e3 * 610.4 * 0.15 + 1714e3 * 610.4 * 0.75 + 314e3 * 1221 * 0.96 + 155e3 * 406.9) / (2580 * 830);
  for (std::size_t i = 0; i < r.curves.time.size(); ++i)
    EXPECT_NEAR(r.curves.mean_temperature[i] - 373.15, total * r.curves.conversion[i], 1e-8 * total);
  EXPECT_NEAR(total, 578.7465, 1e-4);
  EXPECT_NEAR(r.curves.mean_temperature.back() - 373.15, 578.7465, 0.1);
  EXPECT_LT(r.energy.balance, 1e-9);
}

/// Zero order: so much reactant that none is missed. psi = E/(R Ta^2) heating/cooling at the surroundings' temperature.
bool ignites(double psi, double small) {
  constexpr double surroundings = 500, endless = 1e14;
  const double activation = surroundings / small;
  auto s = std::make_shared<StackParams>();
  // Cooling 1/s: h P/A/(rho c) with rho c = 1e6.
  s->layers = {{"cell", 0.01, 1, 1, 1000, 1000, surroundings, nullptr}};
  s->sides.perimeter_per_area = 1e3, s->sides.exchange = {1e3, 0, Programme::constant(surroundings)};
  const double heating = psi * surroundings * small;  // K/s
  s->layers[0].mechanism = test::one_step(heating * 1e6 / endless * std::exp(1 / small), activation, 1, endless);
  StackCase c;
  c.stack = s, c.duration = 1000, c.tolerance = 1e-7;
  c.until_temperature = surroundings * (1 + 8 * small);
  return test::run(c).time < 1000;
}

TEST(Lumped, SemenovsCriticalHeatingIsOneOverE) {
  // With RT/E = small the critical point of theta = psi exp(theta/(1 + small theta)) is a little above 1/e.
  constexpr double small = 1.0 / 600;
  const double theta = (1 - 2 * small - std::sqrt(1 - 4 * small)) / (2 * small * small);
  const double critical = theta * std::exp(-theta / (1 + small * theta));
  double low = 0.9 / std::numbers::e, high = 1.1 / std::numbers::e;
  ASSERT_FALSE(ignites(low, small));
  ASSERT_TRUE(ignites(high, small));
  for (int i = 0; i < 10; ++i) {
    const double middle = 0.5 * (low + high);
    (ignites(middle, small) ? high : low) = middle;
  }
  EXPECT_NEAR(critical * std::numbers::e, 1 + small, 1e-4);
  EXPECT_NEAR(0.5 * (low + high) / critical, 1, 1e-3);
}

TEST(Lumped, SurroundingsThatWarmSteadilyAreFollowedWithTheirDelay) {
  auto s = std::make_shared<StackParams>();
  s->layers = {{"block", 0.01, 1, 1, 1000, 1000, 300}};
  s->sides.perimeter_per_area = 100;
  s->sides.exchange = {1000, 0, Programme{{0, 50}, {300, 350}}};  // 1 K/s, delay 10 s
  StackCase c;
  c.stack = s, c.duration = 100, c.tolerance = 1e-6, c.sampling.interval = 5;
  const StackResult r = test::run(c);
  for (std::size_t i = 0; i < r.curves.time.size(); ++i) {
    const double t = r.curves.time[i], ramp = std::min(t, 50.0);
    const double lag = 10 * (1 - std::exp(-ramp / 10)) * std::exp(-(t - ramp) / 10);
    EXPECT_NEAR(r.curves.mean_temperature[i], 300 + ramp - lag, 1e-4) << t;
  }
  EXPECT_LT(r.energy.balance, 1e-9);
}

}  // namespace
}  // namespace voxvolt::runaway
