// SPDX-License-Identifier: BSD-3-Clause
#include "meshes/layout/layout.hpp"

#include <cmath>
#include <numbers>

namespace voxvolt::layout {

Box box_of(const Layout& layout, int body) {
  const Body& b = layout.bodies[body];
  const Type& type = layout.type_of(body);
  Box box;
  for (int own = 0; own < 3; ++own) {
    const int axis = b.axes[own];
    // The square of a circle's area has sqrt(pi)/2 of its diameter.
    const double share = type.form == Form::square && own < 2 ? 0.5 * std::sqrt(std::numbers::pi) : 1;
    box.low[axis] = b.at[axis] + 0.5 * (1 - share) * type.size[own];
    box.high[axis] = box.low[axis] + share * type.size[own];
  }
  return box;
}

double volume_of(const Layout& layout, int body) {
  const Type& type = layout.type_of(body);
  const Point& s = type.size;
  const double box = s[0] * s[1] * s[2];
  switch (type.form) {
    case Form::square:
    case Form::cylinder: return 0.25 * std::numbers::pi * box;
    case Form::casing: return box - (s[0] - 2 * type.wall) * (s[1] - 2 * type.wall) * (s[2] - 2 * type.wall);
    default: return box;
  }
}

Point true_surface(const Layout& layout, int body) {
  Point share{1, 1, 1};
  const Form form = layout.type_of(body).form;
  if (form != Form::square && form != Form::cylinder) return share;
  // pi d over four sides of the square, and over the steps of a circle of voxels, which are as long as its box's sides.
  const double sides = form == Form::square ? 0.5 * std::sqrt(std::numbers::pi) : 0.25 * std::numbers::pi;
  for (const int own : {0, 1}) share[layout.bodies[body].axes[own]] = sides;
  return share;
}

Point terminal_of(const Layout& layout, int body, const std::string& name) {
  const Body& b = layout.bodies[body];
  const Point& own = layout.type_of(body).terminals.at(name);
  Point at = b.at;
  for (int axis = 0; axis < 3; ++axis) at[b.axes[axis]] += own[axis];
  return at;
}

}  // namespace voxvolt::layout
