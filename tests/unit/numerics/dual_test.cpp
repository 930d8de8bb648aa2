// SPDX-License-Identifier: BSD-3-Clause
#include "numerics/dual.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace voxvolt::numerics {
namespace {

/// Something of everything, for any scalar.
template <class S>
S mixture(const S& x, const S& y) {
  using std::exp;
  S z = x * y + 2.0 / y - x / (1.0 + y * y) + (3.0 - x) * 0.5 - (-y) / 4.0;
  z += square_root(x) * exp(-y * 0.3);
  z -= logarithm(x + y);
  z *= 1.5;
  z += area_sine(x - y, square_root(S((x - y) * (x - y) + 1.0)));
  return larger(z, S(x * 0.1)) + smaller(z, S(y * -7.0)) + absolute(S(x - 3.0)) + with_sign_of(y, S(x - 5.0));
}

TEST(Dual, EqualsDifferencesAndKeepsTheValue) {
  const double x = 1.7, y = 0.6, d = 1e-6;
  const auto z = mixture(Dual<2>::variable(x, 0), Dual<2>::variable(y, 1));
  EXPECT_NEAR(z.value, mixture(x, y), 1e-14);
  EXPECT_NEAR(z.slope[0], (mixture(x + d, y) - mixture(x - d, y)) / (2 * d), 1e-8);
  EXPECT_NEAR(z.slope[1], (mixture(x, y + d) - mixture(x, y - d)) / (2 * d), 1e-8);
}

TEST(Dual, GoesThroughTables) {
  const CubicTable table(SmoothCurve::of([](double x) { return std::sin(x); }, 0, 3, 100));
  const auto y = table.rows().value(Dual<1>::variable(1.234, 0));
  EXPECT_EQ(y.value, table.rows().value(1.234));
  EXPECT_NEAR(y.slope[0], table.rows().with_slope(1.234).slope, 1e-13);
}

}  // namespace
}  // namespace voxvolt::numerics
