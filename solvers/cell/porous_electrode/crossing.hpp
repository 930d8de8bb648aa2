// SPDX-License-Identifier: BSD-3-Clause
// The root of a function that falls from positive to not positive within a bracket: secants that stay inside.
#pragma once

namespace voxvolt::cell {

class Crossing {
 public:
  /// f(low) > 0 >= f(high).
  Crossing(double low, double high, double at_low, double at_high)
      : low_(low), high_(high), at_low_(at_low), at_high_(at_high) {
    aim(low + (high - low) * bounded(at_low / (at_low - at_high)), (at_high - at_low) / (high - low));
  }

  /// Looks at `x` next, and takes `slope` there until two looks give one.
  void aim(double x, double slope) { next_ = x, slope_ = slope; }

  double next() const { return next_; }
  double slope() const { return slope_; }
  double width() const { return high_ - low_; }

  void take(double x, double f) {
    if (rounds_ > 0) slope_ = (f - at_last_) / (x - last_);
    last_ = x, at_last_ = f;
    if (f > 0) low_ = x, at_low_ = f;
    else high_ = x, at_high_ = f;
    ++rounds_;
    next_ = x - f / slope_;
    const bool inside = next_ > low_ && next_ < high_;
    if (rounds_ > most_secants && rounds_ % 2 == 0) next_ = 0.5 * (low_ + high_);
    else if (!inside) next_ = low_ + (high_ - low_) * bounded(at_low_ / (at_low_ - at_high_));
  }

 private:
  static constexpr int most_secants = 8;
  static double bounded(double part) { return part > 1e-3 ? (part < 1 - 1e-3 ? part : 1 - 1e-3) : 1e-3; }

  double low_, high_, at_low_, at_high_;
  double next_ = 0, slope_ = 0, last_ = 0, at_last_ = 0;
  int rounds_ = 0;
};

}  // namespace voxvolt::cell
