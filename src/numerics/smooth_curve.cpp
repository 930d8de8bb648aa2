// SPDX-License-Identifier: BSD-3-Clause
#include "numerics/smooth_curve.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <stdexcept>
#include <string>

#include "numerics/monotone_cubic.hpp"

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
  return of(MonotoneCubic(x, y), x.front(), x.back(), intervals);
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
