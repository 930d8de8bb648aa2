// SPDX-License-Identifier: BSD-3-Clause
#include "surrogate/static_model.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <stdexcept>

#include "numerics/random.hpp"
#include "surrogate/conformal.hpp"
#include "surrogate/fit.hpp"

namespace voxvolt::surrogate {
namespace {

StaticModel model_of(std::size_t inputs) {
  StaticModel model;
  for (std::size_t i = 0; i < inputs; ++i) model.inputs.push_back({"s.x" + std::to_string(i), "1", "meaning"});
  model.outputs.emplace_back();
  return model;
}

template <class Function>
Sample sample_of(std::size_t members, std::size_t inputs, std::uint64_t seed, Function&& function) {
  Sample sample{members, {}, {{}}};
  for (std::size_t m = 0; m < members; ++m) {
    numerics::RandomStream draws(seed, m, 1);
    std::vector<double> x;
    for (std::size_t i = 0; i < inputs; ++i) x.push_back(draws.uniform());
    sample.values.insert(sample.values.end(), x.begin(), x.end());
    sample.results[0].push_back(function(x, draws));
  }
  return sample;
}

TEST(StaticModel, APolynomialIsLearntExactly) {
  const auto truth = [](double a, double b) { return 3 - 2 * a + 5 * a * b * b + b * b * b; };
  StaticModel model = model_of(2);
  fit(model, sample_of(120, 2, 1, [&](const auto& x, auto&) { return truth(x[0], x[1]); }), {});
  for (double a : {0.1, 0.5, 0.9})
    for (double b : {0.2, 0.7}) EXPECT_NEAR(model.predict(0, std::array{a, b}), truth(a, b), 1e-9);
  EXPECT_LT(model.outputs[0].bound, 1e-9);
  EXPECT_FALSE(model.inputs[0].logarithmic);
}

// Noise of unit deviation on a line: the realised coverage of a bound from n residuals is Beta(k, n + 1 - k) distributed.
TEST(StaticModel, TheBoundCoversAsOftenAsItSays) {
  constexpr std::size_t n = 40;  // held out; k = 39
  double sum = 0, squares = 0;
  constexpr int repeats = 120;
  for (int repeat = 0; repeat < repeats; ++repeat) {
    const auto noisy = [](const auto& x, numerics::RandomStream& draws) {
      return x[0] + std::sqrt(-2 * std::log(draws.uniform())) * std::cos(2 * M_PI * draws.uniform());
    };
    StaticModel model = model_of(1);
    const auto seed = static_cast<std::uint64_t>(repeat);
    fit(model, sample_of(200, 1, seed, noisy), {0.2, 0.95, seed});
    ASSERT_EQ(model.held_out, n);
    const Sample fresh = sample_of(300, 1, 1000 + seed, noisy);
    double inside = 0;
    for (std::size_t m = 0; m < fresh.members; ++m)
      inside += std::abs(model.predict(0, std::span(fresh.values).subspan(m, 1)) - fresh.results[0][m]) <=
                model.outputs[0].bound;
    const double coverage = inside / 300;
    sum += coverage;
    squares += coverage * coverage;
  }
  const double mean = sum / repeats, k = 39, deviation = std::sqrt(squares / repeats - mean * mean);
  const double of_beta = std::sqrt(k * (n + 1 - k) / ((n + 1.0) * (n + 1.0) * (n + 2.0)));
  EXPECT_NEAR(mean, k / (n + 1), 4 * of_beta / std::sqrt(repeats));
  EXPECT_NEAR(deviation / std::hypot(of_beta, std::sqrt(0.95 * 0.05 / 300)), 1, 0.25);
}

TEST(StaticModel, TheDomainKnowsTheBoxAndWhatBelongsTogether) {
  StaticModel model = model_of(2);
  Sample sample{100, {}, {{}}};
  for (int m = 0; m < 100; ++m) {  // the second follows the first
    const double a = m / 99.0, b = a + 0.05 * std::sin(7.0 * m);
    sample.values.insert(sample.values.end(), {a, b});
    sample.results[0].push_back(a);
  }
  fit(model, sample, {});
  EXPECT_TRUE(model.in_domain(std::array{0.5, 0.5}));
  EXPECT_FALSE(model.in_domain(std::array{1.2, 1.0}));
  EXPECT_FALSE(model.in_domain(std::array{0.9, 0.1}));  // within the box
}

TEST(StaticModel, AnInputOverDecadesGoesByItsLogarithm) {
  StaticModel model = model_of(1);
  Sample sample{60, {}, {{}}};
  for (int m = 0; m < 60; ++m) {
    sample.values.push_back(std::pow(10.0, -3 + m / 10.0));
    sample.results[0].push_back(std::log(sample.values.back()));
  }
  fit(model, sample, {0.4, 0.95, 0});
  EXPECT_TRUE(model.inputs[0].logarithmic);
  EXPECT_NEAR(model.predict(0, std::array{1.0}), 0, 1e-9);
}

TEST(StaticModel, TooFewMembersAndInputsThatDoNotVaryAreRefused) {
  StaticModel model = model_of(1);
  const auto line = [](const auto& x, auto&) { return x[0]; };
  EXPECT_THROW(fit(model, sample_of(50, 1, 1, line), {}), std::invalid_argument);  // 10 held out, 19 needed
  EXPECT_EQ(least_held_out(0.95), 19u);
  EXPECT_EQ(least_held_out(0.9), 9u);
  Sample constant = sample_of(200, 1, 1, line);
  for (double& value : constant.values) value = 2;
  EXPECT_THROW(fit(model, constant, {}), std::invalid_argument);
}

}  // namespace
}  // namespace voxvolt::surrogate
