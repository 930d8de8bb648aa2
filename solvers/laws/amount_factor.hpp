// SPDX-License-Identifier: BSD-3-Clause
// How a rate depends on the amount s of a species; zero, with slope zero, where there is none (s <= 0).
#pragma once

#include "numerics/exponential.hpp"
#include "numerics/pack.hpp"

namespace voxvolt::laws {

template <class Number>
struct AmountFactor {
  Number value;
  Number slope;  ///< per unit of the amount
};

template <class Number>
AmountFactor<Number> linear_factor(const Number& s) {
  const Number zero{};
  return {s > zero ? s : zero, s > zero ? zero + 1.0 : zero};
}

/// s^order as s (s + smooth)^(order - 1): finite slope at nothing for orders below 1.
template <class Number>
AmountFactor<Number> power_factor(const Number& s, const Number& order_less_one, const Number& smooth) {
  const Number zero{};
  const Number there = s > zero ? s : zero;
  const Number shifted = there + smooth;
  const Number power = numerics::exponential(Number(order_less_one * numerics::logarithm(shifted)));
  const Number slope = power * (1.0 + order_less_one * there / shifted);
  return {there * power, s > zero ? slope : zero};
}

/// The same of order 1/2.
template <class Number>
AmountFactor<Number> root_factor(const Number& s, const Number& smooth) {
  const Number zero{};
  const Number there = s > zero ? s : zero;
  const Number shifted = there + smooth;
  const Number power = 1.0 / numerics::square_root(shifted);
  const Number slope = power * (1.0 - 0.5 * there / shifted);
  return {there * power, s > zero ? slope : zero};
}

/// s/(s + half).
template <class Number>
AmountFactor<Number> saturation_factor(const Number& s, const Number& half) {
  const Number zero{};
  const Number there = s > zero ? s : zero;
  const Number share = 1.0 / (there + half);
  return {there * share, s > zero ? half * share * share : zero};
}

}  // namespace voxvolt::laws
