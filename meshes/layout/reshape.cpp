// SPDX-License-Identifier: BSD-3-Clause
#include "meshes/layout/reshape.hpp"

#include <algorithm>
#include <cmath>

#include "meshes/layout/planes.hpp"

namespace voxvolt::layout {

namespace {

struct Interval {
  double low, high;
};

char axis_name(int axis) { return static_cast<char>('x' + axis); }

Interval along(const Layout& layout, const Body& body, int axis) {
  const Point& size = layout.types[static_cast<std::size_t>(body.type)].size;
  for (int own = 0; own < 3; ++own)
    if (body.axes[own] == axis) return {body.at[axis], body.at[axis] + size[own]};
  return {body.at[axis], body.at[axis]};
}

/// Sorted, each once. Nothing where two of them overlap in part: none of them can change alone.
std::optional<std::vector<Interval>> distinct(std::vector<Interval> all) {
  std::sort(all.begin(), all.end(), [](const Interval& a, const Interval& b) {
    return std::abs(a.low - b.low) > kSame ? a.low < b.low : a.high < b.high;
  });
  std::vector<Interval> out;
  for (const Interval& one : all) {
    if (!out.empty() && std::abs(out.back().low - one.low) < kSame && std::abs(out.back().high - one.high) < kSame)
      continue;
    if (!out.empty() && one.low < out.back().high - kSame) return {};
    out.push_back(one);
  }
  return out;
}

/// Where a plane goes when each interval becomes `width`.
double moved(double plane, const std::vector<Interval>& intervals, double width) {
  double shift = 0;
  for (const Interval& i : intervals)
    shift += (width - (i.high - i.low)) * std::clamp((plane - i.low) / (i.high - i.low), 0.0, 1.0);
  return plane + shift;
}

class Reshaping {
 public:
  Reshaping(Layout layout, const std::set<std::string>& rigid, std::vector<ReshapeComplaint>& complaints)
      : layout_(std::move(layout)), rigid_(rigid), complaints_(complaints) {}

  void thickness(const std::string& type, double width) {
    const std::string key = "thickness." + type;
    std::array<std::vector<Interval>, 3> all;
    for (const Body& body : layout_.bodies) {
      const Type& own = layout_.types[static_cast<std::size_t>(body.type)];
      if (own.name != type) continue;
      if (is_round(own)) return say(key, "bodies of " + type + " are round: they keep their size");
      if (rigid_.contains(type))
        return say(key, type + " is a cell, which keeps its size; `spacing` moves cells apart");
      const int shortest = static_cast<int>(std::min_element(own.size.begin(), own.size.end()) - own.size.begin());
      all[body.axes[shortest]].push_back(along(layout_, body, body.axes[shortest]));
    }
    if (std::all_of(all.begin(), all.end(), [](const auto& a) { return a.empty(); }))
      return say(key, "the layout has no body of the type " + type);
    for (int axis = 0; axis < 3; ++axis) {
      if (all[axis].empty()) continue;
      const auto intervals = distinct(all[axis]);
      if (!intervals)
        return say(key, "bodies of " + type + " lie staggered along " + axis_name(axis) +
                            ": one cannot be widened without another");
      stretch(key, axis, *intervals, width);
    }
  }

  void spacing(int axis, double width) {
    const std::string key = std::string("spacing.") + axis_name(axis);
    std::vector<Interval> cells;
    for (const Body& body : layout_.bodies)
      if (rigid_.contains(layout_.types[static_cast<std::size_t>(body.type)].name))
        cells.push_back(along(layout_, body, axis));
    const auto columns = distinct(cells);
    if (!columns)
      return say(key, std::string("cells lie staggered along ") + axis_name(axis) + ": they have no columns");
    if (columns->size() < 2) return say(key, std::string("no cells lie side by side along ") + axis_name(axis));
    std::vector<Interval> gaps;
    for (std::size_t i = 0; i + 1 < columns->size(); ++i) {
      gaps.push_back({(*columns)[i].high, (*columns)[i + 1].low});
      if (gaps.back().high - gaps.back().low < kSame)
        return say(key,
                   std::string("cells touch along ") + axis_name(axis) + ": there is nothing between them to widen");
    }
    stretch(key, axis, gaps, width);
  }

  Layout done() { return std::move(layout_); }

 private:
  void say(const std::string& key, std::string message) { complaints_.push_back({key, std::move(message)}); }
  static bool is_round(const Type& type) { return type.form == Form::square || type.form == Form::cylinder; }

  void stretch(const std::string& key, int axis, const std::vector<Interval>& intervals, double width) {
    std::map<std::pair<int, double>, int> made;  // a type of another size, by what it was and its size
    for (Body& body : layout_.bodies) {
      const Interval now = along(layout_, body, axis);
      const double low = moved(now.low, intervals, width), size = moved(now.high, intervals, width) - low;
      body.at[axis] = low;
      if (std::abs(size - (now.high - now.low)) < kSame) continue;
      const Type old = layout_.types[static_cast<std::size_t>(body.type)];
      if (rigid_.contains(old.name) || is_round(old))
        return say(key,
                   "would change the size of " + body.name + " along " + axis_name(axis) + ", which lies across it");
      const auto own =
          static_cast<std::size_t>(std::find(body.axes.begin(), body.axes.end(), axis) - body.axes.begin());
      const auto [at, is_new] =
          made.try_emplace({body.type, std::round(size / kSame)}, static_cast<int>(layout_.types.size()));
      if (is_new) {
        Type type = old;
        type.size[own] = size;
        for (auto& terminal : type.terminals) terminal.second[own] *= size / old.size[own];
        layout_.types.push_back(std::move(type));
      }
      body.type = at->second;
    }
  }

  Layout layout_;
  const std::set<std::string>& rigid_;
  std::vector<ReshapeComplaint>& complaints_;
};

}  // namespace

Layout reshaped(const Layout& layout, const Reshape& to, const std::set<std::string>& rigid,
                std::vector<ReshapeComplaint>& complaints) {
  Reshaping work(layout, rigid, complaints);
  for (const auto& [type, width] : to.thickness) work.thickness(type, width);
  for (int axis = 0; axis < 3; ++axis)
    if (to.spacing[axis]) work.spacing(axis, *to.spacing[axis]);
  return work.done();
}

}  // namespace voxvolt::layout
