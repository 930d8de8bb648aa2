// SPDX-License-Identifier: BSD-3-Clause
// Probabilities too small for counting: of a margin falling below a limit. The margin is asked for in blocks of points of
// the standard normal space (independent scores), so that members can be fused and spread over ranks.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "uq/design.hpp"

namespace voxvolt::uq {

/// One margin per member of `scores`; NaN where a member failed. Margins are equal on all ranks.
using Margin = std::function<std::vector<double>(const Design& scores)>;

struct RareEventSettings {
  std::size_t inputs = 1;
  double below = 0;            ///< the event: margin < below
  std::size_t samples = 2000;  ///< members per level (subset), or in all (importance), of all runs together
  std::size_t runs = 8;        ///< independent repeats, whose spread gives the interval
  std::size_t most_levels = 12;
  std::uint64_t seed = 0;
};

struct Probability {
  double value = 0;
  double low = 0, high = 1;          ///< 95 % interval
  std::size_t members = 0;           ///< evaluated
  std::size_t failed = 0;            ///< of them
  std::size_t failed_near = 0;       ///< of these, next to the event: from a point of the last level
  std::vector<double> thresholds{};  ///< of the margin, by level; subset only
  Design inside{};                   ///< scores of members in the event, standing for it by their weights
  std::vector<double> weights{};     ///< of these, of sum 1
  bool reached = true;  ///< false: the last allowed level did not reach the event; `value` is an upper bound
};

/// Widens the interval for what is common to all members and has a standard deviation of its own, as a share of the
/// probability: the two errors are independent, each of a lognormal.
void widen(Probability& probability, double relative);
/// Standard deviation, as a share of the probability, that comes of an input with as many equally likely values (rows of a
/// table) as were made, when more could have been made: the probability is the mean over the rows. From how unevenly members
/// in the event fall on the rows; chains and small counts make that uneven too, so it is an upper bound. `row_of`: of each
/// member inside.
double deviation_of_rows(const Probability& probability, const std::vector<std::size_t>& row_of, std::size_t rows);

/// Subset simulation (Au and Beck 2001, doi:10.1016/S0266-8920(01)00019-4): levels of conditional probability 1/10, their
/// members from Markov chains by conditional sampling whose spread adapts (Papaioannou et al. 2015,
/// doi:10.1016/j.probengmech.2015.06.006). `runs` simulations go in step with common thresholds and nothing else in common;
/// the interval is Student's, from their spread: the chains of one run depend on each other, so their own variance would be
/// too small. A member that fails stays outside of every level.
Probability subset_simulation(const Margin& margin, const RareEventSettings& settings);

/// Importance sampling around points that a subset simulation found (Au and Beck 1999,
/// doi:10.1016/S0167-4730(99)00014-4): a mixture of standard normal densities moved there, and a fifth of a wide one around the origin. Weighted members are
/// independent: unbiased, and the interval is that of their mean. Members that failed count as outside of the event in
/// `value`, as inside in `high`.
Probability importance_sampling(const Margin& margin, const RareEventSettings& settings);

}  // namespace voxvolt::uq
