// SPDX-License-Identifier: BSD-3-Clause
// Dependence between inputs by a Gaussian copula: the margins stay what they are, their normal scores are correlated.
#pragma once

#include <cstddef>
#include <vector>

#include "uq/design.hpp"

namespace voxvolt::uq {

/// The correlation of the normal scores of two inputs.
struct Correlation {
  std::size_t first = 0, second = 0;
  double value = 0;
};

class GaussianCopula {
 public:
  /// Independent inputs but for the pairs given. Throws std::invalid_argument when they make no correlation matrix.
  GaussianCopula(std::size_t inputs, const std::vector<Correlation>& pairs);
  /// Independent standard normal scores -> dependent ones, in place.
  void apply(double* scores) const;
  /// Independent points of the unit cube -> dependent ones with the same uniform margins.
  Design dependent(const Design& unit) const;
  /// The same for a Latin hypercube: each input's values are kept and only put in another order, that of the dependent
  /// points, so that each part still holds one member (Iman and Conover 1982, doi:10.1080/03610918208812265).
  Design reordered(const Design& unit) const;

 private:
  std::size_t inputs_;
  std::vector<double> factor_;  ///< lower Cholesky factor, row-major
};

}  // namespace voxvolt::uq
