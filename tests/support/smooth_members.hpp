// SPDX-License-Identifier: BSD-3-Clause
// Functions with known answers on [-1, 1]^n, and members of them, for tests of surrogates.
#pragma once

#include <cmath>
#include <cstdint>
#include <numbers>
#include <span>
#include <vector>

#include "numerics/random.hpp"
#include "surrogate/gaussian_process.hpp"
#include "uq/design.hpp"

namespace voxvolt::test {

inline constexpr double kTurn = std::numbers::pi;

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

inline double normal(std::uint64_t member) {
  numerics::RandomStream draws(5, member, 3);
  return std::sqrt(-2 * std::log(draws.uniform())) * std::cos(2 * kTurn * draws.uniform());
}

/// Root mean square error at fresh points, over the standard deviation there.
template <class Function>
double relative_error(const surrogate::GaussianProcess& process, const Members& learnt, Function&& function) {
  const Members fresh(256, learnt.inputs, 99, function);
  double squares = 0, mean = 0, variance = 0;
  for (double value : fresh.values) mean += value / 256;
  for (std::size_t m = 0; m < 256; ++m) {
    squares += std::pow(process.predict(learnt.points, fresh.at(m)) - fresh.values[m], 2);
    variance += std::pow(fresh.values[m] - mean, 2);
  }
  return std::sqrt(squares / variance);
}

inline double ishigami(std::span<const double> z) {
  return std::sin(kTurn * z[0]) + 7 * std::pow(std::sin(kTurn * z[1]), 2) +
         0.1 * std::pow(kTurn * z[2], 4) * std::sin(kTurn * z[0]);
}

// Branin and Hoo's function on [-5, 10] x [0, 15].
inline double branin(std::span<const double> z) {
  const double x = 7.5 * z[0] + 2.5, y = 7.5 * z[1] + 7.5;
  return std::pow(y - 5.1 / (4 * kTurn * kTurn) * x * x + 5 / kTurn * x - 6, 2) +
         10 * (1 - 1 / (8 * kTurn)) * std::cos(x) + 10;
}

}  // namespace voxvolt::test
