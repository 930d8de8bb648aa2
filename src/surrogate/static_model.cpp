// SPDX-License-Identifier: BSD-3-Clause
#include "surrogate/static_model.hpp"

#include <Eigen/Cholesky>
#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>

#include "numerics/random.hpp"
#include "uq/chaos.hpp"
#include "uq/statistics.hpp"

namespace voxvolt::surrogate {
namespace {

constexpr std::uint64_t kSplit = 0x71000000U;
constexpr double kWide = 10;  // most/least from which on an input may go by its logarithm

/// P_n of Legendre times sqrt(2n + 1): orthonormal for the uniform density on [-1, 1].
double legendre(unsigned n, double x) {
  double before = 1, now = x;
  if (n == 0) return 1;
  for (unsigned k = 1; k < n; ++k) {
    const double next = ((2.0 * k + 1) * x * now - k * before) / (k + 1.0);
    before = now;
    now = next;
  }
  return std::sqrt(2.0 * n + 1) * now;
}

double distance(const StaticModel& model, const std::vector<double>& scaled) {
  const std::size_t n = scaled.size();
  double square = 0;
  for (std::size_t i = 0; i < n; ++i)
    for (std::size_t j = 0; j < n; ++j)
      square += (scaled[i] - model.centre[i]) * model.precision[i * n + j] * (scaled[j] - model.centre[j]);
  return std::sqrt(std::max(0.0, square));
}

std::vector<double> scaled_values(const StaticModel& model, std::span<const double> values) {
  std::vector<double> scaled;
  for (std::size_t i = 0; i < model.inputs.size(); ++i) scaled.push_back(model.inputs[i].scaled(values[i]));
  return scaled;
}

/// How far the median is from the middle, of the values or of their logarithms, as a share of the range.
double lopsidedness(std::vector<double> values, bool of_logarithms) {
  if (of_logarithms)
    for (double& value : values) value = std::log(value);
  const double median = uq::quantile(values, 0.5);
  const auto [least, most] = std::ranges::minmax(values);
  return std::abs(median - (least + most) / 2) / (most - least);
}

void set_ranges(StaticModel& model, const Sample& sample, const std::vector<std::size_t>& training) {
  const std::size_t n = model.inputs.size();
  for (std::size_t i = 0; i < n; ++i) {
    ModelInput& input = model.inputs[i];
    input.least = INFINITY;
    input.most = -INFINITY;
    for (std::size_t m : training) {
      input.least = std::min(input.least, sample.values[m * n + i]);
      input.most = std::max(input.most, sample.values[m * n + i]);
    }
    if (!(input.most > input.least))
      throw std::invalid_argument(input.path + " has one value only, from which nothing can be learnt");
    std::vector<double> column;
    for (std::size_t m : training) column.push_back(sample.values[m * n + i]);
    input.logarithmic =
        input.least > 0 && input.most > kWide * input.least && lopsidedness(column, true) < lopsidedness(column, false);
  }
}

void set_domain(StaticModel& model, const std::vector<std::vector<double>>& scaled) {
  const auto n = static_cast<Eigen::Index>(model.inputs.size());
  Eigen::VectorXd centre = Eigen::VectorXd::Zero(n);
  Eigen::MatrixXd covariance = Eigen::MatrixXd::Identity(n, n) * 1e-9;  // inputs of a table may be bound to each other
  for (const auto& point : scaled)
    centre += Eigen::Map<const Eigen::VectorXd>(point.data(), n) / static_cast<double>(scaled.size());
  for (const auto& point : scaled) {
    const Eigen::VectorXd off = Eigen::Map<const Eigen::VectorXd>(point.data(), n) - centre;
    covariance += off * off.transpose() / static_cast<double>(scaled.size());
  }
  const Eigen::MatrixXd precision = covariance.llt().solve(Eigen::MatrixXd::Identity(n, n));
  model.centre.assign(centre.data(), centre.data() + n);
  model.precision.assign(precision.data(), precision.data() + n * n);
  model.farthest = 0;
  for (const auto& point : scaled) model.farthest = std::max(model.farthest, distance(model, point));
}

}  // namespace

double ModelInput::scaled(double value) const {
  return logarithmic ? 2 * std::log(value / least) / std::log(most / least) - 1
                     : 2 * (value - least) / (most - least) - 1;
}

double StaticModel::predict(std::size_t output, std::span<const double> values) const {
  const std::vector<double> x = scaled_values(*this, values);
  const ModelOutput& sought = outputs[output];
  double sum = 0;
  for (std::size_t t = 0; t < sought.coefficients.size(); ++t) {
    double term = sought.coefficients[t];
    for (std::size_t i = 0; i < x.size(); ++i)
      if (const unsigned degree = sought.degrees[t * x.size() + i]; degree > 0) term *= legendre(degree, x[i]);
    sum += term;
  }
  return sum;
}

bool StaticModel::in_domain(std::span<const double> values) const {
  const std::vector<double> x = scaled_values(*this, values);
  constexpr double slack = 1e-12;
  return std::ranges::all_of(x, [](double one) { return std::abs(one) <= 1 + slack; }) &&
         distance(*this, x) <= farthest * (1 + slack);
}

std::size_t conformal_rank(std::size_t held_out, double coverage) {
  return static_cast<std::size_t>(std::ceil(coverage * static_cast<double>(held_out + 1) - 1e-9));
}

std::size_t least_held_out(double coverage) {
  return static_cast<std::size_t>(std::ceil(coverage / (1 - coverage) - 1e-9));
}

std::vector<std::size_t> held_out_members(std::size_t members, const FitSettings& settings) {
  std::vector<std::size_t> order(members);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::vector<double> draws;
  for (std::size_t m = 0; m < members; ++m)
    draws.push_back(numerics::RandomStream(settings.seed, m, kSplit).uniform(0));
  std::ranges::stable_sort(order, {}, [&](std::size_t m) { return draws[m]; });
  const auto wanted = static_cast<std::size_t>(std::lround(settings.hold_out * static_cast<double>(members)));
  order.resize(std::min(wanted, members > 0 ? members - 1 : 0));
  std::ranges::sort(order);
  return order;
}

void fit(StaticModel& model, const Sample& sample, const FitSettings& settings) {
  const std::vector<std::size_t> held_out = held_out_members(sample.members, settings);
  const std::size_t rank = conformal_rank(held_out.size(), settings.coverage);
  if (held_out.empty() || rank > held_out.size())
    throw std::invalid_argument("a bound that holds for " + std::to_string(std::lround(100 * settings.coverage)) +
                                " % needs " + std::to_string(least_held_out(settings.coverage)) +
                                " members held out; there are " + std::to_string(held_out.size()) + " of " +
                                std::to_string(sample.members));
  std::vector<std::size_t> training;
  for (std::size_t m = 0; m < sample.members; ++m)
    if (!std::ranges::binary_search(held_out, m)) training.push_back(m);
  const std::size_t n = model.inputs.size();
  set_ranges(model, sample, training);
  std::vector<std::vector<double>> scaled;
  uq::Design unit{training.size(), n, {}};
  for (std::size_t m : training) {
    scaled.push_back(scaled_values(model, std::span(sample.values).subspan(m * n, n)));
    for (double x : scaled.back()) unit.points.push_back((x + 1) / 2);
  }
  set_domain(model, scaled);
  model.coverage = settings.coverage;
  model.training = training.size();
  model.held_out = held_out.size();
  const std::vector<uq::Germ> germs(n, uq::Germ::even);
  for (std::size_t o = 0; o < model.outputs.size(); ++o) {
    std::vector<double> results, residuals;
    for (std::size_t m : training) results.push_back(sample.results[o][m]);
    const uq::Chaos chaos = uq::fit_chaos(unit, germs, results);
    ModelOutput& output = model.outputs[o];
    output.degrees = chaos.degrees;
    output.coefficients = chaos.coefficients;
    output.q2 = chaos.q2;
    double squares = 0;
    for (std::size_t m : held_out) {
      residuals.push_back(
          std::abs(model.predict(o, std::span(sample.values).subspan(m * n, n)) - sample.results[o][m]));
      squares += residuals.back() * residuals.back();
    }
    output.rms = std::sqrt(squares / static_cast<double>(residuals.size()));
    std::ranges::sort(residuals);
    output.bound = residuals[rank - 1];
  }
}

}  // namespace voxvolt::surrogate
