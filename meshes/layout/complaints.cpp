// SPDX-License-Identifier: BSD-3-Clause
#include <algorithm>
#include <cmath>
#include <cstdio>
#include <numeric>
#include <optional>
#include <set>

#include "meshes/layout/layout.hpp"
#include "meshes/layout/planes.hpp"

namespace voxvolt::layout {

namespace {

constexpr double kMostIntervals = 2e7;  // between the planes of all faces

std::string length(double metres) {
  char text[40];
  std::snprintf(text, sizeof text, "%.6g mm", 1e3 * metres);
  return text;
}
std::string place(const Point& p) { return length(p[0]) + ", " + length(p[1]) + ", " + length(p[2]); }
char axis_name(int axis) { return static_cast<char>('x' + axis); }

class Check {
 public:
  explicit Check(const Layout& layout) : layout_(layout) {}

  std::vector<Complaint> run() {
    if (layout_.bodies.empty()) say(-1, "there are no bodies");
    types();
    names();
    if (!out_.empty()) return std::move(out_);
    overlaps();
    if (!layout_.may_have_gaps && out_.empty()) gaps();
    return std::move(out_);
  }

 private:
  void say(int body, std::string message) { out_.push_back({body, std::move(message)}); }
  const std::string& name(int body) const { return layout_.bodies[body].name; }

  void types() {
    std::set<int> told;
    for (int body = 0; body < static_cast<int>(layout_.bodies.size()); ++body) {
      if (!told.insert(layout_.bodies[body].type).second) continue;
      const Type& type = layout_.type_of(body);
      if (*std::min_element(type.size.begin(), type.size.end()) <= kSame)
        say(body, "the type " + type.name + " has no volume");
      if (type.form == Form::casing && 2 * type.wall >= *std::min_element(type.size.begin(), type.size.end()))
        say(body, "the type " + type.name + " is all wall: nothing fits into it");
      for (const auto& [terminal, at] : type.terminals)
        if (!is_on_surface(type, at))
          say(body, "the terminal " + terminal + " of the type " + type.name + " lies off its surface (at " +
                        place(at) + " of a box of " + place(type.size) + ")");
    }
  }

  static bool is_on_surface(const Type& type, const Point& at) {
    bool touches = false;
    for (int axis = 0; axis < 3; ++axis) {
      if (at[axis] < -kSame || at[axis] > type.size[axis] + kSame) return false;
      touches = touches || std::abs(at[axis]) < kSame || std::abs(at[axis] - type.size[axis]) < kSame;
    }
    return touches;
  }

  void names() {
    std::set<std::string> known;
    for (int body = 0; body < static_cast<int>(layout_.bodies.size()); ++body)
      if (!known.insert(name(body)).second) say(body, "there are two bodies " + name(body));
  }

  /// Pairs whose boxes overlap, found along x.
  void overlaps() {
    std::vector<int> order(layout_.bodies.size());
    std::iota(order.begin(), order.end(), 0);
    std::vector<Box> boxes;
    for (const int body : order) boxes.push_back(box_of(layout_, body));
    std::sort(order.begin(), order.end(), [&](int a, int b) { return boxes[a].low[0] < boxes[b].low[0]; });
    for (std::size_t i = 0; i < order.size(); ++i)
      for (std::size_t j = i + 1; j < order.size(); ++j) {
        const int a = std::min(order[i], order[j]), b = std::max(order[i], order[j]);
        if (boxes[order[j]].low[0] >= boxes[order[i]].high[0] - kSame) break;
        overlap(a, b, boxes[a], boxes[b]);
      }
  }

  void overlap(int a, int b, const Box& one, const Box& other) {
    if (layout_.type_of(a).form == Form::filling || layout_.type_of(b).form == Form::filling) return;
    int thin = 0;
    Point depth{}, middle{};
    for (int axis = 0; axis < 3; ++axis) {
      const double low = std::max(one.low[axis], other.low[axis]), high = std::min(one.high[axis], other.high[axis]);
      depth[axis] = high - low, middle[axis] = 0.5 * (low + high);
      if (depth[axis] <= kSame) return;
      if (depth[axis] < depth[thin]) thin = axis;
    }
    if (lies_in(a, other) || lies_in(b, one) || circles_are_apart(a, b, one, other)) return;
    say(b, name(a) + " and " + name(b) + " overlap by " + length(depth[thin]) + " along " + axis_name(thin) + " (at " +
               place(middle) + ")");
  }

