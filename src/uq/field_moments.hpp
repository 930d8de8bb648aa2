// SPDX-License-Identifier: BSD-3-Clause
// Mean, standard deviation, least and most of many fields of equal shape, one at a time: none is kept.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "uq/exact_sums.hpp"

namespace voxvolt::uq {

/// Sums are exact, in whole multiples of a quantum below the precision that is asked of any statistic: 2^-40 of the largest
/// size in a field that the others are like, taken up to a power of two. So their bits depend neither on the order in which
/// fields come nor on who adds them up. At most 2^20 fields.
class FieldMoments {
 public:
  explicit FieldMoments(std::span<const double> like);

  /// Are all values finite, none above 4096 times the largest size that is expected, and is there room for one more?
  bool fits(std::span<const double> values) const;
  /// Throws std::logic_error when the field has another size or does not fit.
  void add(std::span<const double> values);
  std::int64_t fields() const { return fields_; }
  std::size_t size() const { return sums_.size(); }

  /// NaN without a field.
  std::vector<double> mean() const;
  /// Of a sample: divided by one less than the fields; NaN below two.
  std::vector<double> sd() const;
  std::vector<double> least() const;
  std::vector<double> most() const;

  /// All that a later one that is like the same needs to go on; read back on the same kind of machine.
  std::string state() const;
  /// False, and nothing is changed, when it is no state of such fields.
  bool restore(std::string_view state);

 private:
  struct Sums {
    exact::Whole sum = 0, squares = 0;  ///< in quanta, quanta^2
    double least = 0, most = 0;
  };
  double quantum_ = 1;
  std::int64_t fields_ = 0;
  std::vector<Sums> sums_;
};

}  // namespace voxvolt::uq
