// SPDX-License-Identifier: BSD-3-Clause
// What stands at one parameter path: a number, or a function as an expression or a table.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "config/described.hpp"

namespace voxvolt::parameters {

/// An expression as it was written; its value is in `unit`, empty: in the parameter's SI unit.
struct ExpressionText {
  std::string text;
  std::string unit;
  bool operator==(const ExpressionText&) const = default;
};

/// Points of a function, as they were written: `x` in `x_unit`, `y` in `unit`.
struct TableText {
  std::vector<double> x, y;
  std::string x_unit = "1", unit = "1";
  bool operator==(const TableText&) const = default;
};

inline constexpr int most_size_classes = 20;

/// Sizes of particles by volume: lognormal, with this standard deviation of ln(radius), or a table.
struct SizesText {
  std::optional<double> lognormal_sigma{};
  std::vector<double> radius, volume_fraction;  ///< m and any unit; empty while they are references
  int classes = 0;                              ///< of one radius each, that stand for all; 0: those of the table
  bool operator==(const SizesText&) const = default;
};
/// Not while a part of it is a reference whose stage has not run.
bool is_known(const SizesText& sizes);

/// Numbers in SI; not a number while it is a reference whose stage has not run.
using Setting = std::variant<double, ExpressionText, TableText, SizesText>;
using Settings = std::map<std::string, Setting>;  ///< by path

/// The choice constant | expression | table for a function whose values have this SI unit.
config::ShapeRef function_shape(const std::string& si);

/// The choice lognormal | sizes of a particle_size_distribution.
config::ShapeRef sizes_shape();

/// From a value that `validate` accepted for `shape_of` its path.
Setting setting_of(const config::Value& value);

/// A member of a described struct that is given to the resolver as it stands: an entry of `set:`.
struct RawSetting {
  config::Value value;
};

}  // namespace voxvolt::parameters

namespace voxvolt::config {

template <>
struct Form<parameters::RawSetting> {
  static constexpr bool optional = false;
  static ShapeRef shape(const Unit&) { return make_shape(AnyQuantityShape{}); }
  static Value to_value(const parameters::RawSetting& x) { return x.value; }
  static void from_value(const Value& value, parameters::RawSetting& x) { x.value = value; }
};

}  // namespace voxvolt::config
