// SPDX-License-Identifier: BSD-3-Clause
#include "surrogate/gaussian_process.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <stdexcept>

#include "numerics/random.hpp"
#include "uq/design.hpp"

namespace voxvolt::surrogate {
namespace {

constexpr double kPi = std::numbers::pi;

/// Points in [-1, 1] and a function of them.
struct Members {
  std::size_t inputs;
  std::vector<double> points, values;
  template <class Function>
  Members(std::size_t count, std::size_t inputs_, std::uint64_t seed, Function&& function) : inputs(inputs_) {
    for (double u : uq::sobol_points(inputs, count, seed).points) points.push_back(2 * u - 1);
    for (std::size_t m = 0; m < count; ++m) values.push_back(function(at(m)));
  }
  std::span<const double> at(std::size_t m) const { return std::span(points).subspan(m * inputs, inputs); }
};

double normal(std::uint64_t member) {
  numerics::RandomStream draws(5, member, 3);
  return std::sqrt(-2 * std::log(draws.uniform())) * std::cos(2 * kPi * draws.uniform());
}

/// Root mean square error at fresh points, over the standard deviation there.
template <class Function>
double relative_error(const GaussianProcess& process, const Members& learnt, Function&& function) {
  const Members fresh(256, learnt.inputs, 99, function);
  double squares = 0, mean = 0, variance = 0;
  for (double value : fresh.values) mean += value / 256;
  for (std::size_t m = 0; m < 256; ++m) {
    squares += std::pow(process.predict(learnt.points, fresh.at(m)) - fresh.values[m], 2);
    variance += std::pow(fresh.values[m] - mean, 2);
  }
  return std::sqrt(squares / variance);
}

double ishigami(std::span<const double> z) {
  return std::sin(kPi * z[0]) + 7 * std::pow(std::sin(kPi * z[1]), 2) +
         0.1 * std::pow(kPi * z[2], 4) * std::sin(kPi * z[0]);
}

// Branin and Hoo's function on [-5, 10] x [0, 15].
double branin(std::span<const double> z) {
  const double x = 7.5 * z[0] + 2.5, y = 7.5 * z[1] + 7.5;
  return std::pow(y - 5.1 / (4 * kPi * kPi) * x * x + 5 / kPi * x - 6, 2) + 10 * (1 - 1 / (8 * kPi)) * std::cos(x) + 10;
}

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

TEST(GaussianProcess, OfFifteenInputsFindsThoseThatMatterAndRepeatsItself) {
  const auto few = [](std::span<const double> z) { return std::sin(2 * z[0]) + z[0] * z[1] + std::exp(0.5 * z[2]); };
  const Members members(300, 15, 3, few);
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
