// SPDX-License-Identifier: BSD-3-Clause
// The least value of a smooth function between bounds: truncated Newton (Nash 1984, SIAM J. Numer. Anal. 21, 770) in
// OpenTURNS, which stays behind minimise.cpp. For a few to some tens of unknowns; PETSc's TAO would ask for a communicator and
// vectors of its own for each of them.
#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <vector>

namespace voxvolt::uq {

/// The value at a point; writes the slopes there, one for each unknown. Infinite where the function has no value.
using Slope = std::function<double(std::span<const double> point, std::span<double> slopes)>;

struct Minimum {
  std::vector<double> point;
  double value = 0;
  std::size_t evaluations = 0;
};

/// The best point that was seen from `start` on, never worse than it; the same at each call. `least` and `most` bound each
/// unknown.
Minimum minimise(const Slope& function, const std::vector<double>& start, const std::vector<double>& least,
                 const std::vector<double>& most, std::size_t most_evaluations);

}  // namespace voxvolt::uq
