// SPDX-License-Identifier: BSD-3-Clause
// From the distributions of an ensemble to its members.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "campaign/product.hpp"
#include "stages/ensemble_targets.hpp"
#include "uq/chaos.hpp"
#include "uq/dependence.hpp"
#include "uq/design.hpp"
#include "uq/fisher.hpp"

namespace voxvolt::stages {

/// Products of a stage before this one.
using Upstream = std::function<const campaign::Products&(const std::string& stage)>;

/// The independent inputs of an ensemble and how they become columns: one input a column, but for rows drawn whole, which
/// are one input and many columns, and replicates, which are no input.
class InputSpace {
 public:
  /// Throws std::invalid_argument when distributions make no sense, or a table has no row.
  InputSpace(const EnsembleInputs& inputs, const std::vector<Target>& targets, const Upstream& upstream);

  std::size_t size() const { return axes_.size(); }
  std::vector<std::string> names() const;
  std::vector<uq::Germ> germs() const;
  /// Median of each input and what it is measured in; its value, or its standard deviation.
  uq::Nominal nominal(bool by_sd) const;
  /// Levels of each input in a grid.
  std::vector<std::vector<double>> levels(std::size_t points) const;
  std::size_t most_replicates() const;

  /// Independent points of the unit cube -> correlated ones; a Latin hypercube stays one.
  uq::Design correlated(const uq::Design& unit, bool latin) const;
  /// Points of the unit cube -> members, in the columns of the targets.
  uq::Design members(const uq::Design& unit) const;
  /// Values of the inputs (rows by number) -> members; each point stands for `repeats` members in turn.
  uq::Design members_at(const uq::Design& values, std::size_t repeats) const;
  /// Independent standard normal scores -> members.
  uq::Design members_from_scores(const uq::Design& scores) const;
  /// An input that is rows drawn whole: which it is, and how many rows there are.
  struct RowsInput {
    std::size_t input, rows;
  };
  std::vector<RowsInput> rows() const;
  /// The rows of such an input at independent standard normal scores, by member.
  std::vector<std::size_t> rows_at(std::size_t input, const uq::Design& scores) const;

 private:
  struct Axis {
    std::string name;
    std::optional<uq::Distribution> law;      ///< none for rows
    std::vector<std::size_t> columns;         ///< of the design
    std::vector<std::vector<double>> rows{};  ///< row by column, in the units of the targets
    double value_at(double u) const;
  };
  uq::Design unit_from_scores(const uq::Design& scores) const;
  static void read_rows(Axis& axis, const std::vector<Target>& targets, const campaign::Products& table);

  std::vector<Axis> axes_;
  std::vector<std::pair<std::size_t, std::size_t>> replicates_;  ///< column and how many seeds
  std::size_t columns_ = 0;
  std::optional<uq::GaussianCopula> copula_;
};

struct MemberDesign {
  uq::Design members;         ///< by column of the targets
  uq::Design unit;            ///< by input, in the unit cube; no members for a grid, finite differences and a file
  std::vector<bool> counted;  ///< members that are independent of each other, over which statistics are taken
};
MemberDesign design_of(const EnsembleInputs& inputs, const std::vector<Target>& targets, const InputSpace& space);

}  // namespace voxvolt::stages
