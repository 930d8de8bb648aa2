// SPDX-License-Identifier: BSD-3-Clause
// The bootstrap (Efron 1979, doi:10.1214/aos/1176344552): how far a statistic of a sample may be off, from samples drawn
// out of that sample. Draws are counter-based: the same errors on any number of ranks.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace voxvolt::uq {

/// A value and the half-width of its 95 % interval: the longer of both sides, so that the bar holds the interval.
struct Estimate {
  double value = 0;
  double error = 0;
};

/// How often each of `size` observations is drawn in resample `number`; sums to size.
std::vector<double> resampled_weights(std::size_t size, std::uint64_t seed, std::size_t number);

/// How many resamples a work of `per_resample` operations leaves time for: 100 to 1000.
std::size_t affordable_resamples(double per_resample);

/// Half-width of the 95 % percentile interval of `replicates` around `value`; NaN when none is finite.
double interval_error(double value, std::span<const double> replicates);

/// Every statistic of a vector-valued function of weights, with its error. `statistics` gives the values for given
/// weights of the observations (all 1: the sample itself).
std::vector<Estimate> bootstrapped(std::size_t observations, std::uint64_t seed, std::size_t resamples,
                                   const std::function<std::vector<double>(std::span<const double>)>& statistics);

}  // namespace voxvolt::uq
