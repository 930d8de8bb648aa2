// SPDX-License-Identifier: BSD-3-Clause
// Split-conformal bounds: from the errors of members that were held out to what new members are within.
#pragma once

#include <cstddef>
#include <vector>

namespace voxvolt::surrogate {

/// k: which of the n absolute residuals, from the smallest, is the bound; above n when none can be.
std::size_t conformal_rank(std::size_t held_out, double coverage);
/// How many members, or rows, must be held out for a bound of this coverage to be finite.
std::size_t least_held_out(double coverage);

struct ConformalBound {
  double bound = 0;
  double level = 0;  ///< what share of new members is within it, at least, in the mean over all draws
};

/// Of absolute residuals in n groups, whose members have the group in common (`groups`: by residual, from 0; every group has
/// one at least): each group has the weight 1/(n + 1), shared evenly by its members, and the bound is the smallest residual up
/// to which weights add up to the coverage. A member of a new group is within it with that probability, over all draws (Lee,
/// Barber and Willett 2023, Distribution-free inference with hierarchical data, for groups; Vovk, Gammerman and Shafer 2005
/// and Lei et al. 2018 for groups of one member, where it is the k-th smallest residual, k = ceil(coverage (n + 1)), and the
/// share for one set held out is Beta(k, n + 1 - k) distributed). Throws std::invalid_argument where there are too few groups.
ConformalBound conformal_bound(const std::vector<double>& residuals, const std::vector<std::size_t>& groups,
                               double coverage);

/// Half of the 95 % interval of the share that is within the bound for one set of n groups held out: that of Beta(k, n + 1 - k)
/// at level = k/(n + 1), as a normal distribution.
double level_error(double level, std::size_t groups);

}  // namespace voxvolt::surrogate
