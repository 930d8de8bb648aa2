// SPDX-License-Identifier: BSD-3-Clause
// Symmetric Butler-Volmer kinetics solved for the overpotential: mild where sinh overflows (Newman and Thomas-Alyea 2004).
#pragma once

#include <cmath>

#include "numerics/pack.hpp"

namespace voxvolt::laws {

/// eta = scale arsinh(y) of j = 2 j0 sinh(eta/scale), y = j/(2 j0), scale = 2RT/F (V); and what Newton needs.
template <class Number>
struct Overpotential {
  Number eta;           ///< V
  Number per_y;         ///< d eta/d y = scale/sqrt(1 + y^2)
  Number per_log_rate;  ///< d eta/d ln j0 = -scale y/sqrt(1 + y^2)
};

/// x^order of an exchange current density; the usual order, 0.5, by the square root.
template <class Number>
Number concentration_power(const Number& x, double order) {
  using std::exp;
  using std::log;
  return order == 0.5 ? numerics::square_root(x) : Number(exp(order * log(x)));
}

/// c^a theta^b (1 - theta)^g of a pack (numerics::Lanes), c, theta and 1 - theta above 0.
template <class L, class Many>
Many concentration_powers(const Many& c, const Many& a, const Many& theta, const Many& b, const Many& g) {
  using std::exp;
  const Many exponent =
      a * numerics::logarithm(c) + b * numerics::logarithm(theta) + g * numerics::logarithm(Many(1.0 - theta));
  Many result = exponent;
  if constexpr (L::width == 1) {
    result = exp(exponent);
  } else {
    for (int lane = 0; lane < L::width; ++lane) result[lane] = exp(exponent[lane]);
  }
  return result;
}

template <class Number, class Scale>
Overpotential<Number> overpotential(const Number& y, const Scale& scale) {
  const Number root = numerics::square_root(Number(y * y + 1.0));
  const Number per_y = scale / root;
  return {scale * numerics::area_sine(y, root), per_y, -(per_y * y)};
}

}  // namespace voxvolt::laws
