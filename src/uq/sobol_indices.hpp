// SPDX-License-Identifier: BSD-3-Clause
// Sobol' indices: the share of a variance that an input causes alone (first) and with all it interacts with (total).
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "uq/bootstrap.hpp"

namespace voxvolt::uq {

/// By input, then by place of a curve.
struct SobolIndices {
  std::vector<Estimate> first, total;
  std::size_t pairs = 0;  ///< of which none of the inputs + 2 members is lost
};

/// From the members of `saltelli_points`: Martinez's correlations (first: of y(b) with y(a, input from b); total: 1 - of
/// y(a) with it; doi:10.1016/j.ress.2015.07.008), errors from the bootstrap over pairs. `outputs` is member by place; NaN
/// where a member is lost: a pair is then left out of what it has a part in.
SobolIndices saltelli_indices(std::size_t inputs, std::size_t places, std::span<const double> outputs,
                              std::uint64_t seed);

}  // namespace voxvolt::uq
