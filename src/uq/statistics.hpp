// SPDX-License-Identifier: BSD-3-Clause
// Sample statistics whose bits do not depend on who computed the members, or when: members in the order of their index.
#pragma once

#include <span>

namespace voxvolt::uq {

/// Arithmetic mean by pairwise summation; NaN of nothing.
double mean(std::span<const double> sample);
/// Sample standard deviation, divisor n - 1; NaN of fewer than two.
double sd(std::span<const double> sample);
/// The value below which a share `p` of the sample lies: linear between order statistics (Hyndman and Fan 1996, type 7);
/// NaN of nothing.
double quantile(std::span<const double> sample, double p);

}  // namespace voxvolt::uq
