// SPDX-License-Identifier: BSD-3-Clause
// Stacks that burn: case C on its mesh, convergence under a ceiling, error bars, energy, criteria.
#include <gtest/gtest.h>

#include <cmath>

#include "cases.hpp"

namespace voxvolt::runaway {
namespace {

StackCase case_c(int volumes, std::optional<double> ceiling, double tolerance = 1e-3) {
  StackCase c;
  c.stack = test::hot_block_and_cells(volumes);
  c.default_ceiling = ceiling, c.tolerance = tolerance, c.sampling.interval = 100;
  return c;
}

TEST(Stack, EqualsASecondEngineOnTheMeshWithoutALimiter) {
  StackCase c = case_c(35, {}, 1e-4);
  c.sampling.interval = 0.1;  // as the second engine wrote its output, and dated by straight lines in between
  const StackResult r = test::run(c);
  const double known[] = {3.648, 22.420, 37.841};
  for (std::size_t cell = 0; cell < 3; ++cell) {
    double half = 0;
    for (std::size_t k = 1; k < r.curves.time.size() && half == 0; ++k) {
      const double a = r.curves.conversion[4 * (k - 1) + cell + 1], b = r.curves.conversion[4 * k + cell + 1];
      if (a < 0.5 && b >= 0.5) half = r.curves.time[k - 1] + 0.1 * (0.5 - a) / (b - a);
    }
    EXPECT_NEAR(half, known[cell], 0.01);
    EXPECT_NEAR(*r.cells[cell].time_to_runaway, known[cell], 0.025);
  }
  EXPECT_LT(r.energy.balance, 1e-9);
  ASSERT_EQ(r.warnings.size(), 1u) << "fronts of micrometres on volumes of 0.2 mm must be named";
  EXPECT_NE(r.warnings[0].find("the worst of 3 cells"), std::string::npos) << r.warnings[0];
  EXPECT_LT(r.propagation_margin, 0);
}

TEST(Stack, TimesTightenWithTheTolerance) {
  const StackResult fine = test::run(case_c(35, 1.0, 1e-6));
  double before = 1;
  for (const double tolerance : {1e-2, 1e-3, 1e-4}) {
    const StackResult r = test::run(case_c(35, 1.0, tolerance));
    double worst = 0;
    for (int i = 0; i < 3; ++i)
      worst = std::max(worst, std::abs(*r.cells[i].time_to_runaway / *fine.cells[i].time_to_runaway - 1));
    EXPECT_LT(worst, 0.35 * before);
    EXPECT_LT(worst, 0.2 * tolerance);
    before = worst;
  }
}

TEST(Stack, WithACeilingTheTimesConvergeAndTheBarsCoverTheNextMesh) {
  std::vector<StackResult> by_mesh;
  for (const int volumes : {18, 35, 70, 140}) {
    StackCase c = case_c(volumes, 1.0, 1e-4);
    c.second_mesh = true;
    by_mesh.push_back(test::run(c));
    EXPECT_TRUE(by_mesh.back().warnings.size() == 1u) << "a ceiling by default is named, and nothing else";
  }
  for (int cell = 0; cell < 3; ++cell)
    for (std::size_t m = 0; m + 1 < by_mesh.size(); ++m) {
      const double change =
          std::abs(*by_mesh[m].cells[cell].time_to_runaway - *by_mesh[m + 1].cells[cell].time_to_runaway);
      EXPECT_LE(change, *by_mesh[m].cells[cell].time_error) << cell << " at mesh " << m;
      if (m > 0) {
        const double former =
            std::abs(*by_mesh[m - 1].cells[cell].time_to_runaway - *by_mesh[m].cells[cell].time_to_runaway);
        EXPECT_LT(change, 0.4 * former) << "second order would be a quarter";
      }
    }
  EXPECT_NEAR(*by_mesh.back().cells[0].time_to_runaway, 9.78, 0.05);
}

TEST(Stack, BarsCoverTheNextMeshInNineOfTenCellsAndCases) {
  int covered = 0, all = 0;
  for (const double ceiling : {0.5, 1.0, 3.0})
    for (const double contact : {0.001, 0.004, 0.01}) {
      std::vector<StackResult> by_mesh;
      for (const int volumes : {18, 36, 72}) {
        StackCase c = case_c(volumes, ceiling, 1e-4);
        auto stack = std::make_shared<StackParams>(*c.stack);
        stack->contacts = {0.002, contact, contact};
        c.stack = stack, c.duration = 200, c.second_mesh = volumes < 72;
        by_mesh.push_back(test::run(c));
      }
      for (std::size_t m = 0; m < 2; ++m)
        for (std::size_t cell = 0; cell < 3; ++cell) {
          const CellOutcome &one = by_mesh[m].cells[cell], &next = by_mesh[m + 1].cells[cell];
          ASSERT_EQ(one.time_to_runaway.has_value(), next.time_to_runaway.has_value());
          if (!one.time_to_runaway) continue;
          ++all;
          covered += std::abs(*one.time_to_runaway - *next.time_to_runaway) <= *one.time_error;
        }
    }
  EXPECT_GE(all, 40);
  EXPECT_GE(covered, 0.9 * all) << covered << " of " << all;
  RecordProperty("covered", std::to_string(covered) + " of " + std::to_string(all));
}

TEST(Stack, EveryCriterionDatesTheSameEvent) {
  std::vector<double> dates;
  for (const Criterion& k :
       {Criterion{Criterion::Kind::conversion, 0.5, 0}, Criterion{Criterion::Kind::conversion, 0.9, 0},
        Criterion{Criterion::Kind::temperature, 600, 0}, Criterion{Criterion::Kind::heating_rate, 5, 1}}) {
    StackCase c = case_c(18, 1.0);
    c.criterion = k;
    dates.push_back(*test::run(c).cells[1].time_to_runaway);
  }
  EXPECT_LT(dates[0], dates[1]);
  EXPECT_LT(dates[3], dates[2]);
  EXPECT_NEAR(dates[2], dates[0], 5);
  EXPECT_GT(dates[3], *test::run(case_c(18, 1.0)).cells[0].time_to_runaway) << "not before its neighbour";
}

TEST(Stack, TheDateOfACellIsWhereItsCurvePassesHalf) {
  StackCase c = case_c(18, 1.0, 1e-4);
  c.sampling.interval = 0.01;
  const StackResult r = test::run(c);
  for (std::size_t cell = 0; cell < 3; ++cell)
    for (std::size_t k = 1; k < r.curves.time.size(); ++k) {
      const double a = r.curves.conversion[4 * (k - 1) + cell + 1], b = r.curves.conversion[4 * k + cell + 1];
      if (a < 0.5 && b >= 0.5) {
        EXPECT_NEAR(*r.cells[cell].time_to_runaway, r.curves.time[k - 1] + 0.01 * (0.5 - a) / (b - a), 1e-5);
      }
    }
}

TEST(Stack, TheMarginIsContinuousAcrossTheBarrierThatStopsIt) {
  double before = 0;
  bool propagated = false, stopped = false;
  for (double contact = 0.05; contact < 1.2; contact *= 1.3) {
    StackCase c = case_c(18, 1.0);
    auto s = std::make_shared<StackParams>(*c.stack);
    s->contacts[1] = s->contacts[2] = contact;
    c.stack = s, c.duration = 2000;
    const StackResult r = test::run(c);
    const bool next = r.cells[1].time_to_runaway.has_value();
    (next ? propagated : stopped) = true;
    EXPECT_EQ(next, r.propagation_margin < 0) << contact;
    if (contact > 0.05) { EXPECT_GE(r.propagation_margin, before - 0.02) << contact; }
    before = r.propagation_margin;
  }
  EXPECT_TRUE(propagated && stopped);
}

TEST(Stack, AHeaterStopsAtItsTemperatureAndItsEnergyIsCounted) {
  StackCase c = case_c(18, 1.0);
  auto s = std::make_shared<StackParams>(*c.stack);
  s->layers[0].initial_temperature = 294.15;
  Heater heater;
  heater.power = 300, heater.start = 2, heater.until_temperature = 400;
  s->heaters = {heater};
  c.stack = s, c.duration = 30, c.sampling.interval = 0.01;
  const StackResult r = test::run(c);
  double hottest = 0;
  for (std::size_t k = 0; k < r.curves.time.size(); ++k) hottest = std::max(hottest, r.curves.mean_temperature[4 * k]);
  EXPECT_NEAR(hottest, 400, 0.03);  // sampled every 0.01 s
  EXPECT_LT(r.energy.balance, 1e-9);
  EXPECT_GT(r.energy.heaters, 2e-3 * 1e-2 * 2700 * 900 * (400 - 294.15));
  EXPECT_TRUE(r.cells[0].triggered);
  EXPECT_FALSE(r.cells[1].triggered);
}

TEST(Stack, EjectaTakeTheirShareOfHeatAndJetsHandItOn) {
  StackCase c = case_c(10, 1.0, 1e-4);
  auto stack = std::make_shared<StackParams>(*c.stack);
  c.stack = stack, c.sampling.interval = 1, c.duration = 150;
  const StackResult without = test::run(c);
  stack->ejecta = Ejecta{0.2, 4, 0.5, 0};
  const StackResult lost = test::run(c);
  stack->ejecta->to_neighbours = 0.6;
  const StackResult jets = test::run(c);
  for (const StackResult* r : {&lost, &jets}) EXPECT_LT(r->energy.balance, 1e-9);
  const double each = 0.2 * 1.44e6 * 630 * 7e-3 * stack->area;  // of a cell
  ASSERT_TRUE(lost.cells.back().time_to_runaway && jets.cells.back().time_to_runaway);
  EXPECT_NEAR(lost.energy.ejected, 3 * each, 1e-6 * each);
  EXPECT_NEAR(jets.energy.ejected, 3 * 0.4 * each, 1e-6 * each);
  // What is lost slows the front, what is handed on speeds it up against that.
  EXPECT_GT(*lost.cells[2].time_to_runaway, *without.cells[2].time_to_runaway);
  EXPECT_LT(*jets.cells[2].time_to_runaway, *lost.cells[2].time_to_runaway);
}

TEST(Stack, GasComesAsItsReactionsGoAndEndsAsTheSumOfItsSpecies) {
  StackCase c = case_c(10, 1.0, 1e-4);
  auto stack = std::make_shared<StackParams>(*c.stack);
  auto burning = std::make_shared<Mechanism>(*stack->layers[1].mechanism);
  burning->reactions[0].gases = {{"CO2", 3.0}, {"H2", 2.0}};  // mol/kg
  for (std::size_t i = 1; i < stack->layers.size(); ++i) stack->layers[i].mechanism = burning;
  c.stack = stack, c.sampling.interval = 1;
  const StackResult r = test::run(c);
  const std::size_t layers = stack->layers.size(), last = r.curves.time.size() - 1;
  ASSERT_EQ(r.curves.gas.size(), layers * r.curves.time.size());
  for (std::size_t t = 0; t <= last; ++t) {
    EXPECT_EQ(r.curves.gas[t * layers], 0);
    const double all = 5 * 630 * 7e-3 * stack->area;  // of a cell's reactant
    for (std::size_t i = 1; i < layers; ++i)
      EXPECT_NEAR(r.curves.gas[t * layers + i], r.curves.conversion[t * layers + i] * all, 1e-9 * all);
  }
  for (std::size_t i = 1; i < layers; ++i)
    EXPECT_NEAR(r.cells[i - 1].gases[0] + r.cells[i - 1].gases[1], r.curves.gas[last * layers + i], 1e-9);
}

TEST(Stack, GasThatLeavesTakesItsHeatFromTheCellAndTheBudgetCloses) {
  StackCase c = case_c(18, 1.0, 1e-4);
  auto stack = std::make_shared<StackParams>(*c.stack);
  auto burning = std::make_shared<Mechanism>(*stack->layers[1].mechanism);
  burning->reactions[0].gases = {{"CO2", 5.0}};  // mol/kg
  for (std::size_t i = 1; i < stack->layers.size(); ++i) stack->layers[i].mechanism = burning;
  c.stack = stack, c.duration = 100, c.sampling.interval = 0.05;
  const StackResult closed = test::run(c);
  auto vents = std::make_shared<StackParams>(*stack);
  vents->venting = Can{1e-5, 1e6, 101325, 294.15, {}, Opening{2e-5, 0.8, 1.25, 0.04}, 45};
  c.stack = vents;
  const StackResult open = test::run(c);
  EXPECT_LT(open.energy.balance, 1e-9);
  double heat = 0;
  const std::size_t layers = stack->layers.size(), times = open.curves.time.size();
  for (std::size_t i = 1; i < layers; ++i) {
    std::vector<double> temperature, gas;
    for (std::size_t k = 0; k < times; ++k)
      temperature.push_back(open.curves.mean_temperature[k * layers + i]),
          gas.push_back(open.curves.gas[k * layers + i]);
    heat += vent(*vents->venting, open.curves.time, temperature, gas).heat.back();
    EXPECT_LT(open.cells[i - 1].peak_mean_temperature, closed.cells[i - 1].peak_mean_temperature - 5);
  }
  EXPECT_GT(heat, 0.02 * open.energy.released);
  EXPECT_NEAR(open.energy.ejected / heat, 1, 0.01);
}

TEST(Stack, AHeaterThatNeverFiresIsNamed) {
  StackCase c = case_c(9, 1.0);
  auto s = std::make_shared<StackParams>(*c.stack);
  s->heaters = {{0, 100, 500, {}, {}, {}, {}}};
  c.stack = s, c.duration = 10;
  const auto warnings = test::run(c).warnings;
  EXPECT_TRUE(std::any_of(warnings.begin(), warnings.end(),
                          [](const std::string& w) { return w.find("never fired") != std::string::npos; }));
}

}  // namespace
}  // namespace voxvolt::runaway
