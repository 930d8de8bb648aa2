// SPDX-License-Identifier: BSD-3-Clause
// The pieces of numerics that came with this solver.
#include <gtest/gtest.h>

#include <cmath>

#include "numerics/exponential.hpp"
#include "numerics/random.hpp"
#include "numerics/twisted_thomas.hpp"

namespace voxvolt::numerics {
namespace {

TEST(Exponential, IsTheLibrarysTo1e14OverTheWholeRange) {
  for (double x = -699.9; x < 700; x += 0.1237) EXPECT_NEAR(exponential(Pack{} + x)[0] / std::exp(x), 1, 1.2e-14) << x;
  EXPECT_EQ(exponential(Pack{})[0], 1);
  EXPECT_TRUE(std::isfinite(exponential(Pack{} + 1e5)[0]));
  EXPECT_LT(exponential(Pack{} - 1e5)[0], 1e-300);
  EXPECT_TRUE(std::isnan(exponential(Pack{} + std::nan(""))[0]));
}

TEST(TwistedThomas, SolvesWhatWasMultiplied) {
  for (const std::size_t n : {1, 2, 3, 4, 5, 8, 17, 100}) {
    std::vector<double> d(n), left(n), right(n), u(n), b(n);
    for (std::size_t i = 0; i < n; ++i) {
      const auto at = static_cast<double>(i);
      left[i] = 0.5 + 0.3 * std::sin(1.0 + at), right[i] = 0.4 + 0.2 * std::cos(2.0 * at);
      d[i] = left[i] + right[i] + 0.1 + 0.05 * static_cast<double>(i % 3), u[i] = std::sin(3.0 * at) + 0.2;
    }
    for (std::size_t i = 0; i < n; ++i)
      b[i] = d[i] * u[i] - (i > 0 ? left[i] * u[i - 1] : 0) - (i + 1 < n ? right[i] * u[i + 1] : 0);
    TwistedThomas thomas;
    thomas.factor(d.data(), left.data(), right.data(), n);
    thomas.solve(b.data());
    for (std::size_t i = 0; i < n; ++i) EXPECT_NEAR(b[i], u[i], 1e-12) << n << " " << i;
  }
}

}  // namespace
}  // namespace voxvolt::numerics
