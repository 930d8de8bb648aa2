// SPDX-License-Identifier: BSD-3-Clause
#include "uq/dependence.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>

namespace voxvolt::uq {
namespace {

std::vector<std::size_t> order_of(const Design& design, std::size_t input) {
  std::vector<std::size_t> order(design.members);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::ranges::stable_sort(order, {}, [&](std::size_t m) { return design.at(m, input); });
  return order;
}

}  // namespace

GaussianCopula::GaussianCopula(std::size_t inputs, const std::vector<Correlation>& pairs)
    : inputs_(inputs), factor_(inputs * inputs, 0) {
  std::vector<double> matrix(inputs * inputs, 0);
  for (std::size_t i = 0; i < inputs; ++i) matrix[i * inputs + i] = 1;
  for (const Correlation& pair : pairs)
    matrix[pair.first * inputs + pair.second] = matrix[pair.second * inputs + pair.first] = pair.value;
  for (std::size_t i = 0; i < inputs; ++i)
    for (std::size_t j = 0; j <= i; ++j) {
      double rest = matrix[i * inputs + j];
      for (std::size_t k = 0; k < j; ++k) rest -= factor_[i * inputs + k] * factor_[j * inputs + k];
      if (i != j) factor_[i * inputs + j] = rest / factor_[j * inputs + j];
      else if (rest > 1e-12) factor_[i * inputs + i] = std::sqrt(rest);
      else
        throw std::invalid_argument(
            "no inputs can be correlated so: the matrix of correlations is not positive definite");
    }
}

void GaussianCopula::apply(double* scores) const {
  for (std::size_t i = inputs_; i-- > 0;) {
    double sum = 0;
    for (std::size_t j = 0; j <= i; ++j) sum += factor_[i * inputs_ + j] * scores[j];
    scores[i] = sum;
  }
}

Design GaussianCopula::dependent(const Design& unit) const {
  Design design = unit;
  std::vector<double> scores(inputs_);
  for (std::size_t m = 0; m < unit.members; ++m) {
    for (std::size_t i = 0; i < inputs_; ++i) scores[i] = normal_quantile(unit.at(m, i));
    apply(scores.data());
    for (std::size_t i = 0; i < inputs_; ++i) design.at(m, i) = normal_cumulative(scores[i]);
  }
  return design;
}

Design GaussianCopula::reordered(const Design& unit) const {
  const Design wanted = dependent(unit);
  Design design = unit;
  for (std::size_t i = 0; i < inputs_; ++i) {
    const auto values = order_of(unit, i), places = order_of(wanted, i);
    for (std::size_t rank = 0; rank < unit.members; ++rank) design.at(places[rank], i) = unit.at(values[rank], i);
  }
  return design;
}

}  // namespace voxvolt::uq
