// SPDX-License-Identifier: BSD-3-Clause
#include "stages/ensemble_design.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <stdexcept>

#include "config/units.hpp"
#include "stages/design_file.hpp"

namespace voxvolt::stages {

using uq::Design;

InputSpace::InputSpace(const EnsembleInputs& inputs, const std::vector<Target>& targets, const Upstream& upstream)
    : columns_(targets.size()) {
  for (std::size_t c = 0; c < targets.size(); ++c) {
    const Target& target = targets[c];
    if (const auto* replicate = std::get_if<Replicate>(target.vary.get())) {
      replicates_.emplace_back(c, static_cast<std::size_t>(replicate->count));
    } else if (std::holds_alternative<Rows>(*target.vary)) {
      if (axes_.empty() || axes_.back().name != target.key) axes_.push_back({target.key, std::nullopt, {}, {}});
      axes_.back().columns.push_back(c);
    } else {
      axes_.push_back({target.key, distribution_of(*target.vary, target.as.unit), {c}, {}});
    }
  }
  for (Axis& axis : axes_)
    if (!axis.law) read_rows(axis, targets, upstream(std::get<Rows>(*targets[axis.columns.front()].vary).of.name));
  if (!inputs.correlate) return;
  std::vector<uq::Correlation> pairs;
  const auto place = [&](const std::string& path) {
    return static_cast<std::size_t>(std::ranges::find(axes_, path, &Axis::name) - axes_.begin());
  };
  if (const auto* gaussian = std::get_if<Gaussian>(&*inputs.correlate)) {
    for (const CorrelatedPair& pair : gaussian->pairs)
      pairs.push_back({place(pair.between[0]), place(pair.between[1]), pair.value});
  } else {
    for (const Target& target : targets)
      for (const auto& [other, value] : target.correlations)
        if (target.key < other && place(other) < axes_.size())
          pairs.push_back({place(target.key), place(other), value});
  }
  copula_.emplace(axes_.size(), pairs);
}

// Of the members that ended well.
void InputSpace::read_rows(Axis& axis, const std::vector<Target>& targets, const campaign::Products& table) {
  const std::vector<double>& status = table.at("status").values;
  for (std::size_t row = 0; row < status.size(); ++row) {
    std::vector<double> values;
    for (std::size_t c : axis.columns)
      values.push_back(
          config::convert(table.at(targets[c].column).values[row], targets[c].column_unit, targets[c].as.unit));
    if (status[row] == 0 && std::ranges::all_of(values, [](double x) { return std::isfinite(x); }))
      axis.rows.push_back(std::move(values));
  }
  if (axis.rows.empty()) throw std::invalid_argument(axis.name + ": the table has no member that ended well");
}

double InputSpace::Axis::value_at(double u) const {
  if (law) return law->quantile(u);
  const auto n = static_cast<double>(rows.size());
  return std::min(std::floor(u * n), n - 1);
}

std::vector<std::string> InputSpace::names() const {
  std::vector<std::string> names;
  for (const Axis& axis : axes_) names.push_back(axis.name);
  return names;
}

std::vector<uq::Germ> InputSpace::germs() const {
  std::vector<uq::Germ> germs;
  for (const Axis& axis : axes_) germs.push_back(axis.law ? uq::germ_of(*axis.law) : uq::Germ::even);
  return germs;
}

uq::Nominal InputSpace::nominal(bool by_sd) const {
  uq::Nominal nominal;
  for (const Axis& axis : axes_) {
    const double median = axis.law->quantile(0.5), scale = by_sd ? axis.law->sd() : std::abs(median);
    if (!(scale > 0))
      throw std::invalid_argument(axis.name + " has the median 0, so it cannot be measured in its own value; write " +
                                  "finite_differences: {scale: sd}");
    nominal.value.push_back(median);
    nominal.scale.push_back(scale);
  }
  return nominal;
}

std::vector<std::vector<double>> InputSpace::levels(std::size_t points) const {
  std::vector<std::vector<double>> levels;
  for (const Axis& axis : axes_) {
    if (axis.law) levels.push_back(axis.law->levels(points));
    else {
      levels.emplace_back(axis.rows.size());
      std::iota(levels.back().begin(), levels.back().end(), 0.0);
    }
  }
  return levels;
}

std::size_t InputSpace::most_replicates() const {
  std::size_t most = 1;
  for (const auto& [column, count] : replicates_) most = std::max(most, count);
  return most;
}

Design InputSpace::correlated(const Design& unit, bool latin) const {
  if (!copula_) return unit;
  return latin ? copula_->reordered(unit) : copula_->dependent(unit);
}

Design InputSpace::members(const Design& unit) const {
  Design values = unit;
  for (std::size_t m = 0; m < unit.members; ++m)
    for (std::size_t i = 0; i < axes_.size(); ++i) values.at(m, i) = axes_[i].value_at(unit.at(m, i));
  return members_at(values, 1);
}

Design InputSpace::members_at(const Design& values, std::size_t repeats) const {
  Design design{values.members * repeats, columns_, std::vector<double>(values.members * repeats * columns_)};
  for (std::size_t m = 0; m < design.members; ++m) {
    for (std::size_t i = 0; i < axes_.size(); ++i) {
      const double value = values.at(m / repeats, i);
      const Axis& axis = axes_[i];
      for (std::size_t k = 0; k < axis.columns.size(); ++k)
        design.at(m, axis.columns[k]) = axis.law ? value : axis.rows[static_cast<std::size_t>(value)][k];
    }
    for (const auto& [column, count] : replicates_) design.at(m, column) = static_cast<double>(m % count);
  }
  return design;
}

Design InputSpace::unit_from_scores(const Design& scores) const {
  Design unit = scores;
  for (std::size_t m = 0; m < scores.members; ++m) {
    if (copula_) copula_->apply(&unit.at(m, 0));
    for (std::size_t i = 0; i < axes_.size(); ++i)
      unit.at(m, i) = std::clamp(uq::normal_cumulative(unit.at(m, i)), 1e-300, 1 - 0x1p-53);
  }
  return unit;
}

Design InputSpace::members_from_scores(const Design& scores) const { return members(unit_from_scores(scores)); }

std::vector<InputSpace::RowsInput> InputSpace::rows() const {
  std::vector<RowsInput> rows;
  for (std::size_t i = 0; i < axes_.size(); ++i)
    if (!axes_[i].law) rows.push_back({i, axes_[i].rows.size()});
  return rows;
}

std::vector<std::size_t> InputSpace::rows_at(std::size_t input, const Design& scores) const {
  const Design unit = unit_from_scores(scores);
  std::vector<std::size_t> rows;
  for (std::size_t m = 0; m < unit.members; ++m)
    rows.push_back(static_cast<std::size_t>(axes_[input].value_at(unit.at(m, input))));
  return rows;
}

namespace {

/// Points of the unit cube, for the designs that are made there.
Design unit_points(const EnsembleInputs& inputs, const InputSpace& space) {
  const auto seed = static_cast<std::uint64_t>(inputs.seed.value_or(0));
  const std::size_t size = space.size();
  return std::visit(
      [&]<class D>(const D& design) -> Design {
        if constexpr (std::is_same_v<D, Morris>)
          return uq::morris_points(size, static_cast<std::size_t>(design.trajectories),
                                   static_cast<std::size_t>(design.levels), seed);
        else if constexpr (requires { design.samples; }) {
          const auto samples = static_cast<std::size_t>(design.samples);
          if constexpr (std::is_same_v<D, Saltelli>) return uq::saltelli_points(size, samples, seed);
          else if constexpr (std::is_same_v<D, SobolSequence>) return uq::sobol_points(size, samples, seed);
          else if constexpr (std::is_same_v<D, Lhs>) return uq::latin_points(size, samples, seed);
          else return uq::random_points(size, samples, seed);
        } else return Design{0, size, {}};
      },
      inputs.design);
}

}  // namespace

MemberDesign design_of(const EnsembleInputs& inputs, const std::vector<Target>& targets, const InputSpace& space) {
  MemberDesign design;
  design.unit = {0, space.size(), {}};
  if (const auto* file = std::get_if<FromFile>(&inputs.design)) {
    design.members = design_from_file(file->file.path, varied_of(targets));
  } else if (const auto* grid = std::get_if<Grid>(&inputs.design)) {
    // A replicate is no axis: a grid is gone through once for each seed.
    design.members =
        space.members_at(uq::grid(space.levels(static_cast<std::size_t>(grid->points))), space.most_replicates());
  } else if (const auto* differences = std::get_if<FiniteDifferences>(&inputs.design)) {
    const uq::Nominal nominal = space.nominal(std::holds_alternative<BySd>(differences->scale));
    design.members = space.members_at(uq::stencil_points(nominal, differences->step), 1);
  } else {
    design.unit = space.correlated(unit_points(inputs, space), std::holds_alternative<Lhs>(inputs.design));
    design.members = space.members(design.unit);
  }
  design.counted.assign(design.members.members, true);
  if (std::holds_alternative<Saltelli>(inputs.design))  // of each pair, its two independent members
    for (std::size_t m = 0; m < design.counted.size(); ++m) design.counted[m] = m % (space.size() + 2) < 2;
  return design;
}

}  // namespace voxvolt::stages
