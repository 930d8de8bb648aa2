// SPDX-License-Identifier: BSD-3-Clause
#include <gtest/gtest.h>

#include "support/cell_cases.hpp"
#include "support/reference_curve.hpp"

namespace voxvolt::test {
namespace {

using namespace voxvolt::cell;

TEST(Chen2020, DischargeAtOneCIsWithinAMillivoltOfAFineMeshOfPyBaMM) {
  const auto reference = csv_columns("chen2020_dfn_1C_discharge_fine.csv");
  if (reference.empty()) GTEST_SKIP() << "VOXVOLT_DATA is not there";
  CellCase what = chen2020_case({held(Control::current, 5, std::nullopt, {voltage_below(2.5)})});
  what.tolerance = 3e-4;
  what.sampling.interval = 10;
  const CellResult r = run_one(what);
  ASSERT_EQ(r.status, CellStatus::finished) << r.reason;
  const Difference v = difference(r.curves.time, r.curves.voltage, reference[0], reference[1], 60, 3555);
  EXPECT_LT(v.rms, 0.3e-3);
  EXPECT_LT(v.largest, 0.6e-3);
  const Difference anode = difference(r.curves.time, r.curves.anode_potential, reference[0], reference[4], 60, 3555);
  EXPECT_LT(anode.rms, 0.3e-3);
  EXPECT_NEAR(r.time, 3555.227, 0.2);
  EXPECT_NEAR(r.capacity, 5.0 * r.time / 3600, 1e-9);
  std::printf(
      "[ measured ] V %.3f mV rms, %.3f mV at most; anode %.3f mV rms, %.3f; end %.3f s; %lld steps, balances %.1e "
      "%.1e %.1e %.1e\n",
      1e3 * v.rms, 1e3 * v.largest, 1e3 * anode.rms, 1e3 * anode.largest, r.time, static_cast<long long>(r.costs.steps),
      r.balances.lithium, r.balances.salt, r.balances.charge, r.balances.power);
}

TEST(Chen2020, CyclesThroughEveryControlAndItsSwitches) {
  using C = Control;
  const CellResult r =
      run_one(chen2020_case({held(C::current, 5, std::nullopt, {voltage_below(2.5)}), held(C::current, 0, 3600.0),
                             held(C::current, -2.5, std::nullopt, {voltage_above(4.2)}),
                             held(C::voltage, 4.2, std::nullopt, {current_below(0.1)}),
                             held(C::power, 15, std::nullopt, {voltage_below(2.5)}), held(C::current, 0, 600.0),
                             held(C::resistance, 2, std::nullopt, {voltage_below(2.5)}),
                             held(C::power, -10, std::nullopt, {voltage_above(4.1)})}));
  ASSERT_EQ(r.status, CellStatus::finished) << r.reason;
  ASSERT_EQ(r.steps.size(), 8u);
  for (const StepEnd& e : r.steps)
    EXPECT_EQ(e.reason, e.step == 1 || e.step == 5 ? StepReason::duration : StepReason::condition);
  for (const int step : {0, 4, 6}) EXPECT_NEAR(r.steps[step].voltage_at_end, 2.5, 3e-6);
  EXPECT_NEAR(r.steps[2].voltage_at_end, 4.2, 3e-6);
  EXPECT_NEAR(r.steps[4].energy, 15 * (r.steps[4].end - r.steps[4].start) / 3600, 1e-6);
  EXPECT_NEAR(r.steps[7].energy, -10 * (r.steps[7].end - r.steps[7].start) / 3600, 1e-6);
  for (std::size_t i = 0; i < r.curves.time.size(); ++i) {
    const double v = r.curves.voltage[i], current = r.curves.current[i];
    if (r.curves.step[i] == 3) { EXPECT_NEAR(v, 4.2, 1e-6); }
    if (r.curves.step[i] == 4) { EXPECT_NEAR(v * current, 15, 1e-6); }
    if (r.curves.step[i] == 6) { EXPECT_NEAR(v / current, 2, 1e-6); }
    if (r.curves.step[i] == 7) { EXPECT_NEAR(v * current, -10, 1e-6); }
  }
  EXPECT_LT(r.balances.lithium, 1e-12);
  EXPECT_LT(r.balances.salt, 1e-12);
  EXPECT_LT(r.balances.charge, 1e-12);
  EXPECT_LT(r.balances.power, 1e-8);
}

TEST(Chen2020, JumpOfAProfileIsTwoSteps) {
  ProtocolStep pulse;
  pulse.profile = Profile{{0, 100, 100, 200}, {5, 5, -2, -2}};
  const CellResult one = run_one(chen2020_case({pulse}));
  const CellResult two = run_one(chen2020_case({held(Control::current, 5, 100.0), held(Control::current, -2, 100.0)}));
  ASSERT_EQ(one.status, CellStatus::finished) << one.reason;
  EXPECT_NEAR(one.curves.voltage.back(), two.curves.voltage.back(), 1e-6);
  EXPECT_NEAR(one.capacity, 300.0 / 3600, 1e-12);
}

TEST(Chen2020, DriveCycleConvergesWithTheToleranceAndBalances) {
  const auto us06 = csv_columns("us06_current.csv");
  if (us06.empty()) GTEST_SKIP() << "VOXVOLT_DATA is not there";
  ProtocolStep step;
  step.profile = Profile{us06[0], us06[1]};
  CellCase what = chen2020_case({step});
  what.sampling.interval = 1;
  const auto run = [&](double tolerance) {
    what.tolerance = tolerance;
    return run_one(what);
  };
  const CellResult fine = run(1e-7);
  for (const double tolerance : {3e-4, 1e-4, 1e-5}) {
    const CellResult r = run(tolerance);
    ASSERT_EQ(r.status, CellStatus::finished) << r.reason;
    ASSERT_EQ(r.curves.time.size(), fine.curves.time.size());
    double largest = 0;
    for (std::size_t i = 0; i < r.curves.time.size(); ++i)
      largest = std::max(largest, std::abs(r.curves.voltage[i] - fine.curves.voltage[i]));
    EXPECT_LT(largest, 2 * tolerance);
    EXPECT_LT(r.balances.charge, 1e-12);
    EXPECT_LT(r.balances.power, 1e-8);
    double charge = 0;
    for (std::size_t i = 0; i + 1 < us06[0].size(); ++i)
      charge += (us06[0][i + 1] - us06[0][i]) * (us06[1][i + 1] + us06[1][i]) / 2;
    EXPECT_NEAR(r.capacity, charge / 3600, 1e-12);
    std::printf("[ measured ] tolerance %.0e: %.4f mV at most, %lld steps\n", tolerance, 1e3 * largest,
                static_cast<long long>(r.costs.steps));
  }
}

}  // namespace
}  // namespace voxvolt::test
