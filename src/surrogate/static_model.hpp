// SPDX-License-Identifier: BSD-3-Clause
// A model of an ensemble that runs anywhere: outputs as short sums of polynomials of the inputs or as Gaussian processes, each
// with a bound that was measured on members that had no part in the fit, and the domain in which it was.
#pragma once

#include <limits>
#include <span>
#include <string>
#include <vector>

#include "surrogate/gaussian_process.hpp"

namespace voxvolt::surrogate {

struct ModelInput {
  std::string path, unit, meaning;
  double least = 0, most = 1;  ///< over the members that it was fitted to
  bool logarithmic = false;    ///< the model is of its logarithm
  /// In [-1, 1] over the training members.
  double scaled(double value) const;
};

enum class Form { pce, gp };

struct ModelOutput {
  std::string path, unit, meaning;
  Form form = Form::pce;
  std::vector<unsigned> degrees;     ///< pce: term by input, of orthonormal Legendre polynomials
  std::vector<double> coefficients;  ///< pce: by term, in `unit`
  GaussianProcess process;           ///< gp: over the model's `points`
  double bound = 0;                  ///< of |prediction - truth|, in `unit`
  double level = 0;                  ///< share of new members within the bound, at least, in the mean over all draws
  double rms = 0;                    ///< over the members held out
  double q2 = 0;                     ///< 1 - leave-one-out error / variance of the training members
  /// Where forms were compared: root mean square error of each in cross-validation over the training members, in `unit`;
  /// infinite for a form that cannot be fitted.
  struct Compared {
    double pce, gp;
  };
  std::vector<Compared> compared;  ///< one, or none where the form was given
};

/// At scaled values; `points` as StaticModel has them.
double predicted(const ModelOutput& output, const std::vector<double>& points, std::span<const double> scaled);

struct StaticModel {
  std::vector<ModelInput> inputs;
  std::vector<ModelOutput> outputs;
  std::vector<double> points;     ///< scaled training members, member by input; empty without a Gaussian process
  std::vector<double> centre;     ///< of the scaled training members, by input
  std::vector<double> precision;  ///< inverse of their covariance, row-major
  double farthest = 0;            ///< largest Mahalanobis distance of a training member from the centre
  double inside = 0;              ///< share of the members held out that are in the domain
  double coverage = 0.95;         ///< that was asked for
  std::size_t training = 0, held_out = 0;
  std::size_t training_rows = 0, held_out_rows = 0;  ///< of a table that members were drawn from; 0 without one
  std::string of;                                    ///< SHA-256: identity of what it was fitted to and how
  std::string ensemble;                              ///< its stage's name
  std::string table;                                 ///< SHA-256 of the table of members, as the stage tells it

  /// Of one output, at one value per input, in their units.
  double predict(std::size_t output, std::span<const double> values) const;
  /// From the middle of the domain to its edge, which is 1: the larger one of the box's (largest |scaled value|) and of the
  /// ellipsoid's (Mahalanobis distance over the farthest training member's). Infinite where a logarithm has no value.
  double distance(std::span<const double> values) const;
  /// Within the box and the Mahalanobis distance of the training members?
  bool in_domain(std::span<const double> values) const;
};

}  // namespace voxvolt::surrogate
