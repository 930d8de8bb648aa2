// SPDX-License-Identifier: BSD-3-Clause
#include "surrogate/gaussian_process.hpp"

#include <Eigen/Cholesky>
#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <stdexcept>
#include <string>

#include "numerics/random.hpp"
#include "uq/minimise.hpp"

namespace voxvolt::surrogate {
namespace {

using Eigen::ArrayXXd;
using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using RowMajor = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

constexpr std::uint64_t kStarts = 0x72000000U, kDrawn = 0x73000000U;
constexpr std::size_t kStartCount = 4, kFirstLearntFrom = 200, kFirstEvaluations = 80, kEvaluations = 60;
constexpr double kShortest = 0.05, kLongest = 100;          // lengths, where points span [-1, 1]
constexpr double kLeastNoise = 1e-10, kLargestNoise = 100;  // variance over that of the signal
const double kRoot = std::sqrt(5.0);

/// Members and their correlations at given lengths and noise.
struct Correlated {
  ArrayXXd root_distance;  ///< sqrt(5) r
  ArrayXXd decay;          ///< exp(-sqrt(5) r)
  Eigen::LLT<MatrixXd> factor;
  VectorXd weights;  ///< inverse of the correlations times (values - mean)
  double mean = 0, variance = 0;

  Correlated(const MatrixXd& points, const VectorXd& values, std::span<const double> logarithms) {
    const Index n = points.rows();
    root_distance = ArrayXXd::Zero(n, n);
    for (Index i = 0; i < points.cols(); ++i) {
      const VectorXd x = points.col(i) / std::exp(logarithms[static_cast<std::size_t>(i)]);
      root_distance += (x.replicate(1, n) - x.transpose().replicate(n, 1)).array().square();
    }
    root_distance = kRoot * root_distance.sqrt();
    decay = (-root_distance).exp();
    MatrixXd correlations = ((1 + root_distance + root_distance.square() / 3) * decay).matrix();
    correlations.diagonal().array() += std::exp(logarithms.back());
    factor.compute(correlations);
    if (factor.info() != Eigen::Success) return;
    const VectorXd of_ones = factor.solve(VectorXd::Ones(n)), of_values = factor.solve(values);
    mean = of_values.sum() / of_ones.sum();
    weights = of_values - mean * of_ones;
    variance = (values.array() - mean).matrix().dot(weights) / static_cast<double>(n);
  }
  bool stands() const { return factor.info() == Eigen::Success && variance > 0; }
  double misfit() const { return std::log(variance) / 2 + factor.matrixLLT().diagonal().array().log().mean(); }
};

double misfit(const MatrixXd& points, const VectorXd& values, std::span<const double> logarithms,
              std::span<double> slopes) {
  const Correlated at(points, values, logarithms);
  if (!at.stands()) return std::numeric_limits<double>::infinity();
  // d misfit / d C = (C^-1 - w w^T / variance) / (2 n): mean and variance are at their best.
  const Index n = points.rows();
  MatrixXd slope = at.factor.solve(MatrixXd::Identity(n, n));
  slope.noalias() -= at.weights * at.weights.transpose() / at.variance;
  slope /= 2.0 * static_cast<double>(n);
  slopes.back() = slope.trace() * std::exp(logarithms.back());
  // dk / d ln length_i = 5/3 (1 + sqrt(5) r) exp(-sqrt(5) r) (difference_i / length_i)^2; summed over pairs of members.
  slope.array() *= 5.0 / 3 * (1 + at.root_distance) * at.decay;
  slope.diagonal().setZero();
  const VectorXd sums = slope.rowwise().sum();
  for (Index i = 0; i < points.cols(); ++i) {
    const auto x = points.col(i);
    const double squares = 2 * (sums.dot(x.cwiseAbs2()) - x.dot(slope * x));
    slopes[static_cast<std::size_t>(i)] = squares * std::exp(-2 * logarithms[static_cast<std::size_t>(i)]);
  }
  return at.misfit();
}

MatrixXd matrix_of(const std::vector<double>& points, std::size_t members) {
  return Eigen::Map<const RowMajor>(points.data(), static_cast<Index>(members),
                                    static_cast<Index>(points.size() / members));
}

/// So many of the members, drawn, in their order; all where there are not more.
std::vector<Index> drawn(std::size_t members, std::size_t wanted, std::uint64_t seed) {
  std::vector<Index> order(members);
  std::iota(order.begin(), order.end(), Index{0});
  if (members <= wanted) return order;
  std::ranges::stable_sort(order, {}, [&](Index m) {
    return numerics::RandomStream(seed, static_cast<std::uint64_t>(m), kDrawn).uniform(0);
  });
  order.resize(wanted);
  std::ranges::sort(order);
  return order;
}

struct Part {
  MatrixXd points;
  VectorXd values;
  Part(const MatrixXd& all, const VectorXd& of_all, std::size_t wanted, std::uint64_t seed) {
    const std::vector<Index> members = drawn(static_cast<std::size_t>(all.rows()), wanted, seed);
    points = all(members, Eigen::all);
    values = of_all(members);
  }
  uq::Minimum learnt(const std::vector<double>& start, std::size_t evaluations) const {
    std::vector<double> least(start.size(), std::log(kShortest)), most(start.size(), std::log(kLongest));
    least.back() = std::log(kLeastNoise);
    most.back() = std::log(kLargestNoise);
    std::vector<double> within = start;
    for (std::size_t i = 0; i < within.size(); ++i) within[i] = std::clamp(within[i], least[i], most[i]);
    return uq::minimise([&](auto at, auto slopes) { return misfit(points, values, at, slopes); }, within, least, most,
                        evaluations);
  }
};

/// One length for all at which members are about 1 apart, with little and with much noise; then lengths and noise as drawn.
std::vector<double> start_of(std::size_t which, std::size_t inputs, std::uint64_t seed) {
  const double middle = std::log(std::sqrt(static_cast<double>(inputs)));
  std::vector<double> start(inputs + 1, middle);
  start.back() = which == 0 ? std::log(1e-4) : std::log(0.1);
  if (which < 2) return start;
  numerics::RandomStream draws(seed, which, kStarts);
  for (double& one : start) one = middle + 3 * (draws.uniform() - 0.5);
  start.back() = std::log(1e-6) * draws.uniform();
  return start;
}

}  // namespace

double GaussianProcess::predict(const std::vector<double>& points, std::span<const double> at) const {
  const std::size_t n = lengths.size();
  double sum = mean;
  for (std::size_t m = 0; m < weights.size(); ++m) {
    double square = 0;
    for (std::size_t i = 0; i < n; ++i) {
      const double apart = (at[i] - points[m * n + i]) / lengths[i];
      square += apart * apart;
    }
    const double root_distance = kRoot * std::sqrt(square);
    sum += weights[m] * (1 + root_distance + root_distance * root_distance / 3) * std::exp(-root_distance);
  }
  return sum;
}

double misfit(const std::vector<double>& points, std::span<const double> values, std::span<const double> logarithms,
              std::span<double> slopes) {
  return misfit(matrix_of(points, values.size()),
                Eigen::Map<const VectorXd>(values.data(), static_cast<Index>(values.size())), logarithms, slopes);
}

GaussianProcess fit_process(const std::vector<double>& points, std::span<const double> values,
                            const ProcessSettings& settings) {
  const std::size_t members = values.size();
  if (members < 3 || members > kMostMembers)
    throw std::invalid_argument("a Gaussian process needs 3 to " + std::to_string(kMostMembers) +
                                " members to learn from, not " + std::to_string(members));
  const MatrixXd all = matrix_of(points, members);
  const auto inputs = static_cast<std::size_t>(all.cols());
  // Copied: sums over memory that is not Eigen's own depend on where it lies, in their last bits.
  const VectorXd given = Eigen::Map<const VectorXd>(values.data(), static_cast<Index>(members));
  const double centre = given.mean();
  const double spread = std::sqrt((given.array() - centre).square().mean());
  GaussianProcess process;
  if (!(spread > 1e-14 * std::abs(centre))) {  // a constant
    process.lengths.assign(inputs, 1);
    process.mean = centre;
    process.weights.assign(members, 0);
    process.q2 = 1;
    return process;
  }
  const VectorXd standard = (given.array() - centre) / spread;
  std::vector<double> best = settings.from;
  if (best.empty()) {
    const Part few(all, standard, kFirstLearntFrom, settings.seed);
    double least = std::numeric_limits<double>::infinity();
    for (std::size_t which = 0; which < kStartCount; ++which) {
      const uq::Minimum found = few.learnt(start_of(which, inputs, settings.seed), kFirstEvaluations);
      if (found.value < least) {
        least = found.value;
        best = found.point;
      }
    }
  }
  const uq::Minimum found = Part(all, standard, kMostLearntFrom, settings.seed).learnt(best, kEvaluations);
  const Correlated at(all, standard, found.point);
  if (!at.stands()) throw std::invalid_argument("members that lie too close together for a Gaussian process");
  const VectorXd own = at.factor.solve(MatrixXd::Identity(all.rows(), all.rows())).diagonal();
  // Dubrule 1983, Math. Geol. 15, 687: the error where a member is left out.
  process.q2 = 1 - (at.weights.array() / own.array()).square().mean();
  for (std::size_t i = 0; i < inputs; ++i) process.lengths.push_back(std::exp(found.point[i]));
  process.mean = centre + spread * at.mean;
  for (double weight : at.weights) process.weights.push_back(spread * weight);
  process.signal = spread * std::sqrt(at.variance);
  process.noise = process.signal * std::exp(found.point.back() / 2);
  process.evaluations = found.evaluations;
  return process;
}

std::vector<double> logarithms_of(const GaussianProcess& process) {
  std::vector<double> logarithms;
  for (double length : process.lengths) logarithms.push_back(std::log(length));
  logarithms.push_back(2 * std::log(process.noise / process.signal));
  return logarithms;
}

}  // namespace voxvolt::surrogate
