// SPDX-License-Identifier: BSD-3-Clause
#include "numerics/smooth_curve.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <stdexcept>

#include "numerics/cubic_packs.hpp"
#include "numerics/cubic_rows.hpp"

namespace voxvolt::numerics {
namespace {

TEST(SmoothCurve, ConvergesInFourthOrderAndItsSlopeInThird) {
  const auto f = [](double x) { return std::tanh(5 * x) + x; };
  double before = 0, before_slope = 0;
  for (const int intervals : {50, 100, 200}) {
    const SmoothCurve curve = SmoothCurve::of(f, -1, 2, intervals);
    double error = 0, slope_error = 0;
    for (double x = -1; x <= 2; x += 0.00037) {
      error = std::max(error, std::abs(curve(x) - f(x)));
      slope_error = std::max(slope_error, std::abs(curve.slope(x) - (1 + 5 / std::pow(std::cosh(5 * x), 2))));
    }
    if (before > 0) { EXPECT_GT(std::log2(before / error), 3.5); }
    if (before_slope > 0) { EXPECT_GT(std::log2(before_slope / slope_error), 2.6); }
    before = error;
    before_slope = slope_error;
  }
}

TEST(SmoothCurve, GoesOnStraightBeyondItsEnds) {
  const SmoothCurve curve = SmoothCurve::of([](double x) { return x * x; }, 0, 2, 20);
  EXPECT_NEAR(curve(3), 4 + 4, 1e-12);
  EXPECT_NEAR(curve(-1), 0, 1e-12);
  const CubicTable table(curve);
  EXPECT_NEAR(table.rows().value(3.0), 8, 1e-12);
}

TEST(SmoothCurve, ThroughATableIsMonotoneAndMeetsItsPoints) {
  const SmoothCurve curve = SmoothCurve::through({0, 0.1, 0.5, 0.6, 1}, {4.2, 3.9, 3.89, 3.5, 3.0}, 4000);
  double before = curve(0);
  for (double x = 0.001; x <= 1; x += 0.001) {
    EXPECT_LE(curve(x), before + 1e-6);
    before = curve(x);
  }
  EXPECT_NEAR(curve(0.5), 3.89, 1e-6);
}

TEST(SmoothCurve, RowsOfKernelsAreTheCurve) {
  const SmoothCurve a = SmoothCurve::of([](double x) { return std::sin(x); }, 0, 4000, 300);
  const SmoothCurve b = SmoothCurve::of([](double x) { return std::exp(-x / 900); }, 0, 3000, 200);
  const CubicTable table(a, 1e-3);
  const CubicPairTable pair(b, b, 1e-3);
  for (const double x : {0.0, 0.4, 17.3, 1234.5, 2999.0}) {
    EXPECT_NEAR(table.rows().value(x * 1e-3), a(x), 1e-12);
    EXPECT_NEAR(table.rows().with_slope(x * 1e-3).slope, a.slope(x) * 1e3, 1e-9);
    ValueSlope<double> first, second;
    pair.rows().with_slopes(x * 1e-3, first, second);
    EXPECT_NEAR(first.value, b(x), 1e-12);
    EXPECT_NEAR(second.slope, b.slope(x) * 1e3, 1e-9);
  }
}

#ifdef VOXVOLT_PACKS
TEST(SmoothCurve, RowsReadInPacksGiveTheSameBits) {
  const CubicTable sine(SmoothCurve::of([](double x) { return std::sin(x); }, 0, 4, 300));
  const CubicTable square(SmoothCurve::of([](double x) { return x * x; }, -1, 3, 200));
  const SmoothCurve decay = SmoothCurve::of([](double x) { return std::exp(-x / 9); }, 0, 3, 100);
  const CubicPairTable pair(decay, SmoothCurve::of([](double x) { return std::cos(x); }, 0, 3, 100));
  const auto even = sine.rows(), odd = square.rows();
  for (double from = -1; from < 5; from += 0.0137) {  // beyond both ends
    Pack x;
    for (int i = 0; i < pack_width; ++i) x[i] = from + 0.31 * i;
    double a[pack_width], a_slope[pack_width], b[pack_width], b_slope[pack_width], value[pack_width], slope[pack_width];
    with_slopes(pair.rows(), x, a, a_slope, b, b_slope);
    alternating(even, odd, x, value, slope);
    for (int i = 0; i < pack_width; ++i) {
      ValueSlope<double> first, second;
      pair.rows().with_slopes(x[i], first, second);
      const auto alone = (i % 2 == 0 ? even : odd).with_slope(x[i]);
      EXPECT_EQ(a[i], first.value);
      EXPECT_EQ(a_slope[i], first.slope);
      EXPECT_EQ(b[i], second.value);
      EXPECT_EQ(b_slope[i], second.slope);
      EXPECT_EQ(value[i], alone.value);
      EXPECT_EQ(slope[i], alone.slope);
    }
    values(pair.rows(), x, value, slope);
    for (int i = 0; i < pack_width; ++i) EXPECT_EQ(value[i], a[i]);
    for (int i = 0; i < pack_width; ++i) EXPECT_EQ(slope[i], b[i]);
  }
}
#endif

TEST(SmoothCurve, RefusesWhatIsNoFunction) {
  EXPECT_THROW(SmoothCurve::of([](double x) { return 1 / x; }, 0, 1), std::invalid_argument);
  EXPECT_THROW(SmoothCurve::of([](double) { return 1.0; }, 1, 1), std::invalid_argument);
  EXPECT_THROW(SmoothCurve::through({0, 0}, {1, 2}), std::invalid_argument);
}

}  // namespace
}  // namespace voxvolt::numerics
