// SPDX-License-Identifier: BSD-3-Clause
// The planes that bodies' faces lie in, and who is between them.
#pragma once

#include <utility>

#include "meshes/layout/layout.hpp"

namespace voxvolt::layout {

/// Faces that are closer than this are one, m.
inline constexpr double kSame = 1e-9;

struct Planes {
  std::array<std::vector<double>, 3> at;  ///< m, increasing
  /// The intervals [first, last) that a box takes along an axis.
  std::pair<std::size_t, std::size_t> range(int axis, const Box& box) const;
  std::size_t intervals(int axis) const { return at[axis].size() - 1; }
};

/// Of all faces, the inner ones of casings among them.
Planes planes_of(const Layout& layout);
/// The body of each interval, x fastest: -1 where there is none.
std::vector<int> painted(const Layout& layout, const Planes& planes);

}  // namespace voxvolt::layout
