// SPDX-License-Identifier: BSD-3-Clause
#include <algorithm>

#include "numerics/pack.hpp"
#include "numerics/rodas4.hpp"
#include "solvers/runaway/propagation/stack_mesh.hpp"

namespace voxvolt::runaway {

namespace {

using Lanes = numerics::Lanes<double>;

double sum_of(const double* values, std::size_t count) {
  constexpr std::size_t width = Lanes::width;
  double total = 0;
  std::size_t i = 0;
  if (count >= width) {
    auto sums = Lanes::many(values);
    for (i = width; i + width <= count; i += width) sums += Lanes::many(values + i);
    total = numerics::sum(sums);
  }
  for (; i < count; ++i) total += values[i];
  return total;
}

double weighted_sum(const double* values, const double* weights, std::size_t count) {
  constexpr std::size_t width = Lanes::width;
  auto sums = Lanes::all(0);
  std::size_t i = 0;
  for (; i + width <= count; i += width) sums += Lanes::many(values + i) * Lanes::many(weights + i);
  double total = numerics::sum(sums);
  for (; i < count; ++i) total += values[i] * weights[i];
  return total;
}

}  // namespace

double BlockReader::share_of(const Block& b, std::size_t volume) const {
  return line_->share() ? line_->share()[volume] : 1 / static_cast<double>(b.count);
}

double BlockReader::mean(const double* values, const Block& b) const {
  const std::size_t stride = line_->stride();
  if (b.count == 1) return values[b.first * stride + lane_];
  if (const double* share = line_->share()) return weighted_sum(values + b.first, share + b.first, b.count);
  if (stride == 1) return sum_of(values + b.first, b.count) / static_cast<double>(b.count);
  double sum = 0;
  for (std::size_t v = b.first; v < b.first + b.count; ++v) sum += values[v * stride + lane_];
  return sum / static_cast<double>(b.count);
}

double BlockReader::most(const double* values, const Block& b) const {
  double most = at(values, b.first);
  for (std::size_t v = b.first + 1; v < b.first + b.count; ++v) most = std::max(most, at(values, v));
  return most;
}

double BlockReader::least(const double* values, const Block& b) const {
  double least = at(values, b.first);
  for (std::size_t v = b.first + 1; v < b.first + b.count; ++v) least = std::min(least, at(values, v));
  return least;
}

Line::Dense BlockReader::mean_temperature(const Block& b) const {
  Line::Dense total{0, 0, 0, 0};
  for (std::size_t v = b.first; v < b.first + b.count; ++v) {
    const double share = share_of(b, v);
    const Line::Dense d = line_->dense_temperature(entry(v));
    total = {total.y0 + share * d.y0, total.y1 + share * d.y1, total.d2 + share * d.d2, total.d3 + share * d.d3};
  }
  return total;
}

Line::Dense BlockReader::mean_extent(const Block& b, const std::vector<double>& weights) const {
  Line::Dense total{0, 0, 0, 0};
  for (std::size_t r = 0; r < weights.size(); ++r) {
    if (weights[r] == 0) continue;
    for (std::size_t v = b.first; v < b.first + b.count; ++v) {
      const double share = weights[r] * share_of(b, v);
      const Line::Dense d = line_->dense_extent(static_cast<int>(r), entry(v));
      total = {total.y0 + share * d.y0, total.y1 + share * d.y1, total.d2 + share * d.d2, total.d3 + share * d.d3};
    }
  }
  return total;
}

}  // namespace voxvolt::runaway
