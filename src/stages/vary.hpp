// SPDX-License-Identifier: BSD-3-Clause
// What `vary` of an ensemble holds: a distribution per input, its numbers in the input's unit.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "config/described.hpp"
#include "uq/distribution.hpp"

namespace voxvolt::stages {

using config::Describe;
using config::Quantity;

struct Normal {
  static constexpr std::string_view word = "normal";
  Quantity mean;
  std::optional<Quantity> sd;
  std::optional<double> cv;  // 1
  std::optional<Quantity> min, max;
  static void describe(Describe<Normal>& d);
};
struct Uniform {
  static constexpr std::string_view word = "uniform";
  Quantity min, max;
  static void describe(Describe<Uniform>& d);
};
struct Lognormal {
  static constexpr std::string_view word = "lognormal";
  Quantity median;
  double sigma = 0;  // 1
  std::optional<Quantity> min, max;
  static void describe(Describe<Lognormal>& d);
};
struct Loguniform {
  static constexpr std::string_view word = "loguniform";
  Quantity min, max;
  static void describe(Describe<Loguniform>& d);
};
struct Weibull {
  static constexpr std::string_view word = "weibull";
  Quantity scale;
  double shape = 1;  // 1
  std::optional<Quantity> min, max;
  static void describe(Describe<Weibull>& d);
};
struct Histogram {
  static constexpr std::string_view word = "histogram";
  std::vector<Quantity> edges;
  std::vector<double> shares;  // 1
  static void describe(Describe<Histogram>& d);
};
struct Triangular {
  static constexpr std::string_view word = "triangular";
  Quantity min, mode, max;
  static void describe(Describe<Triangular>& d);
};
struct Values {
  static constexpr std::string_view word = "values";
  std::vector<Quantity> values;
  static void describe(Describe<Values>& d);
};
struct Replicate {
  static constexpr std::string_view word = "replicate";
  std::int64_t count = 1;
  static void describe(Describe<Replicate>& d);
};
/// Rows of an earlier ensemble's table, drawn whole: what is mapped from one row keeps its correlation.
struct Rows {
  static constexpr std::string_view word = "rows";
  config::StageRef of;
  std::map<std::string, std::string> map;  ///< varied input -> column of the table
  static void describe(Describe<Rows>& d);
};
/// What the files of the input's own stage say of it.
struct FromSource {
  static constexpr std::string_view word = "from_source";
  static void describe(Describe<FromSource>& d);
};
/// A distribution that is written out.
using Law = std::variant<Normal, Uniform, Loguniform, Lognormal, Triangular, Weibull, Histogram, Values>;
using Vary = std::variant<Normal, Uniform, Loguniform, Lognormal, Triangular, Weibull, Histogram, Values, Replicate,
                          Rows, FromSource>;

/// The distribution in SI units of the input it varies; nothing for a replicate, for rows, and for what
/// the input's stage is yet to be asked for. Throws config::UnitError or
/// std::invalid_argument with a sentence.
std::optional<uq::Distribution> distribution_of(const Vary& vary, const std::string& si_unit);
/// Are all its numbers known? Those that refer to products of other stages are not before a run.
bool is_known(const Vary& vary);
/// The values that stand in it and that an input may take: those listed, or the bounds.
std::vector<Quantity> written_values(const Vary& vary);
/// A unit that the distribution was given in ("1" for replicates): for inputs whose dimension only their stage knows.
std::string unit_of(const Vary& vary);

}  // namespace voxvolt::stages
