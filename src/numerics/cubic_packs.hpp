// SPDX-License-Identifier: BSD-3-Clause
// Rows of cubics read for a pack of arguments at once. Each number has the bits that the rows give it alone: places are
// found in one register, then two polynomials go side by side.
#pragma once

#include "numerics/cubic_rows.hpp"
#include "numerics/pack.hpp"

#ifdef VOXVOLT_PACKS

namespace voxvolt::numerics {

/// The rows of a pack of arguments, and how far into them the arguments are, in intervals.
struct PackPlaces {
  PackBits row;
  Pack into;

  PackPlaces(Pack x, Pack first, Pack per_interval, Pack intervals) {
    const Pack place = (x - first) * per_interval;
    row = __builtin_convertvector(smaller(larger(place, Pack{}), intervals), PackBits);
    into = place - __builtin_convertvector(row, Pack);
  }
};

namespace detail {

inline Pack everywhere(double x) { return x - Pack{}; }
inline Pair two_of(const double* from) { return Lanes<double>::two(from); }
inline Pair cubic(Pair t, Pair a0, Pair a1, Pair a2, Pair a3) { return a0 + t * (a1 + t * (a2 + t * a3)); }
inline Pair slope_of_cubic(Pair t, Pair a1, Pair a2, Pair a3) { return a1 + t * (2.0 * a2 + t * (3.0 * a3)); }

}  // namespace detail

/// Both functions of a pair at `x`.
inline void values(const CubicPairRows& table, Pack x, double* a, double* b) {
  using namespace detail;
  const PackPlaces at(x, everywhere(table.first), everywhere(table.per_interval), everywhere(table.intervals));
  for (int i = 0; i < pack_width; ++i) {
    const double* r = table.rows + 8 * at.row[i];
    const Pair t{at.into[i], at.into[i]};
    const Pair both = cubic(t, two_of(r), two_of(r + 2), two_of(r + 4), two_of(r + 6));
    a[i] = both[0], b[i] = both[1];
  }
}

/// The same with the slopes.
inline void with_slopes(const CubicPairRows& table, Pack x, double* a, double* a_slope, double* b, double* b_slope) {
  using namespace detail;
  const PackPlaces at(x, everywhere(table.first), everywhere(table.per_interval), everywhere(table.intervals));
  for (int i = 0; i < pack_width; ++i) {
    const double* r = table.rows + 8 * at.row[i];
    const Pair t{at.into[i], at.into[i]}, a1 = two_of(r + 2), a2 = two_of(r + 4), a3 = two_of(r + 6);
    const Pair both = cubic(t, two_of(r), a1, a2, a3), slopes = slope_of_cubic(t, a1, a2, a3) * table.per_interval;
    a[i] = both[0], b[i] = both[1];
    a_slope[i] = slopes[0], b_slope[i] = slopes[1];
  }
}

/// Two functions whose arguments alternate: even numbers of the pack are looked up in `even`, odd ones in `odd`. Slopes
/// too, where they have a place to go.
inline void alternating(const CubicRows& even, const CubicRows& odd, Pack x, double* value, double* slope) {
  using namespace detail;
  using L = Lanes<double>;
  const PackPlaces at(x, L::alternating(even.first, odd.first, 0),
                      L::alternating(even.per_interval, odd.per_interval, 0),
                      L::alternating(even.intervals, odd.intervals, 0));
  for (int i = 0; i < pack_width; i += 2) {
    const double *r = even.rows + 4 * at.row[i], *q = odd.rows + 4 * at.row[i + 1];
    const Pair t{at.into[i], at.into[i + 1]}, a1{r[1], q[1]}, a2{r[2], q[2]}, a3{r[3], q[3]};
    L::put(value + i, cubic(t, Pair{r[0], q[0]}, a1, a2, a3));
    if (slope != nullptr) L::put(slope + i, slope_of_cubic(t, a1, a2, a3) * Pair{even.per_interval, odd.per_interval});
  }
}

}  // namespace voxvolt::numerics

#endif
