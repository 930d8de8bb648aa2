// SPDX-License-Identifier: BSD-3-Clause
// Rates dx_r/dt of all reactions in as many volumes as a pack holds, and their derivatives.
#pragma once

#include <cstddef>

#include "numerics/pack.hpp"
#include "solvers/laws/amount_factor.hpp"
#include "solvers/laws/decomposition.hpp"
#include "solvers/runaway/kinetics/rate_shape.hpp"

namespace voxvolt::runaway {

/// Coefficients of consecutive volumes: number c of volume o stands at values[c * pitch + o].
struct CoefficientArrays {
  const double* values;
  std::size_t pitch;
};

template <class Number, int N>
struct Rates {
  Number value[N];          ///< 1/s
  Number per_kelvin[N];     ///< 1/(s K)
  Number per_extent[N][N];  ///< 1/s, [rate][extent]
};

template <class Number>
struct RateKernel {
  using Lanes = numerics::Lanes<double>;

  [[gnu::always_inline]] static Number coefficient(const CoefficientArrays& c, int which, std::size_t volume) {
    return Lanes::many(c.values + static_cast<std::size_t>(which) * c.pitch + volume);
  }

  template <int N>
  [[gnu::always_inline]] static void amounts(const RateShape& shape, const CoefficientArrays& c, std::size_t volume,
                                             const Number (&x)[N], Number* s) {
    for (std::size_t j = 0; j < shape.live.size(); ++j) {
      const RateShape::Live& live = shape.live[j];
      Number sum = coefficient(c, live.at, volume);
      int at = live.at;
      for (const int r : live.reactions) sum += coefficient(c, ++at, volume) * x[r];
      s[j] = sum;
    }
  }

  [[gnu::always_inline]] static laws::AmountFactor<Number> factor(const RateShape::Part& part,
                                                                  const CoefficientArrays& c, std::size_t volume,
                                                                  const Number& s) {
    switch (part.law) {
      case RateShape::Law::linear: return laws::linear_factor(s);
      case RateShape::Law::root: return laws::root_factor(s, coefficient(c, part.at, volume));
      case RateShape::Law::power:
        return laws::power_factor(s, coefficient(c, part.at, volume), coefficient(c, part.at + 1, volume));
      case RateShape::Law::saturation: break;
    }
    return laws::saturation_factor(s, coefficient(c, part.at, volume));
  }

  /// The specific rate of a line, and the slope of the barrier's exponent.
  [[gnu::always_inline]] static laws::SpecificRate<Number> specific(const RateShape::Line& line,
                                                                    const CoefficientArrays& c, std::size_t volume,
                                                                    const Number& inverse_temperature, const Number* s,
                                                                    Number& exponent_slope) {
    const Number zero{};
    int at = line.at + 2;
    Number exponent = zero;
    exponent_slope = zero;
    if (line.barrier) {
      const Number slope = coefficient(c, at++, volume), most = coefficient(c, at++, volume);
      const Number z = slope * s[*line.barrier];
      const Number there = z > zero ? z : zero;
      exponent = there < most ? there : most;
      exponent_slope = (z > zero) & (z < most) ? slope : zero;
    }
    auto k = laws::activated_rate(coefficient(c, line.at, volume), coefficient(c, line.at + 1, volume),
                                  inverse_temperature, exponent);
    if (line.diffusion) {
      laws::limit_by_diffusion(k, coefficient(c, at, volume), coefficient(c, at + 1, volume), inverse_temperature);
      at += 2;
    }
    if (line.ceiling) laws::limit_by_ceiling(k, coefficient(c, at++, volume));
    return k;
  }

  /// The gate's opening and its slope over it.
  [[gnu::always_inline]] static void gate(const RateShape::Line& line, const CoefficientArrays& c, std::size_t volume,
                                          const Number& temperature, Number& opening, Number& slope) {
    const int at = line.at + 2 + (line.barrier ? 2 : 0) + (line.diffusion ? 2 : 0) + (line.ceiling ? 1 : 0);
    const Number zero{}, one = zero + 1.0;
    const Number steepness = coefficient(c, at + 1, volume);
    const Number z = (temperature - coefficient(c, at, volume)) * steepness;
    opening = z > zero ? (z < one ? z : one) : zero;
    slope = (z > zero) & (z < one) ? steepness : zero;
  }

  /// WithSlopes: all of `out`; else its values only. Above four reactions, those of the shape only.
  template <bool WithSlopes, int N>
  [[gnu::always_inline]] static void evaluate(const RateShape& shape, const CoefficientArrays& c, std::size_t volume,
                                              const Number& temperature, const Number (&x)[N], Rates<Number, N>& out) {
    const Number zero{}, coldest = zero + 50.0;
    const Number inverse_temperature = 1.0 / (temperature > coldest ? temperature : coldest);
    Number s[most_reactions * (most_factors + 1)];
    amounts<N>(shape, c, volume, x, s);
    const int count = N <= 4 ? N : static_cast<int>(shape.reactions.size());
    for (int r = 0; r < count; ++r) {
      if (WithSlopes)
        for (int j = 0; j < count; ++j) out.per_extent[r][j] = zero;
      if (static_cast<std::size_t>(r) >= shape.reactions.size()) {
        out.value[r] = out.per_kelvin[r] = zero;
        continue;
      }
      line<WithSlopes, N>(shape, shape.reactions[r], c, volume, temperature, inverse_temperature, s, r, out);
    }
  }

 private:
  template <bool WithSlopes, int N>
  [[gnu::always_inline]] static void line(const RateShape& shape, const RateShape::Line& line,
                                          const CoefficientArrays& c, std::size_t volume, const Number& temperature,
                                          const Number& inverse_temperature, const Number* s, int r,
                                          Rates<Number, N>& out) {
    const Number zero{};
    Number exponent_slope;
    const auto k = specific(line, c, volume, inverse_temperature, s, exponent_slope);
    Number opening = zero + 1.0, gate_slope = zero;
    if (line.gate) gate(line, c, volume, temperature, opening, gate_slope);
    laws::AmountFactor<Number> parts[most_factors];
    const int count = static_cast<int>(line.factors.size());
    Number product = zero + 1.0;
    for (int i = 0; i < count; ++i) {
      parts[i] = factor(line.factors[i], c, volume, s[line.factors[i].live]);
      product = product * parts[i].value;
    }
    const Number rate = k.value * opening;
    out.value[r] = rate * product;
    if (!WithSlopes) return;
    out.per_kelvin[r] = (rate * k.per_kelvin + k.value * gate_slope) * product;
    for (int i = 0; i < count; ++i) {
      Number others = rate * parts[i].slope;
      for (int j = 0; j < count; ++j)
        if (j != i) others = others * parts[j].value;
      spread(shape.live[line.factors[i].live], c, volume, others, out.per_extent[r]);
    }
    if (line.barrier)
      spread(shape.live[*line.barrier], c, volume, Number(out.value[r] * k.per_exponent * exponent_slope),
             out.per_extent[r]);
  }

  /// d rate/d x_r' += d rate/d s d s/d x_r'.
  template <int N>
  [[gnu::always_inline]] static void spread(const RateShape::Live& live, const CoefficientArrays& c, std::size_t volume,
                                            const Number& slope, Number (&row)[N]) {
    int at = live.at;
    for (const int r : live.reactions) row[r] += slope * coefficient(c, ++at, volume);
  }
};

}  // namespace voxvolt::runaway
