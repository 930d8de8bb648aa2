// SPDX-License-Identifier: BSD-3-Clause
#include <gtest/gtest.h>

#include "support/cell_cases.hpp"
#include "support/marquis2019.hpp"
#include "support/reference_curve.hpp"

namespace voxvolt::test {
namespace {

using namespace voxvolt::cell;

CellCase marquis2019_case(const CellParams& p, std::vector<ProtocolStep> steps, double tolerance) {
  CellCase what = chen2020_case(std::move(steps));
  what.parameters = std::make_shared<const CellParams>(p);
  what.initial.negative_stoichiometry.reset();
  what.initial.positive_stoichiometry.reset();
  what.tolerance = tolerance;
  what.sampling.interval = 5;
  return what;
}

const double one_c = 0.680616;

TEST(Lumped, ConvergesWithTheTolerance) {
  const auto run = [&](double tolerance) {
    return run_one(marquis2019_case(
        marquis2019(), {held(Control::current, 3 * one_c, std::nullopt, {voltage_below(3.105)})}, tolerance));
  };
  const CellResult fine = run(1e-7);
  ASSERT_EQ(fine.status, CellStatus::finished) << fine.reason;
  std::vector<double> errors;
  for (const double tolerance : {1e-3, 1e-4, 1e-5}) {
    const CellResult r = run(tolerance);
    ASSERT_EQ(r.status, CellStatus::finished) << r.reason;
    const Difference v =
        difference(r.curves.time, r.curves.voltage, fine.curves.time, fine.curves.voltage, 0, fine.time - 10);
    const Difference t =
        difference(r.curves.time, r.curves.temperature, fine.curves.time, fine.curves.temperature, 0, fine.time - 10);
    std::printf(
        "[ measured ] tolerance %.0e: V %.4f mV at most, T %.5f K at most, end %.3f s (%.3f), %lld steps, power %.1e "
        "lithium %.1e\n",
        tolerance, 1e3 * v.largest, t.largest, r.time, fine.time, static_cast<long long>(r.costs.steps),
        r.balances.power, r.balances.lithium);
    EXPECT_LT(v.largest, 5 * tolerance);
    EXPECT_LT(r.balances.power, 1e-8);
    EXPECT_LT(r.balances.lithium, 1e-12);
  }
}

TEST(Lumped, IsTheIsothermalModelUnderStrongCooling) {
  const std::vector<ProtocolStep> steps{held(Control::current, 2 * one_c, 600.0), held(Control::voltage, 3.9, 300.0)};
  const CellResult isothermal = run_one(marquis2019_case(marquis2019(std::nullopt), steps, 1e-5));
  const CellResult cooled = run_one(marquis2019_case(marquis2019(1e8), steps, 1e-5));
  ASSERT_EQ(cooled.status, CellStatus::finished) << cooled.reason;
  ASSERT_EQ(cooled.curves.time.size(), isothermal.curves.time.size());
  for (std::size_t i = 0; i < cooled.curves.time.size(); ++i) {
    EXPECT_NEAR(cooled.curves.voltage[i], isothermal.curves.voltage[i], 2e-5);
    EXPECT_NEAR(cooled.curves.current[i], isothermal.curves.current[i], 2e-4);
  }
}

TEST(Lumped, StoresTheHeatThatIsMadeWithoutCooling) {
  const CellResult r = run_one(marquis2019_case(marquis2019(0.0), {held(Control::current, 3 * one_c, 600.0)}, 1e-6));
  ASSERT_EQ(r.status, CellStatus::finished) << r.reason;
  double heat = 0;  // by the trapezoidal rule over the samples
  const Curves& c = r.curves;
  for (std::size_t i = 0; i + 1 < c.time.size(); ++i) {
    const auto total = [&](std::size_t k) { return c.heat_ohmic[k] + c.heat_irreversible[k] + c.heat_reversible[k]; };
    heat += (c.time[i + 1] - c.time[i]) * (total(i) + total(i + 1)) / 2;
  }
  const double stored = marquis2019().lumped->heat_capacity * (c.temperature.back() - c.temperature.front());
  EXPECT_NEAR(heat / stored, 1, 2e-3);
}

// The integrated balance falls with the steps' own order, four where nothing breaks.
TEST(Energy, BalancesAtTheOrderOfTheSteps) {
  for (const bool warm : {false, true}) {
    const auto run = [&](double tolerance) {
      const CellResult r =
          run_one(marquis2019_case(warm ? marquis2019() : marquis2019(std::nullopt),
                                   {held(Control::current, 2 * one_c, 600.0), held(Control::current, 0, 300.0),
                                    held(Control::current, -one_c, 600.0), held(Control::voltage, 3.8, 600.0)},
                                   tolerance));
      EXPECT_EQ(r.status, CellStatus::finished) << r.reason;
      std::printf("[ measured ] %s, tolerance %.0e: %lld steps, energy %.2e\n", warm ? "lumped" : "isothermal",
                  tolerance, static_cast<long long>(r.costs.steps), r.balances.energy);
      return r;
    };
    const CellResult coarse = run(1e-4), middle = run(1e-6), fine = run(1e-8);
    EXPECT_GT(coarse.balances.energy, 0);
    EXPECT_LT(fine.balances.energy, 1e-6);
    const auto order = [](const CellResult& a, const CellResult& b) {
      return std::log(a.balances.energy / b.balances.energy) /
             std::log(static_cast<double>(b.costs.steps) / static_cast<double>(a.costs.steps));
    };
    EXPECT_GT(order(coarse, middle), 3);
    EXPECT_GT(order(middle, fine), 3);
  }
}

}  // namespace
}  // namespace voxvolt::test
