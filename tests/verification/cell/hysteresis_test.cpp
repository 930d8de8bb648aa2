// SPDX-License-Identifier: BSD-3-Clause
// Hysteresis of the open-circuit potential, one state per particle, and exchange currents of other orders than one half.
#include <gtest/gtest.h>

#include <cmath>

#include "support/cell_cases.hpp"

namespace voxvolt::test {
namespace {

using namespace voxvolt::cell;

constexpr double kFaraday = 96485.33212, kGasConstant = 8.31446261815324;

CellParams with_gap(const Curve& gap, double rate, double initial) {
  CellParams p = chen2020();
  p.negative.material.hysteresis = Hysteresis{gap, rate, initial};
  return p;
}

CellCase case_of(CellParams p, Model model, std::vector<ProtocolStep> steps, double tolerance) {
  CellCase what = chen2020_case(std::move(steps));
  what.parameters = std::make_shared<const CellParams>(std::move(p));
  what.model = model;
  what.tolerance = tolerance;
  what.sampling.interval = 60;
  return what;
}

TEST(Hysteresis, WithoutADifferenceOfBranchesIsNone) {
  CellParams warm = chen2020(), warm_zero = with_gap(curve([](double) { return 0.0; }, 0, 1), 50, -1);
  warm.lumped = warm_zero.lumped = LumpedThermal{60, 0.3};
  const std::vector<ProtocolStep> steps{held(Control::current, 5, 900.0), held(Control::current, -5, 600.0),
                                        held(Control::voltage, 4.0, 300.0), held(Control::power, 15, 300.0)};
  for (const Model model : {Model::dfn, Model::spme, Model::spm})
    for (const bool is_warm : {false, true}) {
      const CellParams zero = with_gap(curve([](double) { return 0.0; }, 0, 1), 50, -1);
      const CellResult with = run_one(case_of(is_warm ? warm_zero : zero, model, steps, 1e-5));
      const CellResult without = run_one(case_of(is_warm ? warm : chen2020(), model, steps, 1e-5));
      ASSERT_EQ(with.status, CellStatus::finished) << with.reason;
      ASSERT_EQ(with.curves.time, without.curves.time);
      for (std::size_t i = 0; i < with.curves.time.size(); ++i) {
        ASSERT_NEAR(with.curves.voltage[i], without.curves.voltage[i], 1e-11);
        ASSERT_NEAR(with.curves.heat_irreversible[i], without.curves.heat_irreversible[i], 1e-9);
      }
    }
}

// One particle under a constant current: with x its mean stoichiometry, z = 1 - (1 - z0) exp(-rate (x0 - x)) while
// lithium leaves; and back.
TEST(Hysteresis, StateDecaysWithTheLithiumThatPasses) {
  const auto gap = [](double x) { return 0.02 + 0.01 * x; };
  const double rate = 20;
  const std::vector<ProtocolStep> steps{held(Control::current, 1, 3 * 3600.0), held(Control::current, 0, 600.0),
                                        held(Control::current, -1, 2 * 3600.0)};
  for (const Model model : {Model::spm, Model::dfn}) {
    const CellResult with = run_one(case_of(with_gap(curve(gap, 0, 1), rate, -0.4), model, steps, 1e-7));
    const CellResult without = run_one(case_of(chen2020(), model, steps, 1e-7));
    ASSERT_EQ(with.status, CellStatus::finished) << with.reason;
    ASSERT_EQ(with.curves.time, without.curves.time);
    const ActiveMaterial& m = chen2020().negative.material;
    const CellParams p = chen2020();
    const double sites = m.fraction * m.maximum_concentration * p.negative.region.thickness * p.electrode_area *
                         p.parallel_pairs * kFaraday / 3600;  // A h
    const double x0 = chen2020_initial_negative();
    double z_turn = 0, x_turn = 0;
    for (std::size_t i = 0; i < with.curves.time.size(); ++i) {
      const double x = x0 - with.curves.discharge_capacity[i] / sites;
      double z = 1 - (1 + 0.4) * std::exp(-rate * (x0 - x));
      if (with.curves.step[i] < 2) z_turn = z, x_turn = x;
      else z = -1 + (1 + z_turn) * std::exp(-rate * (x - x_turn));
      // The DFN's particles do not pass alike along x.
      ASSERT_NEAR(with.curves.open_circuit_voltage[i], without.curves.open_circuit_voltage[i] - z * gap(x),
                  model == Model::spm ? 1e-7 : 1e-3)
          << with.curves.time[i];
    }
  }
}

TEST(Hysteresis, ClosesItsLoopAndLosesItsArea) {
  const double gap = 0.03, rate = 60, hours = 5;
  std::vector<ProtocolStep> steps{held(Control::current, 0.5, 3600 * hours / 2)};
  for (int cycle = 0; cycle < 14; ++cycle) {
    steps.push_back(held(Control::current, -0.5, 3600 * hours / 2));
    steps.push_back(held(Control::current, 0.5, 3600 * hours / 2));
  }
  const CellResult with =
      run_one(case_of(with_gap(curve([=](double) { return gap; }, 0, 1), rate, 0), Model::dfn, steps, 1e-6));
  const CellResult without = run_one(case_of(chen2020(), Model::dfn, steps, 1e-6));
  ASSERT_EQ(with.status, CellStatus::finished) << with.reason;
  const std::size_t loop = 2 * static_cast<std::size_t>(3600 * hours / 2 / 60 + 1), size = with.curves.voltage.size();
  double off = 0;
  for (std::size_t i = size - loop; i < size; ++i)
    off = std::max(off, std::fabs(with.curves.voltage[i] - with.curves.voltage[i - loop]));
  const auto loss = [](const CellResult& r) { return -(r.steps[27].energy + r.steps[28].energy); };  // W h
  const CellParams p = chen2020();
  const double sites = p.negative.material.fraction * p.negative.material.maximum_concentration *
                       p.negative.region.thickness * p.electrode_area * p.parallel_pairs * kFaraday / 3600;
  const double passed = 0.5 * hours / 2 / sites, e = std::exp(-rate * passed);
  // From -z to z within `passed`: z = 1 - (1 + z1) exp(-rate q), z1 = (1 - e)/(1 + e).
  const double z1 = (1 - e) / (1 + e), half = passed - (1 + z1) * (1 - e) / rate;
  const double area = 2 * gap * sites * half;
  std::printf("[ measured ] loop closes to %.2e V; loses %.6f W h more, its area %.6f W h\n", off,
              loss(with) - loss(without), area);
  EXPECT_LT(off, 2e-5);
  EXPECT_NEAR((loss(with) - loss(without)) / area, 1, 0.01);
  EXPECT_LT(with.balances.lithium, 1e-10);
  EXPECT_LT(with.balances.power, 1e-8);
}

ExchangeCurrent of_orders(ExchangeCurrent j0, double electrolyte, double lithium, double vacancy) {
  j0.electrolyte = electrolyte;
  j0.lithium = lithium;
  j0.vacancy = vacancy;
  return j0;
}

CellParams with_orders(double a, double b, double g) {
  CellParams p = chen2020();
  for (ActiveMaterial* m : {&p.negative.material, &p.positive.material})
    m->exchange_current = of_orders(m->exchange_current, a, b, g);
  return p;
}

TEST(ExchangeCurrentOrders, NextToOneHalfAreOneHalf) {
  const std::vector<ProtocolStep> steps{held(Control::current, 5, 1800.0), held(Control::voltage, 3.9, 600.0)};
  for (const Model model : {Model::dfn, Model::spme, Model::spm}) {
    const CellResult even = run_one(case_of(chen2020(), model, steps, 1e-5));
    const CellResult near = run_one(case_of(with_orders(0.5 + 1e-9, 0.5 - 1e-9, 0.5 + 1e-9), model, steps, 1e-5));
    ASSERT_EQ(near.status, CellStatus::finished) << near.reason;
    ASSERT_EQ(near.curves.time, even.curves.time);
    for (std::size_t i = 0; i < near.curves.time.size(); ++i)
      ASSERT_NEAR(near.curves.voltage[i], even.curves.voltage[i], 1e-8);
  }
}

TEST(ExchangeCurrentOrders, GiveTheOverpotentialOfTheirPowers) {
  const double a = 0.3, b = 0.8, g = 0.25;
  CellParams p = with_orders(a, b, g);
  p.electrolyte.initial_concentration = 1700;
  const CellResult r = run_one(case_of(p, Model::spm, {held(Control::current, 10, 10.0)}, 1e-5));
  const double current = 10 / (p.electrode_area * p.parallel_pairs), scale = 2 * kGasConstant * 298.15 / kFaraday;
  const auto w = [&](const ElectrodeParams& e, double x, double (*u)(double), double sign) {
    const ActiveMaterial& m = e.material;
    const double j = sign * current / (m.surface_area_per_volume * e.region.thickness);
    const double j0 =
        m.exchange_current.reference * std::pow(1.7, a) * std::pow(x, b) * std::pow(1 - x, g);  // 1 mol/l reference
    return u(x) + m.end_term * (1 / x - 1 / (1 - x)) + scale * std::asinh(j / (2 * j0));
  };
  EXPECT_NEAR(r.curves.voltage.front(),
              w(p.positive, chen2020_initial_positive(), chen2020_nmc811, -1) -
                  w(p.negative, chen2020_initial_negative(), chen2020_graphite, 1),
              1e-7);
}

TEST(ExchangeCurrentOrders, ConvergeWithTheTolerance) {
  CellParams warm = with_orders(0.7, 0.3, 0.6), half = with_orders(0.7, 0.3, 0.6);
  warm.lumped = LumpedThermal{60, 0.3};
  half.counter = LithiumCounter{of_orders(chen2020_kinetics(1e-5, 30000, 0), 0.3, 0.5, 0.5), 0};
  const auto run = [](const CellParams& p, Model model, double tolerance) {
    const bool is_half = p.counter.has_value();
    CellCase what = case_of(
        p, model, {held(Control::current, is_half ? 3 : 8, 900.0), held(Control::voltage, is_half ? 4.0 : 3.8, 300.0)},
        tolerance);
    if (is_half) what.initial.negative_stoichiometry.reset();
    return run_one(what);
  };
  for (const CellParams& p : {with_orders(0.7, 0.3, 0.6), warm, half})
    for (const Model model : {Model::dfn, Model::spme, Model::spm}) {
      const CellResult fine = run(p, model, 1e-8), middle = run(p, model, 1e-5), coarse = run(p, model, 1e-4);
      ASSERT_EQ(fine.status, CellStatus::finished) << fine.reason;
      ASSERT_EQ(coarse.curves.time, fine.curves.time);
      double by_middle = 0, by_coarse = 0;
      for (std::size_t i = 0; i < fine.curves.time.size(); ++i) {
        by_middle = std::max(by_middle, std::fabs(middle.curves.voltage[i] - fine.curves.voltage[i]));
        by_coarse = std::max(by_coarse, std::fabs(coarse.curves.voltage[i] - fine.curves.voltage[i]));
      }
      EXPECT_LT(by_middle, 5e-5);
      EXPECT_LT(by_coarse, 5e-4);
      EXPECT_LT(fine.costs.rejected, fine.costs.steps / 4);
      EXPECT_LT(coarse.balances.power, 1e-8);
      EXPECT_LT(coarse.balances.lithium, 1e-10);
    }
}

}  // namespace
}  // namespace voxvolt::test
