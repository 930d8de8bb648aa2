// SPDX-License-Identifier: BSD-3-Clause
// Several numbers that are computed with at once: one register of the processor on the host, one number on a device.
// The functions are written out, so that results do not depend on a mathematics library or on where a loop ends.
#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>

#if defined(__SSE2__) && !defined(__CUDACC__) && !defined(__HIPCC__)
#include <immintrin.h>
#define VOXVOLT_PACKS
#endif

namespace voxvolt::numerics {

#ifdef VOXVOLT_PACKS

#if defined(__AVX512F__)
inline constexpr int pack_width = 8;
#elif defined(__AVX__)
inline constexpr int pack_width = 4;
#else
inline constexpr int pack_width = 2;
#endif

/// As many doubles as a register holds.
using Pack = double __attribute__((vector_size(pack_width * sizeof(double))));
using PackBits = std::int64_t __attribute__((vector_size(pack_width * sizeof(double))));
/// Two doubles: two recurrences side by side.
using Pair = double __attribute__((vector_size(2 * sizeof(double))));

inline Pack square_root(Pack x) {
#if defined(__AVX512F__)
  return reinterpret_cast<Pack>(_mm512_maskz_sqrt_pd(0xff, reinterpret_cast<__m512d>(x)));
#elif defined(__AVX__)
  return reinterpret_cast<Pack>(_mm256_sqrt_pd(reinterpret_cast<__m256d>(x)));
#else
  return reinterpret_cast<Pack>(_mm_sqrt_pd(reinterpret_cast<__m128d>(x)));
#endif
}

inline Pack absolute(Pack x) {
  return reinterpret_cast<Pack>(reinterpret_cast<PackBits>(x) & (PackBits{} + 0x7fffffffffffffffLL));
}
inline Pack with_sign_of(Pack x, Pack sign) {
  const PackBits mask = PackBits{} + static_cast<std::int64_t>(0x7fffffffffffffffLL);
  return reinterpret_cast<Pack>((reinterpret_cast<PackBits>(x) & mask) | (reinterpret_cast<PackBits>(sign) & ~mask));
}
inline Pack larger(Pack a, Pack b) { return a > b ? a : b; }
inline Pack smaller(Pack a, Pack b) { return a < b ? a : b; }

inline double sum(Pack x) {
  double total = 0;
  for (int i = 0; i < pack_width; ++i) total += x[i];
  return total;
}

/// ln x for normal x > 0, to 1.5 units in the last place; anything else gives nonsense, never a trap.
inline Pack logarithm(Pack x) {
  // x = 2^k m with m in [sqrt(1/2), sqrt(2)); ln m = 2 artanh((m - 1)/(m + 1)) as a series.
  const PackBits bits = reinterpret_cast<PackBits>(x);
  const PackBits shifted = bits - (PackBits{} + 0x3fe6a09e667f3bcdLL);
  const PackBits exponent = shifted >> 52;
  const Pack m = reinterpret_cast<Pack>(bits - (exponent << 52));
  const Pack k = __builtin_convertvector(exponent, Pack);
  const Pack s = (m - 1) / (m + 1), q = s * s;
  Pack series = q * (1.0 / 19) + 1.0 / 17;
  series = series * q + 1.0 / 15;
  series = series * q + 1.0 / 13;
  series = series * q + 1.0 / 11;
  series = series * q + 1.0 / 9;
  series = series * q + 1.0 / 7;
  series = series * q + 1.0 / 5;
  series = series * q + 1.0 / 3;
  return k * 0.693147180559945309417 + (2 * s + 2 * s * q * series);
}

#endif

inline double square_root(double x) { return std::sqrt(x); }
inline double logarithm(double x) { return std::log(x); }
inline double absolute(double x) { return std::fabs(x); }
inline double with_sign_of(double x, double sign) { return std::copysign(x, sign); }
inline double larger(double a, double b) { return a > b ? a : b; }
inline double smaller(double a, double b) { return a < b ? a : b; }
inline double sum(double x) { return x; }

/// arsinh x to 1e-16 absolutely, from its own square root sqrt(1 + x^2), which callers need as well.
template <class Number>
inline Number area_sine(Number x, Number root) {
  return with_sign_of(logarithm(absolute(x) + root), x);
}

/// How an array of scalars S is walked through: `width` at a time, and in twos. Anything but double goes one by one.
template <class S>
struct Lanes {
  using Many = S;
  static constexpr int width = 1;
  struct Two {
    S v[2];
    friend Two operator+(const Two& a, const Two& b) { return {{a.v[0] + b.v[0], a.v[1] + b.v[1]}}; }
    friend Two operator-(const Two& a, const Two& b) { return {{a.v[0] - b.v[0], a.v[1] - b.v[1]}}; }
    friend Two operator*(const Two& a, const Two& b) { return {{a.v[0] * b.v[0], a.v[1] * b.v[1]}}; }
    friend Two operator/(const Two& a, const Two& b) { return {{a.v[0] / b.v[0], a.v[1] / b.v[1]}}; }
  };
  static Many many(const S* from) { return *from; }
  static void put(S* to, const Many& x) { *to = x; }
  static Two two(const S* from) { return {{from[0], from[1]}}; }
  static void put(S* to, const Two& x) { to[0] = x.v[0], to[1] = x.v[1]; }
  static Two both(double x) { return {{S(x), S(x)}}; }
  static Many all(double x) { return S(x); }
  /// a, b, a, b, ...: the value at slot `at`, which is a multiple of the width.
  static Many alternating(const S& a, const S& b, int at) { return at % 2 == 0 ? a : b; }
};

#ifdef VOXVOLT_PACKS
template <>
struct Lanes<double> {
  using Many = Pack;
  static constexpr int width = pack_width;
  using Two = Pair;
  using LoosePack = double __attribute__((vector_size(pack_width * sizeof(double)), aligned(8), may_alias));
  using LoosePair = double __attribute__((vector_size(2 * sizeof(double)), aligned(8), may_alias));
  static Many many(const double* from) { return *reinterpret_cast<const LoosePack*>(from); }
  template <class Several>
  static void put(double* to, Several x) {
    if constexpr (sizeof(Several) == sizeof(Two))
      *reinterpret_cast<LoosePair*>(to) = x;
    else
      *reinterpret_cast<LoosePack*>(to) = x;
  }
  static Two two(const double* from) { return *reinterpret_cast<const LoosePair*>(from); }
  static Two both(double x) { return Two{x, x}; }
  static Many all(double x) { return x - Many{}; }
  static Many alternating(double a, double b, int) {
    Many x;
    for (int i = 0; i < width; i += 2) x[i] = a, x[i + 1] = b;
    return x;
  }
};
#endif

}  // namespace voxvolt::numerics
