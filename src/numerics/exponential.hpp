// SPDX-License-Identifier: BSD-3-Clause
// The exponential of several numbers at once, written out so that it becomes straight vector code at any optimisation.
#pragma once

#include "numerics/pack.hpp"

namespace voxvolt::numerics {

#ifdef VOXVOLT_PACKS
/// e^x to 1e-14 of its value for |x| <= 700; beyond, the value at the bound. What is no number stays none.
inline Pack exponential(Pack x) {
  const Pack least = Pack{} - 700.0, most = Pack{} + 700.0;
  x = x < least ? least : x;
  x = x > most ? most : x;
  // x = k ln 2 + r, |r| <= ln 2/2; adding 1.5 2^52 rounds, and leaves k in the low bits.
  const Pack shift = Pack{} + 6755399441055744.0;
  const Pack rounded = x * 1.4426950408889634074 + shift;
  const Pack k = rounded - shift;
  const Pack r = (x - k * 6.93147180369123816490e-01) - k * 1.90821492927058770002e-10;
  Pack p = r * (1.0 / 39916800) + 1.0 / 3628800;
  p = p * r + 1.0 / 362880;
  p = p * r + 1.0 / 40320;
  p = p * r + 1.0 / 5040;
  p = p * r + 1.0 / 720;
  p = p * r + 1.0 / 120;
  p = p * r + 1.0 / 24;
  p = p * r + 1.0 / 6;
  p = p * r + 0.5;
  p = p * r + 1.0;
  p = p * r + 1.0;
  return reinterpret_cast<Pack>(reinterpret_cast<PackBits>(p) + (reinterpret_cast<PackBits>(rounded) << 52));
}
#endif
inline double exponential(double x) { return std::exp(x); }

}  // namespace voxvolt::numerics
