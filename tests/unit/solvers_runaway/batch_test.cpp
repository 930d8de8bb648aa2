// SPDX-License-Identifier: BSD-3-Clause
// Promises of the batch: bits, checkpoints, active set, clear ends.
#include <gtest/gtest.h>

#include <cmath>

#include "parallel/failure.hpp"
#include "support/memory_archive.hpp"
#include "verification/runaway/cases.hpp"

namespace voxvolt::runaway {
namespace {

void expect_same_bits(const StackResult& a, const StackResult& b) {
  EXPECT_EQ(a.status, b.status);
  EXPECT_EQ(a.time, b.time);
  EXPECT_EQ(a.reason, b.reason);
  EXPECT_EQ(a.costs.steps, b.costs.steps);
  EXPECT_EQ(a.costs.rejected, b.costs.rejected);
  EXPECT_EQ(a.propagation_margin, b.propagation_margin);
  EXPECT_EQ(a.energy.stored, b.energy.stored);
  EXPECT_EQ(a.energy.lost_sides, b.energy.lost_sides);
  EXPECT_EQ(a.energy.released, b.energy.released);
  EXPECT_EQ(a.energy.ejected, b.energy.ejected);
  EXPECT_EQ(a.curves.time, b.curves.time);
  EXPECT_EQ(a.curves.mean_temperature, b.curves.mean_temperature);
  EXPECT_EQ(a.curves.conversion, b.curves.conversion);
  EXPECT_EQ(a.curves.heat_rate, b.curves.heat_rate);
  EXPECT_EQ(a.profiles.temperature, b.profiles.temperature);
  ASSERT_EQ(a.cells.size(), b.cells.size());
  for (std::size_t i = 0; i < a.cells.size(); ++i) {
    EXPECT_EQ(a.cells[i].time_to_runaway, b.cells[i].time_to_runaway);
    EXPECT_EQ(a.cells[i].time_error, b.cells[i].time_error);
    EXPECT_EQ(a.cells[i].peak_temperature, b.cells[i].peak_temperature);
    EXPECT_EQ(a.cells[i].largest_self_heating, b.cells[i].largest_self_heating);
    EXPECT_EQ(a.cells[i].species, b.cells[i].species);
  }
}

/// Stacks of every sort, lumped cells among them.
std::vector<StackCase> mixed() {
  std::vector<StackCase> out;
  for (int i = 0; i < 19; ++i) {
    StackCase c;
    c.stack = test::cell_18650(423.15 + i, 300);
    c.duration = 3000 + 50 * i, c.tolerance = i % 2 ? 1e-3 : 1e-4, c.sampling.interval = 100;
    if (i % 5 == 1) {
      auto s = std::make_shared<StackParams>(*c.stack);
      Heater h;
      h.power = 20, h.start = 13, h.until_temperature = 360;
      s->heaters = {h};
      s->sides.exchange.ambient = Programme{{0, 600, 1200}, {300, 440, 430}};
      c.stack = s;
    }
    if (i % 5 == 2) {  // vents through an opening
      auto s = std::make_shared<StackParams>(*c.stack);
      auto m = test::kim();
      m->reactions[3].gases = {{"CO2", 6000}};
      s->layers[0].mechanism = m;
      s->venting = Can{2e-6, 1e6, 101325, 300, Vapour{363, 38e3, 0.005}, Opening{5e-6, 0.8, 1.25, 0.04}, 45};
      c.stack = s;
    }
    out.push_back(c);
  }
  StackCase c;
  c.stack = test::hot_block_and_cells(12), c.default_ceiling = 1, c.duration = 60, c.second_mesh = true;
  c.sampling = {1.0, {0, 10, 30}};
  out.push_back(c);
  c.stack = test::hot_block_and_cells(12, 8), c.active_set.on = true, c.duration = 120, c.second_mesh = false;
  out.push_back(c);
  c.stack = test::five_cells(20), c.default_ceiling = {}, c.active_set.on = false, c.duration = 30;
  out.push_back(c);
  return out;
}

TEST(Batch, GivesTheBitsOfItsMembersAlone) {
  const auto cases = mixed();
  StackBatch all(cases);
  all.run();
  for (std::size_t i = 0; i < cases.size(); ++i) {
    SCOPED_TRACE(i);
    expect_same_bits(all.result(static_cast<std::int64_t>(i)), test::run(cases[i]));
  }
}

TEST(Batch, HowARunIsCutChangesNoBit) {
  const auto cases = mixed();
  StackBatch whole(cases), cut(cases);
  whole.run();
  for (std::int64_t steps = 1; cut.advance(steps) > 0; steps = steps % 37 + 5) {}
  for (std::int64_t i = 0; i < whole.size(); ++i) {
    SCOPED_TRACE(i);
    expect_same_bits(whole.result(i), cut.result(i));
  }
}

TEST(Batch, ARunThatGoesOnFromACheckpointEndsInTheSameBits) {
  const auto cases = mixed();
  StackBatch whole(cases), first(cases);
  whole.run();
  first.advance(123);
  voxvolt::test::MemoryArchive shelf;
  first.save(shelf, "runaway");
  StackBatch second(cases);
  second.load(shelf, "runaway");
  second.run();
  for (std::int64_t i = 0; i < whole.size(); ++i) {
    SCOPED_TRACE(i);
    expect_same_bits(whole.result(i), second.result(i));
  }
}

TEST(Batch, TheActiveSetKeepsThePeriodAndTheEnergy) {
  StackCase c;
  c.stack = test::hot_block_and_cells(18, 12), c.default_ceiling = 1, c.duration = 240, c.sampling.interval = 240;
  const StackResult all = test::run(c);
  c.active_set.on = true;
  const StackResult few = test::run(c);
  EXPECT_LT(2 * few.costs.volume_steps, all.costs.volume_steps);
  EXPECT_LT(few.energy.balance, 1e-9);
  const auto period = [](const StackResult& r) {
    return (*r.cells[11].time_to_runaway - *r.cells[3].time_to_runaway) / 8;
  };
  EXPECT_NEAR(period(few) / period(all), 1, 1e-3);
  for (int i = 0; i < 12; ++i) {
    EXPECT_NEAR(*few.cells[i].time_to_runaway, *all.cells[i].time_to_runaway, 0.1);
    EXPECT_NEAR(few.cells[i].peak_mean_temperature, all.cells[i].peak_mean_temperature, 1);
  }
  EXPECT_NEAR(few.energy.stored / all.energy.stored, 1, 1e-3);
}

TEST(Batch, TheActiveSetResolvesCellsThatHeatThemselvesFarFromAnyFront) {
  // Every cell in a hot oven: none may be left out, and all run away at once.
  auto s = std::make_shared<StackParams>(*test::hot_block_and_cells(9, 6));
  for (Layer& l : s->layers) l.initial_temperature = 440;
  s->sides.exchange.ambient = Programme::constant(440);
  StackCase c;
  c.stack = s, c.duration = 2000, c.default_ceiling = 1;
  const StackResult all = test::run(c);
  c.active_set.on = true;
  const StackResult few = test::run(c);
  for (int i = 0; i < 6; ++i) {
    ASSERT_TRUE(all.cells[i].time_to_runaway.has_value());
    ASSERT_TRUE(few.cells[i].time_to_runaway.has_value());
    EXPECT_NEAR(*few.cells[i].time_to_runaway, *all.cells[i].time_to_runaway, 0.02 * *all.cells[i].time_to_runaway);
  }
}

TEST(Batch, AStackThatNeedsTooManyStepsSaysSoAndKeepsWhatItHas) {
  StackCase c;
  c.stack = test::hot_block_and_cells(9), c.most_steps = 50;
  const StackResult r = test::run(c);
  EXPECT_EQ(r.status, StackStatus::too_many_steps);
  EXPECT_NE(r.reason.find("50 steps"), std::string::npos) << r.reason;
  EXPECT_GT(r.time, 0);
  EXPECT_EQ(r.curves.time.size(), 51u);
  EXPECT_LT(r.energy.balance, 1e-9);
}

TEST(Batch, OneStackThatFailsLeavesTheOthersAlone) {
  auto cases = mixed();
  cases.resize(9);
  auto wild = std::make_shared<StackParams>(*cases[3].stack);
  wild->layers[0].mechanism = [] {
    auto m = test::kim();
    for (Reaction& r : m->reactions) r.pre_exponential *= 1e280;
    return m;
  }();
  cases[3].stack = wild;
  StackBatch all(cases);
  all.run();
  EXPECT_NE(all.status(3), StackStatus::finished);
  EXPECT_FALSE(all.result(3).reason.empty());
  for (const std::int64_t i : {0, 1, 2, 4, 5, 6, 7, 8}) expect_same_bits(all.result(i), test::run(cases[i]));
}

TEST(Batch, WrongCasesAreNamedWithAllTheirFaults) {
  StackCase good, bad;
  good.stack = test::hot_block_and_cells(9);
  auto s = std::make_shared<StackParams>(*good.stack);
  s->layers[1].thickness = -1, s->contacts.pop_back(), s->layers[2].volumes = 0;
  s->heaters = {{7, 10, 0, {}, {}, {}, {}}};
  bad.stack = s;
  bad.tolerance = 0;
  try {
    StackBatch batch({good, bad});
    FAIL() << "accepted";
  } catch (const Failure& f) {
    EXPECT_EQ(f.code(), ExitCode::input);
    const std::string what = f.what();
    for (const char* expected : {"case 2", "layer 2 (cell): thickness", "one contact fewer", "at least one volume",
                                 "there is no such layer", "the tolerance"})
      EXPECT_NE(what.find(expected), std::string::npos) << expected << " in\n" << what;
  }
}

TEST(Calorimeter, FindsTheTemperatureWhereSelfHeatingPassesItsSensitivity) {
  auto s = test::cell_18650(300, 300);
  s->sides.perimeter_per_area = 0;
  s->layers[0].mechanism = test::one_step(1e12, 15000, 8e8, 1);
  HeatWaitSearch arc;
  s->calorimeter = arc;
  StackCase c;
  c.stack = s, c.duration = 2e6, c.tolerance = 1e-5, c.criterion = {Criterion::Kind::heating_rate, 1, 0};
  const StackResult r = test::run(c);
  EXPECT_EQ(r.status, StackStatus::finished);
  EXPECT_NE(r.reason.find("calorimeter"), std::string::npos);
  EXPECT_LT(r.energy.balance, 1e-9);
  // Where A exp(-E/T) heat/(rho c) is the sensitivity, without consumption.
  const double onset = 15000 / std::log(1e12 * 8e8 / (2580 * 830) / arc.sensitivity);
  // The last temperature that the instrument heated to: there the rate falls from its own to that of the sample.
  double followed = 0, before = 0;
  for (std::size_t k = 1; k < r.curves.time.size(); ++k) {
    const double rise = r.curves.mean_temperature[k] - r.curves.mean_temperature[k - 1];
    const double rate = rise / (r.curves.time[k] - r.curves.time[k - 1]);
    const bool heated = std::abs(before / arc.heating_rate - 1) < 0.05;
    if (heated && rate < 0.5 * before && r.curves.mean_temperature[k] < 450)
      followed = r.curves.mean_temperature[k - 1];
    before = rate;
  }
  EXPECT_GT(followed, onset - arc.step);
  EXPECT_LT(followed, onset + arc.step + 1);
}

}  // namespace
}  // namespace voxvolt::runaway
