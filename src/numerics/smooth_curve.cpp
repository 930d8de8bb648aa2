// SPDX-License-Identifier: BSD-3-Clause
#include "numerics/smooth_curve.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <stdexcept>
#include <string>

namespace voxvolt::numerics {
namespace {

/// Slopes at equal distances: fourth-order differences, one-sided at the ends.
std::vector<double> slopes_of(const std::vector<double>& v, double width) {
  const std::size_t n = v.size();
  std::vector<double> slope(n);
  const auto one_sided = [&](std::size_t at, int sign) {
    const auto f = [&](int k) { return v[static_cast<std::size_t>(static_cast<std::ptrdiff_t>(at) + sign * k)]; };
    return sign * (-25 * f(0) + 48 * f(1) - 36 * f(2) + 16 * f(3) - 3 * f(4)) / (12 * width);
  };
  const auto next_to_end = [&](std::size_t at, int sign) {
    const auto f = [&](int k) { return v[static_cast<std::size_t>(static_cast<std::ptrdiff_t>(at) + sign * k)]; };
    return sign * (-3 * f(-1) - 10 * f(0) + 18 * f(1) - 6 * f(2) + f(3)) / (12 * width);
  };
  for (std::size_t i = 2; i + 2 < n; ++i) slope[i] = (v[i - 2] - 8 * v[i - 1] + 8 * v[i + 1] - v[i + 2]) / (12 * width);
  slope[0] = one_sided(0, 1);
  slope[1] = next_to_end(1, 1);
  slope[n - 1] = one_sided(n - 1, -1);
  slope[n - 2] = next_to_end(n - 2, -1);
  return slope;
}

/// Slopes of the monotone cubic through (x, y).
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

SmoothCurve::SmoothCurve(double first, double width, std::vector<double> values)
    : first_(first), width_(width), values_(std::move(values)), slopes_(slopes_of(values_, width)) {}

SmoothCurve SmoothCurve::of(const std::function<double(double)>& f, double first, double last, int intervals) {
  if (!(last > first)) throw std::invalid_argument("a curve needs a range that is not empty");
  if (intervals < 4) throw std::invalid_argument("a curve needs at least 4 intervals");
  std::vector<double> values(static_cast<std::size_t>(intervals) + 1);
  const double width = (last - first) / intervals;
  for (int i = 0; i <= intervals; ++i) {
    const double x = i == intervals ? last : first + width * i;
    const double value = f(x);
    if (!std::isfinite(value)) throw std::invalid_argument("a curve is not finite at " + std::to_string(x));
    values[static_cast<std::size_t>(i)] = value;
  }
  return {first, width, std::move(values)};
}

SmoothCurve SmoothCurve::through(const std::vector<double>& x, const std::vector<double>& y, int intervals) {
  if (x.size() != y.size() || x.size() < 2) throw std::invalid_argument("a table needs at least two points");
  for (std::size_t i = 0; i + 1 < x.size(); ++i)
    if (!(x[i + 1] > x[i])) throw std::invalid_argument("a table needs ascending x");
  const std::vector<double> slope = monotone_slopes(x, y);
  const auto cubic = [&](double at) {
    const auto above = std::upper_bound(x.begin() + 1, x.end() - 1, at);
    const auto i = static_cast<std::size_t>(above - x.begin()) - 1;
    const double width = x[i + 1] - x[i], t = (at - x[i]) / width;
    const double rise = y[i + 1] - y[i], a = width * slope[i] - rise, b = rise - width * slope[i + 1];
    return y[i] + t * rise + t * (1 - t) * ((1 - t) * a + t * b);
  };
  return of(cubic, x.front(), x.back(), intervals);
}

SmoothCurve SmoothCurve::constant(double value) {
  return of([value](double) { return value; }, 0, 1, 4);
}

bool SmoothCurve::is_constant() const {
  return std::all_of(values_.begin(), values_.end(), [&](double v) { return v == values_.front(); });
}

SmoothCurve::Sample SmoothCurve::evaluate(double x) const {
  const double place = (x - first_) / width_;
  if (!(place > 0)) return {values_.front() + slopes_.front() * (x - first_), slopes_.front()};
  if (place >= intervals()) return {values_.back() + slopes_.back() * (x - last()), slopes_.back()};
  const auto i = static_cast<std::size_t>(place);
  const double t = place - static_cast<double>(i), rise = values_[i + 1] - values_[i];
  const double a = width_ * slopes_[i] - rise, b = rise - width_ * slopes_[i + 1];
  const double bend = (1 - t) * a + t * b;
  return {values_[i] + t * rise + t * (1 - t) * bend, (rise + (1 - 2 * t) * bend + t * (1 - t) * (b - a)) / width_};
}

}  // namespace voxvolt::numerics
