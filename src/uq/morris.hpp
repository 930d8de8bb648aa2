// SPDX-License-Identifier: BSD-3-Clause
// Elementary effects (Morris 1991, doi:10.2307/1269043): what a move of one input does, here per whole range of its
// probability from 0 to 1.
#pragma once

#include <cstdint>
#include <span>

#include "uq/bootstrap.hpp"
#include "uq/design.hpp"

namespace voxvolt::uq {

/// By input, then by place of a curve.
struct MorrisEffects {
  std::vector<Estimate> mu, mu_star;  ///< mean effect, and mean size of it (Campolongo 2007)
  std::vector<Estimate> sigma;        ///< sd of the effects: how far the input is from linear and alone
  std::size_t effects = 0;            ///< that were found, of all inputs together at the first place
};

/// From the members of `morris_points` (`unit`); `outputs` is member by place, NaN where a member is lost: the effects
/// that it has a part in are left out. Errors from the bootstrap over trajectories.
MorrisEffects morris_effects(const Design& unit, std::size_t places, std::span<const double> outputs,
                             std::uint64_t seed);

}  // namespace voxvolt::uq
