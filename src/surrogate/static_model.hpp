// SPDX-License-Identifier: BSD-3-Clause
// A model of an ensemble that runs anywhere: outputs as short sums of polynomials of the inputs, each with a bound that was
// measured on members that had no part in the fit, and the domain in which it was.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace voxvolt::surrogate {

struct ModelInput {
  std::string path, unit;
  double least = 0, most = 1;  ///< over the members that it was fitted to
  bool logarithmic = false;    ///< polynomials are of its logarithm
  /// In [-1, 1] over the training members.
  double scaled(double value) const;
};

struct ModelOutput {
  std::string path, unit, meaning;
  std::vector<unsigned> degrees;     ///< term by input, of orthonormal Legendre polynomials
  std::vector<double> coefficients;  ///< by term, in `unit`
  double bound = 0;                  ///< of |prediction - truth|, in `unit`
  double rms = 0;                    ///< over the members held out
  double q2 = 0;                     ///< 1 - leave-one-out error / variance of the training members
};

struct StaticModel {
  std::vector<ModelInput> inputs;
  std::vector<ModelOutput> outputs;
  std::vector<double> centre;     ///< of the scaled training members, by input
  std::vector<double> precision;  ///< inverse of their covariance, row-major
  double farthest = 0;            ///< largest Mahalanobis distance of a training member from the centre
  double coverage = 0.95;         ///< that was asked for
  std::size_t training = 0, held_out = 0;
  std::string of;  ///< SHA-256: identity of what it was fitted to and how

  /// Of one output, at one value per input, in their units.
  double predict(std::size_t output, std::span<const double> values) const;
  /// Within the box and the Mahalanobis distance of the training members?
  bool in_domain(std::span<const double> values) const;
};

/// Members of an ensemble: `values` member by input, `results` output by member, all finite.
struct Sample {
  std::size_t members = 0;
  std::vector<double> values;
  std::vector<std::vector<double>> results;
};

struct FitSettings {
  double hold_out = 0.2, coverage = 0.95;
  std::uint64_t seed = 0;
};

/// The members held out: their numbers, drawn by a counter-based stream; at least one stays for training.
std::vector<std::size_t> held_out_members(std::size_t members, const FitSettings& settings);
/// k: which of the n absolute residuals, from the smallest, is the bound; above n when none can be.
std::size_t conformal_rank(std::size_t held_out, double coverage);
/// How many members must be held out for a bound of this coverage to be finite.
std::size_t least_held_out(double coverage);

/// Fits `model`, whose inputs and outputs have their names and units, to the members that are not held out (sparse polynomial
/// chaos, uq/chaos.hpp). Bounds are split-conformal (Vovk, Gammerman and Shafer 2005; Lei et al. 2018): with n members held
/// out, the k-th smallest absolute residual, k = ceil(coverage (n + 1)). A member drawn like them is within the bound with a
/// probability of at least k/(n + 1) over all draws; for one set held out it is Beta(k, n + 1 - k) distributed.
/// Throws std::invalid_argument for an input that does not vary and for too few members.
void fit(StaticModel& model, const Sample& sample, const FitSettings& settings);

}  // namespace voxvolt::surrogate
