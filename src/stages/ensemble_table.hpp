// SPDX-License-Identifier: BSD-3-Clause
// The products of an ensemble: the table of members, their status, and statistics over those that ended well.
#pragma once

#include <string>
#include <vector>

#include "campaign/context.hpp"
#include "uq/bootstrap.hpp"
#include "uq/design.hpp"

namespace voxvolt::stages {

struct VariedInput {
  std::string path;
  std::string unit;
  std::string meaning;
};

/// All members' values of one collected product; the axes are those of the first member that ended well.
struct CollectedColumn {
  campaign::ProductSpec spec;  ///< its whole path as name
  std::vector<campaign::Axis> axes;
  std::size_t width = 1;
  std::vector<double> values;  ///< member by place, NaN where a member failed
};

/// What statistics are taken of.
struct Table {
  std::vector<VariedInput> varied;
  uq::Design design;  ///< by varied input
  std::vector<campaign::Status> status;
  std::vector<CollectedColumn> columns;
  std::vector<bool> counted;  ///< members that are independent of each other
  std::size_t continued = 0;  ///< of those that ended well: after a first failure
  bool drawn = true;          ///< do they stand for the distributions? Not those of grids and differences.
  std::uint64_t seed = 0;     ///< of the bootstrap
  std::vector<double>
      dependence;  ///< by varied input: the probability that failures do not depend on it; NaN: none failed
  bool ok(std::size_t member) const { return status[member] == campaign::Status::ok; }
  std::size_t members_ok() const;
  /// `118 of 128 members`, and a warning when failures depend on an input.
  std::string sample_text() const;
  /// Varied inputs on which failures depend (p < 0.01), with p; empty when there is none.
  std::string dependence_text() const;
  const CollectedColumn& column(const std::string& path) const;
};

/// `collected` has whole paths as names.
Table table_of(const std::vector<VariedInput>& varied, const std::vector<campaign::ProductSpec>& collected,
               const uq::Design& design, const std::vector<campaign::SubGraph::Member>& members);

/// What an ensemble declares for its varied inputs and what it collects.
std::vector<campaign::ProductSpec> table_specs(const std::vector<VariedInput>& varied,
                                               const std::vector<campaign::ProductSpec>& collected);
/// The same products, filled in. Where a member failed, its rows are NaN.
campaign::Products table_products(const Table& table);

/// An array or, over no axis, a scalar of estimates with their errors; errors are left out when none is known.
campaign::Product estimates_product(campaign::ProductSpec spec, std::vector<campaign::Axis> axes,
                                    const std::vector<uq::Estimate>& estimates);

}  // namespace voxvolt::stages
