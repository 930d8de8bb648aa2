// SPDX-License-Identifier: BSD-3-Clause
// Gaussian processes of functions with known answers, at the sizes at which they are used.
#include "surrogate/gaussian_process.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "support/smooth_members.hpp"

namespace voxvolt::surrogate {
namespace {

using test::branin;
using test::ishigami;
using test::Members;
using test::normal;
using test::relative_error;

TEST(GaussianProcess, PassesThroughWhatHasNoNoiseAndErrsLessWithMoreMembers) {
  double before = 1;
  for (std::size_t count : {16, 32, 64, 128}) {
    const Members members(count, 2, 1, branin);
    const GaussianProcess process = fit_process(members.points, members.values, {});
    for (std::size_t m = 0; m < count; ++m)  // Branin's standard deviation is 51.9
      EXPECT_NEAR(process.predict(members.points, members.at(m)), members.values[m], 1e-3 * 51.9);
    const double error = relative_error(process, members, branin);
    EXPECT_LT(error, 0.75 * before) << count;
    before = error;
  }
  EXPECT_LT(before, 2e-3);
}

TEST(GaussianProcess, LearnsIshigamiAndSaysHowWell) {
  double before = 1;
  for (std::size_t count : {100, 200, 400}) {
    const Members members(count, 3, 1, ishigami);
    const GaussianProcess process = fit_process(members.points, members.values, {});
    const double error = relative_error(process, members, ishigami);
    EXPECT_LT(error, 0.75 * before) << count;
    const double left_out =
        std::sqrt(1 - process.q2);  // at members, which lie farther from the others than fresh points
    EXPECT_GT(left_out, error / 2) << count;
    EXPECT_LT(left_out, error * 2) << count;
    before = error;
  }
  EXPECT_LT(before, 0.12);
}

TEST(GaussianProcess, FindsTheNoiseThatWasAdded) {
  auto noisy = [m = std::uint64_t{0}](std::span<const double> z) mutable {
    return std::sin(2 * z[0]) + 0.5 * z[1] + 0.05 * normal(m++);
  };
  const Members members(300, 2, 3, noisy);
  const GaussianProcess process = fit_process(members.points, members.values, {});
  EXPECT_NEAR(process.noise, 0.05, 0.05 * 3 / std::sqrt(2 * 300.0));
}

}  // namespace
}  // namespace voxvolt::surrogate
