// SPDX-License-Identifier: BSD-3-Clause
#include "surrogate/static_model.hpp"

#include <algorithm>
#include <cmath>

namespace voxvolt::surrogate {
namespace {

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

double sum_of_polynomials(const ModelOutput& output, std::span<const double> x) {
  double sum = 0;
  for (std::size_t t = 0; t < output.coefficients.size(); ++t) {
    double term = output.coefficients[t];
    for (std::size_t i = 0; i < x.size(); ++i)
      if (const unsigned degree = output.degrees[t * x.size() + i]; degree > 0) term *= legendre(degree, x[i]);
    sum += term;
  }
  return sum;
}

double mahalanobis(const StaticModel& model, const std::vector<double>& scaled) {
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

}  // namespace

double ModelInput::scaled(double value) const {
  return logarithmic ? 2 * std::log(value / least) / std::log(most / least) - 1
                     : 2 * (value - least) / (most - least) - 1;
}

double predicted(const ModelOutput& output, const std::vector<double>& points, std::span<const double> scaled) {
  return output.form == Form::gp ? output.process.predict(points, scaled) : sum_of_polynomials(output, scaled);
}

double StaticModel::predict(std::size_t output, std::span<const double> values) const {
  return predicted(outputs[output], points, scaled_values(*this, values));
}

double StaticModel::distance(std::span<const double> values) const {
  const std::vector<double> x = scaled_values(*this, values);
  double farther = 0;
  for (double one : x) {
    if (!std::isfinite(one)) return std::numeric_limits<double>::infinity();
    farther = std::max(farther, std::abs(one));
  }
  return std::max(farther, mahalanobis(*this, x) / farthest);
}

bool StaticModel::in_domain(std::span<const double> values) const {
  constexpr double slack = 1e-12;
  return distance(values) <= 1 + slack;
}

}  // namespace voxvolt::surrogate
