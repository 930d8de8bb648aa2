// SPDX-License-Identifier: BSD-3-Clause
#include "numerics/monotone_cubic.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <stdexcept>

namespace voxvolt::numerics {
namespace {

std::vector<double> monotone_slopes(const std::vector<double>& x, const std::vector<double>& y) {
  const std::size_t n = x.size();
  std::vector<double> secant(n - 1), slope(n);
  for (std::size_t i = 0; i + 1 < n; ++i) secant[i] = (y[i + 1] - y[i]) / (x[i + 1] - x[i]);
  slope.front() = secant.front();
  slope.back() = secant.back();
  for (std::size_t i = 1; i + 1 < n; ++i)
    slope[i] = secant[i - 1] * secant[i] <= 0 ? 0 : (secant[i - 1] + secant[i]) / 2;
  for (std::size_t i = 0; i + 1 < n; ++i) {
    if (secant[i] == 0) {
      slope[i] = slope[i + 1] = 0;
      continue;
    }
    const double a = slope[i] / secant[i], b = slope[i + 1] / secant[i], length = std::hypot(a, b);
    if (length > 3) {
      slope[i] *= 3 / length;
      slope[i + 1] *= 3 / length;
    }
  }
  return slope;
}

}  // namespace

MonotoneCubic::MonotoneCubic(std::vector<double> x, std::vector<double> y) : x_(std::move(x)), y_(std::move(y)) {
  if (x_.size() != y_.size() || x_.size() < 2) throw std::invalid_argument("a table needs at least two points");
  for (std::size_t i = 0; i + 1 < x_.size(); ++i)
    if (!(x_[i + 1] > x_[i])) throw std::invalid_argument("a table needs ascending x");
  slope_ = monotone_slopes(x_, y_);
}

double MonotoneCubic::operator()(double x) const {
  const auto above = std::upper_bound(x_.begin() + 1, x_.end() - 1, x);
  const auto i = static_cast<std::size_t>(above - x_.begin()) - 1;
  const double width = x_[i + 1] - x_[i], t = (x - x_[i]) / width;
  const double rise = y_[i + 1] - y_[i], a = width * slope_[i] - rise, b = rise - width * slope_[i + 1];
  return y_[i] + t * rise + t * (1 - t) * ((1 - t) * a + t * b);
}

}  // namespace voxvolt::numerics
