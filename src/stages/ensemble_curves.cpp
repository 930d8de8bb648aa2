// SPDX-License-Identifier: BSD-3-Clause
#include "stages/ensemble_curves.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace voxvolt::stages {
namespace {

using campaign::Axis;
using campaign::Product;
using campaign::Status;
using Members = std::vector<campaign::SubGraph::Member>;

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

bool is_curve(const Product& product) {
  return product.axes.size() == 1 && !product.values.empty() && std::ranges::is_sorted(product.axes[0].values);
}
bool are_alike(const Product& one, const Product& other) {
  return is_curve(one) && is_curve(other) && one.axes[0].name == other.axes[0].name &&
         one.axes[0].unit == other.axes[0].unit;
}

double value_at(const Product& curve, double x) {
  const std::vector<double>& at = curve.axes[0].values;
  if (!(x >= at.front() && x <= at.back())) return kNone;
  const auto above = static_cast<std::size_t>(std::ranges::upper_bound(at, x) - at.begin());
  const std::size_t below = above - 1;
  if (above == at.size() || at[below] == x) return curve.values[below];
  const double share = (x - at[below]) / (at[above] - at[below]);
  return (1 - share) * curve.values[below] + share * curve.values[above];
}

/// The product of the member that goes on longest; nullptr where the members' products are no curves over one thing.
const Product* longest(const Members& members, std::size_t collected) {
  const Product* found = nullptr;
  for (const auto& member : members) {
    if (member.status != Status::ok) continue;
    const Product& one = member.collected[collected];
    if (found && !are_alike(*found, one)) return nullptr;
    if (!found || one.axes.front().values.back() > found->axes.front().values.back()) found = &one;
  }
  return found && is_curve(*found) ? found : nullptr;
}

void onto(Members& members, std::size_t collected, Axis axis) {
  axis.meaning += ", of the member that goes on longest; the others linearly between their own";
  for (auto& member : members) {
    if (member.status != Status::ok) continue;
    Product& curve = member.collected[collected];
    std::vector<double> values;
    for (double x : axis.values) values.push_back(value_at(curve, x));
    curve.values = std::move(values);
    curve.errors.clear();
    curve.axes = {axis};
  }
}

}  // namespace

void onto_common_axes(Members& members) {
  const auto first = std::ranges::find(members, Status::ok, &campaign::SubGraph::Member::status);
  if (first == members.end()) return;
  for (std::size_t c = 0; c < first->collected.size(); ++c) {
    const std::vector<Axis> axes = first->collected[c].axes;
    const auto differs = [&](const auto& member) {
      return member.status == Status::ok && member.collected[c].axes != axes;
    };
    if (std::ranges::none_of(members, differs)) continue;
    if (axes.size() == 1)
      if (const Product* leader = longest(members, c)) {
        onto(members, c, leader->axes.front());
        continue;
      }
    for (auto& member : members)
      if (differs(member))
        member = {Status::corrupt, first->collected[c].spec.name + " has other axes than in the first member", {}};
  }
}

std::vector<std::size_t> complete_places(const Table& table, const CollectedColumn& column) {
  std::vector<std::size_t> places;
  for (std::size_t p = 0; p < column.width; ++p) {
    bool complete = true;
    for (std::size_t m = 0; m < table.status.size(); ++m)
      complete = complete && (!table.ok(m) || !std::isnan(column.values[m * column.width + p]));
    if (complete || column.axes.size() != 1) places.push_back(p);
  }
  return places;
}

CollectedColumn at_places(const CollectedColumn& column, const std::vector<std::size_t>& places) {
  if (places.size() == column.width) return column;
  CollectedColumn some{column.spec, column.axes, places.size(), {}};
  for (std::size_t m = 0; m * column.width < column.values.size(); ++m)
    for (std::size_t p : places) some.values.push_back(column.values[m * column.width + p]);
  return some;
}

std::vector<uq::Estimate> at_all_places(const std::vector<uq::Estimate>& some, std::size_t count,
                                        const std::vector<std::size_t>& places, std::size_t width) {
  if (places.size() == width) return some;
  std::vector<uq::Estimate> all(count * width, uq::Estimate{kNone, kNone});
  for (std::size_t k = 0; k < count; ++k)
    for (std::size_t p = 0; p < places.size(); ++p) all[k * width + places[p]] = some[k * places.size() + p];
  return all;
}

}  // namespace voxvolt::stages
