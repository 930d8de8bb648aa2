// SPDX-License-Identifier: BSD-3-Clause
// An output as a Gaussian process of the inputs: a constant mean, a Matern-5/2 correlation with one length for each input, and
// noise. Lengths and noise are where the marginal likelihood is largest (Rasmussen and Williams 2006, sections 2.7, 4.2, 5.4).
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace voxvolt::surrogate {

/// f(x) = mean + sum over members of weight x k(r), k(r) = (1 + sqrt(5) r + 5 r^2/3) exp(-sqrt(5) r),
/// r^2 = sum over inputs of ((x - member) / length)^2.
struct GaussianProcess {
  std::vector<double> lengths;  ///< by input, in the scale of the points
  double mean = 0;              ///< like `weights`, `signal` and `noise` in the unit of the output
  std::vector<double> weights;  ///< by member
  double signal = 0;            ///< standard deviation of what is not noise
  double noise = 0;             ///< standard deviation of the noise
  double q2 = 0;                ///< 1 - leave-one-out error / variance; lengths and noise kept
  std::size_t evaluations = 0;  ///< of the likelihood of all members
  /// `points`: member by input, those that it was fitted to.
  double predict(const std::vector<double>& points, std::span<const double> at) const;
};

/// Minus the logarithm of the marginal likelihood of `values` at `points` (member by input) per member, less its constants,
/// for logarithms of the lengths and, last, of noise variance / signal variance; mean and signal are at their best for them.
/// Writes its slopes. Infinite where the correlations cannot be factorised.
double misfit(const std::vector<double>& points, std::span<const double> values, std::span<const double> logarithms,
              std::span<double> slopes);

/// Members above which lengths and noise are learnt from a part that is drawn, and above which nothing is fitted: work goes
/// with the cube of their number.
inline constexpr std::size_t kMostLearntFrom = 1000, kMostMembers = 4000;

struct ProcessSettings {
  std::uint64_t seed = 0;      ///< of the starts of the search and of drawn members
  std::vector<double> from{};  ///< logarithms to start from, as in `misfit`; several starts are made when empty
};

/// `points` are best scaled to about [-1, 1]. Equal results for equal arguments. Throws std::invalid_argument for fewer than
/// three members or more than kMostMembers.
GaussianProcess fit_process(const std::vector<double>& points, std::span<const double> values,
                            const ProcessSettings& settings);
/// The logarithms at which it stands, for `from`.
std::vector<double> logarithms_of(const GaussianProcess& process);

}  // namespace voxvolt::surrogate
