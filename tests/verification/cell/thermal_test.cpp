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

CellResult warm_run(const CellParams& p, Model model, double tolerance, std::vector<ProtocolStep> steps) {
  CellCase what = marquis2019_case(p, std::move(steps), tolerance);
  what.model = model;
  if (p.counter) what.initial.positive_stoichiometry = 0.6;
  return run_one(what);
}

TEST(LumpedSingleParticle, ConvergesWithTheToleranceUnderEveryControl) {
  CellParams half = marquis2019(5.0), varied = marquis2019(5.0);
  half.counter = LithiumCounter{chen2020_kinetics(1e-5, 30000, 20000), 0};
  varied.negative.material.diffusivity_factor = curve([](double x) { return 0.5 + x; }, 0, 1);
  varied.positive.material.hysteresis = Hysteresis{curve([](double) { return 0.02; }, 0, 1), 40, 0};
  const std::vector<ProtocolStep> steps{held(Control::current, 2 * one_c, 600.0), held(Control::power, 3, 200.0),
                                        held(Control::resistance, 8, 200.0), held(Control::voltage, 3.9, 300.0)};
  for (const CellParams& p : {marquis2019(5.0), half, varied})
    for (const Model model : {Model::spme, Model::spm}) {
      const CellResult fine = warm_run(p, model, 1e-8, steps);
      ASSERT_EQ(fine.status, CellStatus::finished) << fine.reason;
      EXPECT_GT(fine.curves.temperature[120], fine.curves.temperature[0] + 0.2);
      double last = 0;
      for (const double tolerance : {1e-4, 1e-6}) {
        const CellResult r = warm_run(p, model, tolerance, steps);
        ASSERT_EQ(r.curves.time, fine.curves.time);
        double volts = 0, kelvin = 0;
        for (std::size_t i = 0; i < r.curves.time.size(); ++i) {
          volts = std::max(volts, std::fabs(r.curves.voltage[i] - fine.curves.voltage[i]));
          kelvin = std::max(kelvin, std::fabs(r.curves.temperature[i] - fine.curves.temperature[i]));
        }
        std::printf(
            "[ measured ] %s, tolerance %.0e: V %.2e V, T %.2e K at most, %lld steps %lld rejected, energy %.1e\n",
            model == Model::spm ? "SPM" : "SPMe", tolerance, volts, kelvin, static_cast<long long>(r.costs.steps),
            static_cast<long long>(r.costs.rejected), r.balances.energy);
        EXPECT_LT(volts, 10 * tolerance);
        EXPECT_LT(kelvin, 100 * tolerance);
        EXPECT_LT(r.balances.power, 1e-8);
        EXPECT_LT(r.balances.charge, 1e-10);
        if (last > 0) { EXPECT_LT(r.balances.energy, last / 30); }
        last = r.balances.energy;
      }
    }
}

TEST(LumpedSingleParticle, IsIsothermalUnderStrongCoolingAndTheDfnsTemperatureAtLowRate) {
  const std::vector<ProtocolStep> steps{held(Control::current, 0.5 * one_c, 3000.0),
                                        held(Control::voltage, 3.9, 300.0)};
  for (const Model model : {Model::spme, Model::spm}) {
    const CellResult cold = warm_run(marquis2019(std::nullopt), model, 1e-6, steps);
    const CellResult cooled = warm_run(marquis2019(1e8), model, 1e-6, steps);
    ASSERT_EQ(cooled.curves.time, cold.curves.time);
    for (std::size_t i = 0; i < cold.curves.time.size(); ++i)
      ASSERT_NEAR(cooled.curves.voltage[i], cold.curves.voltage[i], 1e-5);
  }
  const CellResult full = warm_run(marquis2019(0.0), Model::dfn, 1e-6, {steps[0]});
  const CellResult cheap = warm_run(marquis2019(0.0), Model::spme, 1e-6, {steps[0]});
  const double risen = full.curves.temperature.back() - full.curves.temperature.front();
  EXPECT_NEAR(cheap.curves.temperature.back() - full.curves.temperature.back(), 0, 0.02 * std::fabs(risen));
  EXPECT_GT(std::fabs(risen), 0.3);
}

}  // namespace
}  // namespace voxvolt::test
