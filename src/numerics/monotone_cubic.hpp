// SPDX-License-Identifier: BSD-3-Clause
// A cubic through points that rises and falls only where they do (Fritsch and Carlson, SIAM J. Numer. Anal. 17 (1980) 238).
#pragma once

#include <vector>

namespace voxvolt::numerics {

class MonotoneCubic {
 public:
  /// x ascending, at least two points; else throws std::invalid_argument.
  MonotoneCubic(std::vector<double> x, std::vector<double> y);
  /// Between the first and the last x.
  double operator()(double x) const;

 private:
  std::vector<double> x_, y_, slope_;
};

}  // namespace voxvolt::numerics
