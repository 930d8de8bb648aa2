// SPDX-License-Identifier: BSD-3-Clause
#include "surrogate/gaussian_process.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "support/smooth_members.hpp"

namespace voxvolt::surrogate {
namespace {

using test::ishigami;
using test::Members;
using test::relative_error;

TEST(GaussianProcess, SlopesOfTheLikelihoodAreItsDifferences) {
  const Members members(40, 3, 1, ishigami);
  std::vector<double> at{0.2, -0.4, 0.7, -5}, slopes(4), unused(4);
  misfit(members.points, members.values, at, slopes);
  for (std::size_t i = 0; i < 4; ++i) {
    constexpr double h = 1e-5;
    auto above = at, below = at;
    above[i] += h;
    below[i] -= h;
    const double difference = (misfit(members.points, members.values, above, unused) -
                               misfit(members.points, members.values, below, unused)) /
                              (2 * h);
    EXPECT_NEAR(slopes[i], difference, 1e-7 * std::abs(difference) + 1e-9) << i;
  }
}

TEST(GaussianProcess, OfFifteenInputsFindsThoseThatMatterAndRepeatsItself) {
  const auto few = [](std::span<const double> z) { return std::sin(2 * z[0]) + z[0] * z[1] + std::exp(0.5 * z[2]); };
  const Members members(120, 15, 3, few);
  const GaussianProcess process = fit_process(members.points, members.values, {7});
  EXPECT_LT(relative_error(process, members, few), 0.05);
  EXPECT_LT(*std::max_element(process.lengths.begin(), process.lengths.begin() + 3),
            0.3 * *std::min_element(process.lengths.begin() + 3, process.lengths.end()));
  const GaussianProcess again = fit_process(members.points, members.values, {7});
  EXPECT_EQ(process.lengths, again.lengths);
  EXPECT_EQ(process.weights, again.weights);
  EXPECT_EQ(process.noise, again.noise);
  std::vector<double> elsewhere(8, 0);
  for (std::size_t shift = 1; shift < 8; shift += 3) {  // wherever the values lie in memory
    elsewhere.resize(8);
    elsewhere.insert(elsewhere.begin() + static_cast<std::ptrdiff_t>(shift), members.values.begin(),
                     members.values.end());
    const auto values = std::span(elsewhere).subspan(shift, members.values.size());
    EXPECT_EQ(fit_process(members.points, values, {7}).weights, process.weights) << shift;
  }
}

TEST(GaussianProcess, TakesAConstantAndRefusesTooFewMembers) {
  const Members constant(10, 2, 1, [](std::span<const double>) { return 4.0; });
  EXPECT_EQ(fit_process(constant.points, constant.values, {}).predict(constant.points, constant.at(1)), 4);
  const Members two(2, 1, 1, [](std::span<const double> z) { return z[0]; });
  EXPECT_THROW((void)fit_process(two.points, two.values, {}), std::invalid_argument);
}

}  // namespace
}  // namespace voxvolt::surrogate
