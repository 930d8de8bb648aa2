// SPDX-License-Identifier: BSD-3-Clause
// Do members fail at random, or where an input is large, or small? Statistics of what is left are wrong in the second case.
#pragma once

#include <vector>

#include "uq/design.hpp"

namespace voxvolt::uq {

/// For each input the probability that failed and other members differ as much by chance: two-sample Kolmogorov-Smirnov
/// with Stephens' correction for small samples (doi:10.1111/j.2517-6161.1970.tb00821.x), then Holm's for the number of
/// inputs. NaN when no member failed, or none ended well. `counted` says which members are independent of each other;
/// the others are left out.
std::vector<double> failure_dependence(const Design& design, const std::vector<bool>& failed,
                                       const std::vector<bool>& counted);

/// P(D >= d) of the two-sample statistic; m and n are the sizes of the samples.
double kolmogorov_smirnov_p(double distance, double m, double n);

/// Holm 1979: probabilities corrected for how many there are; NaN stays.
std::vector<double> holm(const std::vector<double>& probabilities);

}  // namespace voxvolt::uq
