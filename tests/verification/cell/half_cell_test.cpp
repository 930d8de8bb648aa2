// SPDX-License-Identifier: BSD-3-Clause
#include <gtest/gtest.h>

#include "support/cell_cases.hpp"

namespace voxvolt::test {
namespace {

using namespace voxvolt::cell;

CellParams positive_against_lithium(double lithium_exchange_current) {
  CellParams p = chen2020();
  p.counter = LithiumCounter{};
  p.counter->exchange_current.reference = lithium_exchange_current;
  return p;
}

CellParams negative_against_lithium(double lithium_exchange_current) {
  CellParams p = positive_against_lithium(lithium_exchange_current);
  p.positive = chen2020().negative;
  return p;
}

CellResult run_half(const CellParams& p, double stoichiometry, std::vector<ProtocolStep> steps) {
  CellCase what = chen2020_case(std::move(steps));
  what.parameters = std::make_shared<const CellParams>(p);
  what.initial.positive_stoichiometry = stoichiometry;
  what.tolerance = 1e-5;
  what.sampling.interval = 60;
  return run_one(what);
}

TEST(HalfCell, DifferenceOfTwoIsTheFullCellAtLowRate) {
  const double current = 5.0 / 50, duration = 30 * 3600;
  CellCase full = chen2020_case({held(Control::current, current, duration)});
  full.sampling.interval = 60;
  full.tolerance = 1e-5;
  const CellResult whole = run_one(full);
  const CellResult positive =
      run_half(positive_against_lithium(1e4), chen2020_initial_positive(), {held(Control::current, current, duration)});
  const CellResult negative = run_half(negative_against_lithium(1e4), chen2020_initial_negative(),
                                       {held(Control::current, -current, duration)});
  ASSERT_EQ(positive.status, CellStatus::finished) << positive.reason;
  ASSERT_EQ(negative.status, CellStatus::finished) << negative.reason;
  ASSERT_EQ(whole.curves.time.size(), positive.curves.time.size());
  for (std::size_t i = 10; i < whole.curves.time.size(); ++i)
    EXPECT_NEAR(whole.curves.voltage[i], positive.curves.voltage[i] - negative.curves.voltage[i], 1e-3);
  EXPECT_LT(positive.balances.lithium, 1e-10);
  EXPECT_LT(positive.balances.salt, 1e-10);
  EXPECT_LT(positive.balances.power, 1e-8);
}

TEST(HalfCell, HoldsVoltagePowerAndResistance) {
  const CellResult r = run_half(positive_against_lithium(10), 0.5,
                                {held(Control::voltage, 3.8, 1200.0), held(Control::power, 10, 120.0),
                                 held(Control::resistance, 2, 60.0), held(Control::voltage, 4.1, 600.0)});
  ASSERT_EQ(r.status, CellStatus::finished) << r.reason;
  for (std::size_t i = 0; i < r.curves.time.size(); ++i) {
    const double v = r.curves.voltage[i], current = r.curves.current[i];
    if (r.curves.step[i] == 0) { EXPECT_NEAR(v, 3.8, 1e-5); }
    if (r.curves.step[i] == 1) { EXPECT_NEAR(v * current, 10, 1e-5); }
    if (r.curves.step[i] == 2) { EXPECT_NEAR(v / current, 2, 1e-5); }
  }
  EXPECT_LT(r.balances.charge, 1e-10);
  EXPECT_LT(r.balances.power, 1e-8);
}

}  // namespace
}  // namespace voxvolt::test
