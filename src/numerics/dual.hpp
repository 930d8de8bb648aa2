// SPDX-License-Identifier: BSD-3-Clause
// Dual numbers: a value and its derivatives along N directions, carried through arithmetic by the chain rule (forward mode).
// A scalar for kernels that are written for any: comparisons look at the value alone, so a program takes the same way
// as with plain numbers, and derivatives are those of what it computed.
#pragma once

#include <array>
#include <cmath>
#include <type_traits>

#include "numerics/cubic_rows.hpp"
#include "numerics/pack.hpp"

namespace voxvolt::numerics {

template <int N>
struct Dual {
  double value = 0;
  std::array<double, N> slope{};

  Dual() = default;
  explicit Dual(double x) : value(x) {}
  /// The variable that direction `of` varies.
  static Dual variable(double x, int of) {
    Dual d(x);
    d.slope[static_cast<std::size_t>(of)] = 1;
    return d;
  }
  /// f(x) where f has value `y` and derivative `dy`.
  Dual through(double y, double dy) const {
    Dual d(y);
    for (int i = 0; i < N; ++i) d.slope[i] = dy * slope[i];
    return d;
  }

  Dual& operator+=(const Dual& b) { return *this = *this + b; }
  Dual& operator-=(const Dual& b) { return *this = *this - b; }
  Dual& operator*=(const Dual& b) { return *this = *this * b; }
  Dual& operator+=(double b) { return value += b, *this; }
  Dual& operator-=(double b) { return value -= b, *this; }
  Dual& operator*=(double b) { return *this = *this * b; }

  friend Dual operator-(const Dual& a) { return a.through(-a.value, -1); }
  friend Dual operator+(const Dual& a, const Dual& b) { return mixed(a.value + b.value, a, 1, b, 1); }
  friend Dual operator-(const Dual& a, const Dual& b) { return mixed(a.value - b.value, a, 1, b, -1); }
  friend Dual operator*(const Dual& a, const Dual& b) { return mixed(a.value * b.value, a, b.value, b, a.value); }
  friend Dual operator/(const Dual& a, const Dual& b) {
    const double per = 1 / b.value, y = a.value * per;
    return mixed(y, a, per, b, -y * per);
  }
  friend Dual operator+(const Dual& a, double b) { return a.through(a.value + b, 1); }
  friend Dual operator+(double a, const Dual& b) { return b.through(a + b.value, 1); }
  friend Dual operator-(const Dual& a, double b) { return a.through(a.value - b, 1); }
  friend Dual operator-(double a, const Dual& b) { return b.through(a - b.value, -1); }
  friend Dual operator*(const Dual& a, double b) { return a.through(a.value * b, b); }
  friend Dual operator*(double a, const Dual& b) { return b.through(a * b.value, a); }
  friend Dual operator/(const Dual& a, double b) { return a.through(a.value / b, 1 / b); }
  friend Dual operator/(double a, const Dual& b) { return b.through(a / b.value, -a / (b.value * b.value)); }

  friend bool operator<(const Dual& a, const Dual& b) { return a.value < b.value; }
  friend bool operator>(const Dual& a, const Dual& b) { return a.value > b.value; }
  friend bool operator<(const Dual& a, double b) { return a.value < b; }
  friend bool operator>(const Dual& a, double b) { return a.value > b; }
  friend bool operator==(const Dual& a, const Dual& b) { return a.value == b.value && a.slope == b.slope; }
  /// Equal to a constant: in its derivatives too.
  friend bool operator==(const Dual& a, double b) { return a == Dual(b); }

  friend double plain(const Dual& x) { return x.value; }
  friend int whole_part(const Dual& x) { return numerics::whole_part(x.value); }
  friend Dual exp(const Dual& x) { return x.through(std::exp(x.value), std::exp(x.value)); }
  friend Dual log(const Dual& x) { return x.through(std::log(x.value), 1 / x.value); }

 private:
  static Dual mixed(double y, const Dual& a, double by_a, const Dual& b, double by_b) {
    Dual d(y);
    for (int i = 0; i < N; ++i) d.slope[i] = by_a * a.slope[i] + by_b * b.slope[i];
    return d;
  }
};

template <int N>
Dual<N> square_root(const Dual<N>& x) {
  const double root = std::sqrt(x.value);
  return x.through(root, 0.5 / root);
}
template <int N>
Dual<N> logarithm(const Dual<N>& x) {
  return log(x);
}
template <int N>
Dual<N> exponential(const Dual<N>& x) {
  return exp(x);
}
template <int N>
Dual<N> absolute(const Dual<N>& x) {
  return x.value < 0 ? -x : x;
}
template <int N>
Dual<N> with_sign_of(const Dual<N>& x, const Dual<N>& sign) {
  return std::signbit(x.value) == std::signbit(sign.value) ? x : -x;
}
template <int N>
Dual<N> larger(const Dual<N>& a, const Dual<N>& b) {
  return a > b ? a : b;
}
template <int N>
Dual<N> smaller(const Dual<N>& a, const Dual<N>& b) {
  return a < b ? a : b;
}
template <int N>
Dual<N> sum(const Dual<N>& x) {
  return x;
}

}  // namespace voxvolt::numerics
