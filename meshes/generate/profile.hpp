// SPDX-License-Identifier: BSD-3-Clause
// How a fraction changes along an axis: relative values at equal distances from one end face to the other.
#pragma once

#include <cstddef>
#include <vector>

namespace voxvolt::generate {

class Profile {
 public:
  /// Even along any axis.
  Profile() = default;
  /// `relative` at equally spaced points, the first and the last on the end faces, straight between them; scaled so
  /// that the mean is 1. Throws Failure(input) unless there are two or more, none negative and one positive.
  Profile(std::size_t axis, const std::vector<double>& relative);

  bool is_even() const { return values_.empty(); }
  std::size_t axis() const { return axis_; }
  /// The local value relative to the mean, at `place` from 0 to 1.
  double at(double place) const;
  double largest() const;
  /// Mean of `at` over [from, to].
  double mean(double from, double to) const;
  /// The place below which a share `p` of the whole lies.
  double quantile(double p) const;

 private:
  double below(double place) const;  ///< integral of `at` from 0

  std::size_t axis_ = 2;
  std::vector<double> values_;
};

}  // namespace voxvolt::generate
