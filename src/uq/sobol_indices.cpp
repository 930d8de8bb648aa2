// SPDX-License-Identifier: BSD-3-Clause
#include "uq/sobol_indices.hpp"

#include <array>
#include <cmath>
#include <limits>

namespace voxvolt::uq {
namespace {

/// Weighted sums of two quantities that are lost together.
struct Sums {
  double n = 0, x = 0, y = 0, xx = 0, yy = 0, xy = 0;
  void add(double weight, double a, double b) {
    if (!std::isfinite(a) || !std::isfinite(b)) return;
    n += weight;
    x += weight * a;
    y += weight * b;
    xx += weight * a * a;
    yy += weight * b * b;
    xy += weight * a * b;
  }
  double correlation() const {
    const double spread = std::sqrt((n * xx - x * x) * (n * yy - y * y));
    return spread > 0 ? (n * xy - x * y) / spread : std::numeric_limits<double>::quiet_NaN();
  }
};

/// Outputs less their mean at each place: sums of squares then lose no digits.
std::vector<double> centred(std::size_t places, std::span<const double> outputs) {
  std::vector<double> values(outputs.begin(), outputs.end());
  for (std::size_t p = 0; p < places; ++p) {
    double sum = 0, count = 0;
    for (std::size_t k = p; k < values.size(); k += places)
      if (std::isfinite(values[k])) {
        sum += values[k];
        ++count;
      }
    for (std::size_t k = p; k < values.size(); k += places) values[k] -= sum / count;
  }
  return values;
}

}  // namespace

SobolIndices saltelli_indices(std::size_t inputs, std::size_t places, std::span<const double> outputs,
                              std::uint64_t seed) {
  const std::size_t block = inputs + 2, pairs = outputs.size() / (block * places);
  const std::vector<double> y = centred(places, outputs);
  const auto member = [&](std::size_t pair, std::size_t k) { return y.data() + (pair * block + k) * places; };
  const auto both = [&](std::span<const double> weights) {
    std::vector<Sums> first(inputs * places), total(inputs * places);
    for (std::size_t j = 0; j < pairs; ++j) {
      if (weights[j] == 0) continue;
      for (std::size_t i = 0; i < inputs; ++i)
        for (std::size_t p = 0; p < places; ++p) {
          first[i * places + p].add(weights[j], member(j, 1)[p], member(j, 2 + i)[p]);
          total[i * places + p].add(weights[j], member(j, 0)[p], member(j, 2 + i)[p]);
        }
    }
    std::vector<double> indices;
    for (const Sums& sums : first) indices.push_back(sums.correlation());
    for (const Sums& sums : total) indices.push_back(1 - sums.correlation());
    return indices;
  };
  const double work = 20.0 * static_cast<double>(pairs * inputs * places);
  const auto estimates = bootstrapped(pairs, seed, affordable_resamples(work), both);
  const auto half = estimates.begin() + static_cast<std::ptrdiff_t>(inputs * places);
  SobolIndices indices{{estimates.begin(), half}, {half, estimates.end()}, 0};
  for (std::size_t j = 0; j < pairs; ++j) {
    bool whole = true;
    for (std::size_t k = 0; k < block; ++k) whole = whole && std::isfinite(member(j, k)[0]);
    indices.pairs += whole ? 1 : 0;
  }
  return indices;
}

}  // namespace voxvolt::uq
