// SPDX-License-Identifier: BSD-3-Clause
// The cell as two chains of nodes that meet in the middle of the separator. Slot 2 p + side holds node p of a chain;
// side 0 starts at the negative collector, side 1 at the positive one. Both have `nodes` electrode nodes and `half`
// separator nodes; the shorter electrode begins with closed nodes, which carry nothing. The neighbour towards the separator is
// two slots on, and the two last nodes are each other's neighbour: arrays keep their values once more, swapped, behind
// the last slot (`meet`). In front of slot 0 stand zeros.
#pragma once

#include <algorithm>
#include <array>
#include <stdexcept>

#include "numerics/aligned_array.hpp"
#include "numerics/pack.hpp"

namespace voxvolt::cell {

struct ChainShape {
  int nodes = 0;               ///< electrode nodes of a chain, closed ones included
  int half = 0;                ///< separator nodes of a chain
  std::array<int, 2> first{};  ///< first open node of each side
  int length() const { return nodes + half; }
  int slots() const { return 2 * length(); }
  int electrode_slots() const { return 2 * nodes; }
  static int padded(int count) { return (count + 7) / 8 * 8; }
  int padded_slots() const { return padded(slots()); }
  int padded_electrode() const { return padded(electrode_slots()); }
  bool operator==(const ChainShape&) const = default;
};

/// Deals arrays of a chain out of one block of memory: 8 zeros, the slots padded to 8, 8 more.
template <class S>
class ChainArena {
 public:
  static constexpr int margin = 8;
  static int size_of(int slots) { return ChainShape::padded(slots) + 2 * margin; }
  explicit ChainArena(int doubles) : memory_(static_cast<std::size_t>(doubles), S(0)) {}
  S* array(int slots) {
    S* begin = memory_.data() + used_ + margin;
    used_ += size_of(slots);
    if (used_ > static_cast<int>(memory_.size())) throw std::length_error("a chain needs more arrays than were dealt");
    return begin;
  }

 private:
  numerics::AlignedArray<S> memory_;
  int used_ = 0;
};

/// Repeats the last two of an array behind it, swapped.
template <class S>
void meet(const ChainShape& shape, S* array) {
  const int end = shape.slots();
  array[end] = array[end - 1];
  array[end + 1] = array[end - 2];
}

/// The linear system of a chain: per electrode node the unknowns (c, i), per separator node c alone.
///   d_cc c + d_ci i + l_cc c- + l_ci i- + u_cc c+            = r_c
///   d_ic c + d_ii i           + l_ii i- + u_ic c+ + u_ii i+  = r_i
/// (- towards the collector, + towards the separator). Both chains are eliminated side by side without pivoting.
template <class S>
struct ChainMatrix {
  S *d_cc, *l_cc, *u_cc;                              // all slots
  S *d_ci, *l_ci, *d_ic, *u_ic, *d_ii, *l_ii, *u_ii;  // electrode slots
  S *v_cc, *v_ci, *v_ic, *v_ii;                       // inverse of the eliminated diagonal block
  S *m_cc, *m_ci, *m_ic, *m_ii;                       // inverse times l
  S *w_cc, *w_ci, *w_ic, *w_ii;                       // inverse times u

  explicit ChainMatrix(const ChainShape& shape)
      : shape_(shape),
        arena_(6 * ChainArena<S>::size_of(shape.slots()) + 16 * ChainArena<S>::size_of(shape.electrode_slots())) {
    for (S** a : {&d_cc, &l_cc, &u_cc, &v_cc, &m_cc, &w_cc}) *a = arena_.array(shape.slots());
    for (S** a : {&d_ci, &l_ci, &d_ic, &u_ic, &d_ii, &l_ii, &u_ii, &v_ci, &v_ic, &v_ii, &m_ci, &m_ic, &m_ii, &w_ci,
                  &w_ic, &w_ii})
      *a = arena_.array(shape.electrode_slots());
  }

  void factorise() {
    eliminate_electrodes();
    eliminate_separator();
  }

  /// Solves in place: r_c over all slots, r_i over the electrode's.
  void solve(S* r_c, S* r_i) const {
    scale(r_c, r_i);
    forward(r_c, r_i);
    backward(r_c, r_i);
  }

  /// Eliminates d_ii, l_ii, u_ii alone: the currents at fixed c.
  void factorise_currents() {
    Two w = L::both(0);
    for (int s = 0; s < shape_.electrode_slots(); s += 2) {
      const Two l = L::two(l_ii + s), v = L::both(1) / (L::two(d_ii + s) - l * w);
      w = v * L::two(u_ii + s);
      L::put(v_ii + s, v);
      L::put(m_ii + s, v * l);
      L::put(w_ii + s, w);
    }
  }
  void solve_currents(S* r_i) const {
    Two i = L::both(0);
    for (int s = 0; s < shape_.electrode_slots(); s += 2) {
      i = L::two(v_ii + s) * L::two(r_i + s) - L::two(m_ii + s) * i;
      L::put(r_i + s, i);
    }
    i = L::both(0);
    for (int s = shape_.electrode_slots() - 2; s >= 0; s -= 2) {
      i = L::two(r_i + s) - L::two(w_ii + s) * i;
      L::put(r_i + s, i);
    }
  }

 private:
  using L = numerics::Lanes<S>;
  using Two = typename L::Two;

