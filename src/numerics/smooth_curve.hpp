// SPDX-License-Identifier: BSD-3-Clause
// A function of one variable as a uniform table of cubics: once continuously differentiable, cheap, the same everywhere.
#pragma once

#include <functional>
#include <vector>

namespace voxvolt::numerics {

/// f on [first, last] by cubic Hermite interpolation on equal intervals; beyond the ends its first-order continuation, so
/// that a solver that looks a little outside finds a sensible slope and no plateau.
class SmoothCurve {
 public:
  /// Samples `f` at the ends of `intervals` equal intervals, slopes from fourth-order differences of those values. Throws
  /// std::invalid_argument when the range is empty, there are fewer than 4 intervals or a value is not finite.
  static SmoothCurve of(const std::function<double(double)>& f, double first, double last, int intervals = 1000);
  /// Through points (x ascending, at least two), by a monotone cubic (Fritsch and Carlson 1980), then sampled.
  static SmoothCurve through(const std::vector<double>& x, const std::vector<double>& y, int intervals = 1000);
  static SmoothCurve constant(double value);

  double operator()(double x) const { return evaluate(x).value; }
  double slope(double x) const { return evaluate(x).slope; }

  double first() const { return first_; }
  double last() const { return first_ + width_ * intervals(); }
  int intervals() const { return static_cast<int>(values_.size()) - 1; }
  bool is_constant() const;
  const std::vector<double>& values() const { return values_; }  ///< at the ends of the intervals
  const std::vector<double>& slopes() const { return slopes_; }

 private:
  struct Sample {
    double value, slope;
  };
  SmoothCurve(double first, double width, std::vector<double> values);
  Sample evaluate(double x) const;

  double first_, width_;
  std::vector<double> values_, slopes_;
};

}  // namespace voxvolt::numerics
