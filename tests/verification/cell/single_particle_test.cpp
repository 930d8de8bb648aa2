// SPDX-License-Identifier: BSD-3-Clause
#include <gtest/gtest.h>

#include "support/cell_cases.hpp"
#include "support/reference_curve.hpp"

namespace voxvolt::test {
namespace {

using namespace voxvolt::cell;

CellResult discharge(Model model, double rate, double until) {
  CellCase what = chen2020_case({held(Control::current, 5 * rate, std::nullopt, {voltage_below(until)})});
  what.model = model;
  what.tolerance = 1e-5;
  what.sampling.interval = 10 / rate;
  return run_one(what);
}

Difference from_dfn(Model model, double rate) {
  const CellResult full = discharge(Model::dfn, rate, 2.5), cheap = discharge(model, rate, 2.5);
  EXPECT_EQ(cheap.status, CellStatus::finished) << cheap.reason;
  EXPECT_LT(cheap.balances.lithium, 1e-10);
  EXPECT_LT(cheap.balances.charge, 1e-10);
  EXPECT_LT(cheap.balances.power, 1e-8);
  const Difference d = difference(cheap.curves.time, cheap.curves.voltage, full.curves.time, full.curves.voltage,
                                  60 / rate, std::min(full.time, cheap.time) - 30 / rate);
  std::printf("[ measured ] %s at %gC: %.2f mV rms, %.2f at most, ends at %.1f s (%.1f), %lld steps\n",
              model == Model::spme ? "SPMe" : "SPM", rate, 1e3 * d.rms, 1e3 * d.largest, cheap.time, full.time,
              static_cast<long long>(cheap.costs.steps));
  return d;
}

// 0.4, 5 and 28 mV are PyBaMM's SPMe from its DFN.
TEST(SingleParticle, WithElectrolyteTendsToTheDfnAtLowRate) {
  const Difference slow = from_dfn(Model::spme, 0.1), one = from_dfn(Model::spme, 1), two = from_dfn(Model::spme, 2);
  EXPECT_LT(slow.rms, 0.5e-3);
  EXPECT_LT(one.rms, 6e-3);
  EXPECT_LT(two.rms, 32e-3);
}

TEST(SingleParticle, WithoutElectrolyteTendsToTheDfnInTheFirstOrder) {
  const double slow = from_dfn(Model::spm, 0.02).rms, twice = from_dfn(Model::spm, 0.04).rms;
  EXPECT_LT(slow, 2e-3);
  EXPECT_NEAR(twice / slow, 2, 0.3);
}

TEST(SingleParticle, HoldsEveryControl) {
  for (const Model model : {Model::spm, Model::spme}) {
    CellCase what =
        chen2020_case({held(Control::power, 15, 600.0), held(Control::resistance, 1, 300.0),
                       held(Control::current, 0, 60.0), held(Control::current, -5, std::nullopt, {voltage_above(4.1)}),
                       held(Control::voltage, 4.1, std::nullopt, {current_below(0.25)})});
    what.model = model;
    const CellResult r = run_one(what);
    ASSERT_EQ(r.status, CellStatus::finished) << r.reason;
    for (std::size_t i = 0; i < r.curves.time.size(); ++i) {
      const double v = r.curves.voltage[i], current = r.curves.current[i];
      if (r.curves.step[i] == 0) { EXPECT_NEAR(v * current, 15, 1e-5); }
      if (r.curves.step[i] == 1) { EXPECT_NEAR(v / current, 1, 1e-5); }
      if (r.curves.step[i] == 4) { EXPECT_NEAR(v, 4.1, 1e-5); }
    }
    EXPECT_NEAR(r.steps[0].energy, 15.0 * 600 / 3600, 1e-5);
    EXPECT_LT(r.balances.charge, 1e-10);
  }
}

// At low rate the potentials along x are the DFN's; their ends are the voltage.
TEST(SingleParticle, PotentialsAlongTheCellTendToTheDfns) {
  const auto profiles = [](Model model, double rate) {
    CellCase what = chen2020_case({held(Control::current, 5 * rate, 1800 / rate)});
    what.model = model;
    what.tolerance = 1e-6;
    what.sampling.profiles_at = {900 / rate, 1800 / rate};
    return run_one(what);
  };
  const auto furthest = [&](double rate) {
    const CellResult full = profiles(Model::dfn, rate), cheap = profiles(Model::spme, rate);
    const Profiles &a = full.profiles, &b = cheap.profiles;
    EXPECT_EQ(a.x, b.x);
    double most = 0;
    for (std::size_t i = 0; i < a.concentration.size(); ++i) {
      most = std::max(most, std::fabs(a.electrolyte_potential[i] - b.electrolyte_potential[i]));
      EXPECT_EQ(std::isnan(a.solid_potential[i]), std::isnan(b.solid_potential[i]));
      if (!std::isnan(a.solid_potential[i]))
        most = std::max(most, std::fabs(a.solid_potential[i] - b.solid_potential[i]));
    }
    std::printf("[ measured ] potentials of SPMe at %gC: %.3f mV from the DFN at most\n", rate, 1e3 * most);
    return most;
  };
  EXPECT_LT(furthest(0.02), 1e-3);
  EXPECT_LT(furthest(1), 10e-3);

  // The mean of w over the positive electrode from its mean potentials, and the voltage from the solid's end.
  const CellResult r = profiles(Model::spme, 1);
  const Profiles& p = r.profiles;
  const std::size_t nodes = p.x.size(), last = 2 * nodes - 1;
  const CellParams c = chen2020();
  const double current = 5 / (c.electrode_area * c.parallel_pairs);
  const double half_node = c.positive.region.thickness / 20 / 2 / c.positive.effective_conductivity;
  EXPECT_NEAR(p.solid_potential[last] - current * half_node * (1 - 0.5 / 40), r.curves.voltage.back(), 1e-9);
}

}  // namespace
}  // namespace voxvolt::test
