// SPDX-License-Identifier: BSD-3-Clause
#include "solvers/runaway/terminals/terminals.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <stdexcept>

namespace voxvolt::runaway {
namespace {

struct Recorded {
  std::vector<double> time, temperature, conversion;
  std::size_t cells;
  Recorded(std::size_t count, double end, int samples) : cells(count) {
    for (int k = 0; k <= samples; ++k) time.push_back(end * k / samples);
    temperature.assign(time.size() * cells, 300), conversion.assign(time.size() * cells, 0);
  }
  CellHistory history() const { return {time, temperature, conversion, cells}; }
};

CellString flat() { return {3600, 1, 0.02, {0, 1}, {4, 4}}; }

TEST(Terminals, AShortDividesTheVoltageUntilTheChargeHasGone) {
  const Recorded r(1, 100, 100);
  CellString s = flat();
  s.capacity = 4 / 0.05 * 60.5;  // lasts 60.5 s from 10.3 s on
  s.shorts = {{0, 10.3, 0.03}};
  const TerminalCurves c = terminal_curves(s, r.history());
  EXPECT_EQ(c.cell[10], 4);
  EXPECT_NEAR(c.cell[11], 4 * 0.03 / 0.05, 1e-12);
  EXPECT_NEAR(c.soc[50], 1 - (50 - 10.3) / 60.5, 1e-9);
  EXPECT_NEAR(c.cell[70], 4 * 0.03 / 0.05, 1e-12);
  EXPECT_EQ(c.cell[71], 0);
  EXPECT_EQ(c.soc.back(), 0);
}

TEST(Terminals, ALinearOpenCircuitVoltageDecaysExponentially) {
  const Recorded r(1, 400, 40);
  CellString s = flat();
  s.voltage = {3, 4};
  s.shorts = {{0, 0, 0.08}};
  const TerminalCurves c = terminal_curves(s, r.history());
  for (std::size_t k = 0; k < r.time.size(); ++k) {
    const double u = 4 * std::exp(-r.time[k] / (3600 * 0.1));
    if (u > 3) {
      EXPECT_NEAR(c.cell[k], u * 0.8, 1e-4) << k;
    }
  }
}

TEST(Terminals, CellsInParallelFeedTheOneThatIsShorted) {
  Recorded r(3, 10, 10);
  CellString s = flat();
  s.parallel = 3, s.shorts = {{1, 0, 0.01}};
  const TerminalCurves c = terminal_curves(s, r.history());
  const double v = 3 * 4 / 0.02 / (3 / 0.02 + 1 / 0.01);
  for (int i = 0; i < 3; ++i) {
    EXPECT_NEAR(c.cell[3 + i], v, 1e-12);
    EXPECT_NEAR(c.soc[30 + i], 1 - 10 * (4 - v) / 0.02 / 3600, 1e-9);
  }
}

TEST(Terminals, GroupsInSeriesAddUpAndALoadTakesItsShareOfEach) {
  const Recorded r(4, 1, 1);
  CellString s = flat();
  s.parallel = 2, s.current = 10;
  const TerminalCurves c = terminal_curves(s, r.history());
  EXPECT_NEAR(c.cell[0], 4 - 10 * 0.02 / 2, 1e-12);
  EXPECT_NEAR(c.string[0], 2 * c.cell[0], 1e-12);
}

TEST(Terminals, ASeparatorMeltsOnceAndStaysMolten) {
  Recorded r(1, 4, 4);
  r.temperature = {300, 405, 415, 405, 300};
  CellString s = flat();
  s.separator = Separator{400, 10, 0.02};
  const TerminalCurves c = terminal_curves(s, r.history());
  EXPECT_EQ(c.cell[0], 4);
  EXPECT_NEAR(c.cell[1], 4 / (1 + 0.5), 1e-9);
  EXPECT_NEAR(c.cell[2], 2, 1e-9);
  EXPECT_NEAR(c.cell[4], 2, 1e-9);
}

TEST(Terminals, WhatBurnsLosesItsVoltage) {
  Recorded r(1, 2, 2);
  r.conversion = {0, 0.5, 1};
  CellString s = flat();
  s.voltage = {3, 4};
  const TerminalCurves c = terminal_curves(s, r.history());
  EXPECT_NEAR(c.cell[1], 3.5, 1e-12);
  EXPECT_EQ(c.cell[2], 0);
}

TEST(Terminals, GroupsThatDoNotFitAndTablesThatAreNoneAreRefused) {
  const Recorded r(3, 1, 1);
  CellString s = flat();
  s.parallel = 2;
  EXPECT_THROW(terminal_curves(s, r.history()), std::invalid_argument);
  s = flat(), s.soc_of_voltage = {1, 0};
  EXPECT_THROW(terminal_curves(s, r.history()), std::invalid_argument);
}

}  // namespace
}  // namespace voxvolt::runaway