  /// Is the box within the casing's inside?
  bool lies_in(int casing, const Box& box) const {
    const Type& type = layout_.type_of(casing);
    if (type.form != Form::casing) return false;
    const Box own = box_of(layout_, casing);
    for (int axis = 0; axis < 3; ++axis)
      if (box.low[axis] < own.low[axis] + type.wall - kSame || box.high[axis] > own.high[axis] - type.wall + kSame)
        return false;
    return true;
  }

  /// Bodies one of which at least is a round one of voxels: seen along its axis. Round ones along two axes count as boxes.
  bool circles_are_apart(int a, int b, const Box& one, const Box& other) const {
    const bool a_is_round = layout_.type_of(a).form == Form::cylinder;
    const bool b_is_round = layout_.type_of(b).form == Form::cylinder;
    if (!a_is_round && !b_is_round) return false;
    const int axis = layout_.bodies[a_is_round ? a : b].axes[2];
    if (a_is_round && b_is_round && layout_.bodies[b].axes[2] != axis) return false;
    const Box &circle = a_is_round ? one : other, &rest = a_is_round ? other : one;
    double squared = 0, reach = 0;
    for (int along = 0; along < 3; ++along) {
      if (along == axis) continue;
      const double centre = 0.5 * (circle.low[along] + circle.high[along]);
      const bool both = a_is_round && b_is_round;
      const double rest_centre = 0.5 * (rest.low[along] + rest.high[along]);
      const double nearest = both ? rest_centre : std::clamp(centre, rest.low[along], rest.high[along]);
      squared += (centre - nearest) * (centre - nearest);
      reach = 0.5 * (circle.high[along] - circle.low[along]) + (both ? 0.5 * (rest.high[along] - rest.low[along]) : 0);
    }
    return std::sqrt(squared) >= reach - kSame;
  }

  void gaps() {
    const Planes planes = planes_of(layout_);
    const std::array<std::size_t, 3> n{planes.intervals(0), planes.intervals(1), planes.intervals(2)};
    if (static_cast<double>(n[0]) * static_cast<double>(n[1]) * static_cast<double>(n[2]) > kMostIntervals)
      return say(-1, "faces lie in too many planes to look for gaps; line bodies up, or set `gaps: allowed`");
    for (int body = 0; body < static_cast<int>(layout_.bodies.size()); ++body)
      if (layout_.type_of(body).form == Form::cylinder)
        return say(body,
                   "round bodies of voxels leave gaps: fill them by a body of shape `filling` and set "
                   "`gaps: allowed`, or stand them `as: square`");
    const std::vector<int> body_of = painted(layout_, planes);
    for (std::size_t v = 0; v < body_of.size(); ++v)
      if (body_of[v] < 0) return say_gap(planes, n, body_of, v);
  }

  /// The narrowest way across the gap at v between two bodies, or to the outside.
  void say_gap(const Planes& planes, const std::array<std::size_t, 3>& n, const std::vector<int>& body_of,
               std::size_t v) {
    const std::array<std::size_t, 3> stride{1, n[0], n[0] * n[1]};
    std::optional<double> narrowest;
    std::string text;
    Point corner{};
    for (int axis = 0; axis < 3; ++axis) {
      const std::size_t at = v / stride[axis] % n[axis];
      corner[axis] = planes.at[axis][at];
      std::size_t first = at, last = at;
      while (first > 0 && body_of[v - (at - first + 1) * stride[axis]] < 0) --first;
      while (last + 1 < n[axis] && body_of[v + (last + 1 - at) * stride[axis]] < 0) ++last;
      if (first == 0 || last + 1 == n[axis]) continue;
      const double wide = planes.at[axis][last + 1] - planes.at[axis][first];
      if (narrowest && *narrowest <= wide) continue;
      narrowest = wide;
      text = "there is a gap of " + length(wide) + " along " + axis_name(axis) + " between " +
             name(body_of[v - (at - first + 1) * stride[axis]]) + " and " +
             name(body_of[v + (last + 1 - at) * stride[axis]]);
    }
    if (text.empty()) text = "there is a gap at the outside";
    say(-1, text + " (from " + place(corner) + "); close it, fill it, or set `gaps: allowed`");
  }

  const Layout& layout_;
  std::vector<Complaint> out_;
};

}  // namespace

std::vector<Complaint> complaints_about(const Layout& layout) { return Check(layout).run(); }

}  // namespace voxvolt::layout
