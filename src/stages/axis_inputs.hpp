// SPDX-License-Identifier: BSD-3-Clause
// An axis by its name.
#pragma once

#include <variant>

#include "config/described.hpp"

namespace voxvolt::stages {

using config::Describe;

struct AxisX {
  static constexpr std::string_view word = "x";
  static void describe(Describe<AxisX>&) {}
};
struct AxisY {
  static constexpr std::string_view word = "y";
  static void describe(Describe<AxisY>&) {}
};
struct AxisZ {
  static constexpr std::string_view word = "z";
  static void describe(Describe<AxisZ>&) {}
};
struct AxisThrough {
  static constexpr std::string_view word = "through";
  static void describe(Describe<AxisThrough>& d) { d.sentence("The through-plane axis of the image."); }
};
using AxisChoice = std::variant<AxisX, AxisY, AxisZ>;
using AxisOrThrough = std::variant<AxisX, AxisY, AxisZ, AxisThrough>;

inline int index_of(const AxisChoice& axis) { return static_cast<int>(axis.index()); }
/// 0 x, 1 y, 2 z; `through` is the given one.
inline int index_of(const AxisOrThrough& axis, const AxisChoice& through) {
  return std::holds_alternative<AxisThrough>(axis) ? index_of(through) : static_cast<int>(axis.index());
}

}  // namespace voxvolt::stages