  void eliminate_electrodes() {
    const Two one = L::both(1);
    Two wcc = L::both(0), wci = wcc, wic = wcc, wii = wcc;
    for (int s = 0; s < shape_.electrode_slots(); s += 2) {
      const Two lcc = L::two(l_cc + s), lci = L::two(l_ci + s), lii = L::two(l_ii + s);
      const Two cc = L::two(d_cc + s) - lcc * wcc - lci * wic, ci = L::two(d_ci + s) - lcc * wci - lci * wii;
      const Two ic = L::two(d_ic + s) - lii * wic, ii = L::two(d_ii + s) - lii * wii;
      const Two inverse = one / (cc * ii - ci * ic);
      const Two ucc = L::two(u_cc + s), uic = L::two(u_ic + s), uii = L::two(u_ii + s);
      wcc = inverse * (ii * ucc - ci * uic);
      wci = inverse * (L::both(0) - ci * uii);
      wic = inverse * (cc * uic - ic * ucc);
      wii = inverse * (cc * uii);
      L::put(w_cc + s, wcc);
      L::put(w_ci + s, wci);
      L::put(w_ic + s, wic);
      L::put(w_ii + s, wii);
      L::put(v_cc + s, inverse * ii);
      L::put(v_ci + s, L::both(0) - inverse * ci);
      L::put(v_ic + s, L::both(0) - inverse * ic);
      L::put(v_ii + s, inverse * cc);
    }
    for (int s = 0; s < shape_.electrode_slots(); s += L::width) {
      const auto cc = L::many(v_cc + s), ci = L::many(v_ci + s), ic = L::many(v_ic + s), ii = L::many(v_ii + s);
      const auto lcc = L::many(l_cc + s), lci = L::many(l_ci + s), lii = L::many(l_ii + s);
      L::put(m_cc + s, cc * lcc);
      L::put(m_ci + s, cc * lci + ci * lii);
      L::put(m_ic + s, ic * lcc);
      L::put(m_ii + s, ic * lci + ii * lii);
    }
  }

  void eliminate_separator() {
    const int begin = shape_.electrode_slots(), end = shape_.slots();
    const Two one = L::both(1);
    Two w = begin > 0 ? L::two(w_cc + begin - 2) : L::both(0);
    for (int s = begin; s < end; s += 2) {
      const Two l = L::two(l_cc + s);
      const Two v = one / (L::two(d_cc + s) - l * w);
      w = v * L::two(u_cc + s);
      L::put(v_cc + s, v);
      L::put(m_cc + s, v * l);
      L::put(w_cc + s, w);
    }
  }

  /// Multiplies by the inverses, so that the recurrences need two multiplications a node.
  void scale(S* r_c, S* r_i) const {
    const int electrodes = shape_.electrode_slots();
    int s = 0;
    for (; s + L::width <= electrodes; s += L::width) {
      const auto c = L::many(r_c + s), i = L::many(r_i + s);
      L::put(r_c + s, L::many(v_cc + s) * c + L::many(v_ci + s) * i);
      L::put(r_i + s, L::many(v_ic + s) * c + L::many(v_ii + s) * i);
    }
    for (; s < electrodes; ++s) {
      const S c = r_c[s], i = r_i[s];
      r_c[s] = v_cc[s] * c + v_ci[s] * i;
      r_i[s] = v_ic[s] * c + v_ii[s] * i;
    }
    for (; s < shape_.slots(); s += L::width) L::put(r_c + s, L::many(r_c + s) * L::many(v_cc + s));
  }

  void forward(S* r_c, S* r_i) const {
    const int electrodes = shape_.electrode_slots();
    Two c = L::both(0), i = c;
    for (int s = 0; s < electrodes; s += 2) {
      const Two c_new = (L::two(r_c + s) - L::two(m_cc + s) * c) - L::two(m_ci + s) * i;
      i = (L::two(r_i + s) - L::two(m_ic + s) * c) - L::two(m_ii + s) * i;
      c = c_new;
      L::put(r_c + s, c);
      L::put(r_i + s, i);
    }
    for (int s = electrodes; s < shape_.slots(); s += 2) {
      c = L::two(r_c + s) - L::two(m_cc + s) * c;
      L::put(r_c + s, c);
    }
  }

  void backward(S* r_c, S* r_i) const {
    const int electrodes = shape_.electrode_slots(), last = shape_.slots() - 2;
    const S wa = w_cc[last], wb = w_cc[last + 1];
    const S inverse = 1.0 / (1.0 - wa * wb), ya = r_c[last], yb = r_c[last + 1];
    r_c[last] = (ya - wa * yb) * inverse;
    r_c[last + 1] = (yb - wb * ya) * inverse;
    Two c = L::two(r_c + last), i = L::both(0);
    for (int s = last - 2; s >= electrodes; s -= 2) {
      c = L::two(r_c + s) - L::two(w_cc + s) * c;
      L::put(r_c + s, c);
    }
    for (int s = std::min(electrodes, last) - 2; s >= 0; s -= 2) {
      const Two c_new = (L::two(r_c + s) - L::two(w_cc + s) * c) - L::two(w_ci + s) * i;
      i = (L::two(r_i + s) - L::two(w_ic + s) * c) - L::two(w_ii + s) * i;
      c = c_new;
      L::put(r_c + s, c);
      L::put(r_i + s, i);
    }
  }

  ChainShape shape_;
  ChainArena<S> arena_;
};

}  // namespace voxvolt::cell
