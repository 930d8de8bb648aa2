// SPDX-License-Identifier: BSD-3-Clause
// Two models against the same truth: could the smaller error be chance?
#pragma once

#include <cstdint>
#include <span>

#include "uq/bootstrap.hpp"

namespace voxvolt::uq {

struct PairedComparison {
  Estimate first, second;  ///< root mean square errors
  Estimate difference;     ///< first less second
  double p_value = 1;      ///< that a difference of this size is chance, two-sided
  std::size_t members = 0;
};

/// Errors of both models by member; members where one is NaN are left out. Bootstrap over members, drawn in pairs; the p
/// value is twice the smaller share of resamples whose difference has the other sign, at least 2/(resamples + 1).
PairedComparison paired_comparison(std::span<const double> first, std::span<const double> second, std::uint64_t seed);

}  // namespace voxvolt::uq
