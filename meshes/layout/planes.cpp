// SPDX-License-Identifier: BSD-3-Clause
#include "meshes/layout/planes.hpp"

#include <algorithm>
#include <cmath>

namespace voxvolt::layout {

namespace {

/// The inside of a casing.
Box inside_of(const Layout& layout, int body) {
  Box box = box_of(layout, body);
  for (int axis = 0; axis < 3; ++axis)
    box.low[axis] += layout.type_of(body).wall, box.high[axis] -= layout.type_of(body).wall;
  return box;
}

/// Is the middle of a voxel in the circle of a standing cylinder?
bool in_circle(const Layout& layout, int body, const Point& middle) {
  const Box box = box_of(layout, body);
  const Body& b = layout.bodies[body];
  double distance = 0;
  for (const int own : {0, 1}) {
    const int axis = b.axes[own];
    const double half = 0.5 * (box.high[axis] - box.low[axis]);
    distance += std::pow((middle[axis] - box.low[axis] - half) / half, 2);
  }
  return distance < 1;
}

bool is_within(const Box& box, const Point& point) {
  for (int axis = 0; axis < 3; ++axis)
    if (point[axis] < box.low[axis] || point[axis] > box.high[axis]) return false;
  return true;
}

}  // namespace

std::pair<std::size_t, std::size_t> Planes::range(int axis, const Box& box) const {
  const auto& planes = at[axis];
  const auto index = [&](double value) {
    return static_cast<std::size_t>(std::lower_bound(planes.begin(), planes.end(), value - kSame) - planes.begin());
  };
  return {index(box.low[axis]), index(box.high[axis])};
}

Planes planes_of(const Layout& layout) {
  Planes planes;
  for (int body = 0; body < static_cast<int>(layout.bodies.size()); ++body) {
    std::vector<Box> boxes{box_of(layout, body)};
    if (layout.type_of(body).form == Form::casing) boxes.push_back(inside_of(layout, body));
    for (const Box& box : boxes)
      for (int axis = 0; axis < 3; ++axis)
        planes.at[axis].push_back(box.low[axis]), planes.at[axis].push_back(box.high[axis]);
  }
  for (auto& along : planes.at) {
    std::sort(along.begin(), along.end());
    along.erase(std::unique(along.begin(), along.end(), [](double a, double b) { return b - a < kSame; }), along.end());
  }
  return planes;
}

std::vector<int> painted(const Layout& layout, const Planes& planes) {
  const std::array<std::size_t, 3> n{planes.intervals(0), planes.intervals(1), planes.intervals(2)};
  std::vector<int> body_of(n[0] * n[1] * n[2], -1);
  const auto paint = [&](int body) {
    const Form form = layout.type_of(body).form;
    const Box box = box_of(layout, body), inside = form == Form::casing ? inside_of(layout, body) : Box{};
    const auto [x0, x1] = planes.range(0, box);
    const auto [y0, y1] = planes.range(1, box);
    const auto [z0, z1] = planes.range(2, box);
    for (std::size_t z = z0; z < z1; ++z)
      for (std::size_t y = y0; y < y1; ++y)
        for (std::size_t x = x0; x < x1; ++x) {
          int& owner = body_of[(z * n[1] + y) * n[0] + x];
          if (owner >= 0) continue;
          const Point middle{0.5 * (planes.at[0][x] + planes.at[0][x + 1]),
                             0.5 * (planes.at[1][y] + planes.at[1][y + 1]),
                             0.5 * (planes.at[2][z] + planes.at[2][z + 1])};
          if (form == Form::cylinder && !in_circle(layout, body, middle)) continue;
          if (form == Form::casing && is_within(inside, middle)) continue;
          owner = body;
        }
  };
  for (const bool filling : {false, true})
    for (int body = 0; body < static_cast<int>(layout.bodies.size()); ++body)
      if ((layout.type_of(body).form == Form::filling) == filling) paint(body);
  return body_of;
}

}  // namespace voxvolt::layout
