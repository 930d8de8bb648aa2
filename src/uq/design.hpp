// SPDX-License-Identifier: BSD-3-Clause
// Designs of experiments: which points of the input space an ensemble visits.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "uq/distribution.hpp"

namespace voxvolt::uq {

/// Points in physical units: member by input, row-major.
struct Design {
  std::size_t members = 0;
  std::size_t inputs = 0;
  std::vector<double> points;
  double at(std::size_t member, std::size_t input) const { return points[member * inputs + input]; }
};

/// Independent draws. Member m, input i takes the first draw of the counter-based stream (seed, m, i): members do not
/// change when more are asked for, nor with ranks or order.
Design monte_carlo(const std::vector<Distribution>& inputs, std::size_t samples, std::uint64_t seed);

/// The full tensor product of each input's levels, the last input fastest.
Design grid(const std::vector<std::vector<double>>& levels);

}  // namespace voxvolt::uq
