// SPDX-License-Identifier: BSD-3-Clause
// Sobol' indices of each place of a field from Saltelli's pairs, a pair at a time: no field is kept.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "uq/exact_sums.hpp"

namespace voxvolt::uq {

/// As `saltelli_indices`, by exact sums: the bits of an index do not depend on the order of the pairs.
class FieldIndices {
 public:
  /// `like`: a field like the others, see FieldMoments.
  FieldIndices(std::size_t inputs, std::span<const double> like);

  /// The fields of a, of b, and of a with each input from b: inputs + 2. Throws std::logic_error when one has another size
  /// or cannot be summed.
  void add(std::span<const std::vector<double>> pair);
  std::int64_t pairs() const { return pairs_; }

  /// By place; NaN below two pairs and where nothing varies.
  std::vector<double> first(std::size_t input) const;
  std::vector<double> total(std::size_t input) const;

  /// See FieldMoments.
  std::string state() const;
  bool restore(std::string_view state);

 private:
  std::size_t width() const { return 4 + 4 * inputs_; }
  std::vector<double> correlations(std::size_t input, std::size_t with) const;

  std::size_t inputs_, size_;
  double quantum_;
  std::int64_t pairs_ = 0;
  std::vector<exact::Whole> sums_;  ///< by place: a, aa, b, bb, then of each input x, xx, ax, bx
};

}  // namespace voxvolt::uq
