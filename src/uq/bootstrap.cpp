// SPDX-License-Identifier: BSD-3-Clause
#include "uq/bootstrap.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "numerics/random.hpp"
#include "uq/statistics.hpp"

namespace voxvolt::uq {
namespace {

constexpr std::uint64_t kBootstrapStream = 0x80000000U;  // away from those of designs
constexpr double kOperations = 1e9;                      // that errors may take: about a second

}  // namespace

std::vector<double> resampled_weights(std::size_t size, std::uint64_t seed, std::size_t number) {
  std::vector<double> weights(size, 0);
  numerics::RandomStream stream(seed, number, kBootstrapStream);
  for (std::size_t i = 0; i < size; ++i)
    weights[static_cast<std::size_t>(stream.uniform() * static_cast<double>(size))] += 1;
  return weights;
}

std::size_t affordable_resamples(double per_resample) {
  return static_cast<std::size_t>(std::clamp(kOperations / std::max(per_resample, 1.0), 100.0, 1000.0));
}

double interval_error(double value, std::span<const double> replicates) {
  std::vector<double> finite;
  std::ranges::copy_if(replicates, std::back_inserter(finite), [](double x) { return std::isfinite(x); });
  if (finite.empty() || !std::isfinite(value)) return std::numeric_limits<double>::quiet_NaN();
  return std::max({0.0, quantile(finite, 0.975) - value, value - quantile(finite, 0.025)});
}

std::vector<Estimate> bootstrapped(std::size_t observations, std::uint64_t seed, std::size_t resamples,
                                   const std::function<std::vector<double>(std::span<const double>)>& statistics) {
  const std::vector<double> values = statistics(std::vector<double>(observations, 1));
  std::vector<std::vector<double>> replicates(values.size());
  for (std::size_t r = 0; r < resamples; ++r) {
    const std::vector<double> again = statistics(resampled_weights(observations, seed, r));
    for (std::size_t k = 0; k < values.size(); ++k) replicates[k].push_back(again[k]);
  }
  std::vector<Estimate> estimates;
  for (std::size_t k = 0; k < values.size(); ++k)
    estimates.push_back({values[k], interval_error(values[k], replicates[k])});
  return estimates;
}

}  // namespace voxvolt::uq
