// SPDX-License-Identifier: BSD-3-Clause
// One value of a BPX file -> a setting. What is wrong goes to the problems, with its place.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "config/tree.hpp"
#include "parameters/parameter_list.hpp"
#include "parameters/parameter_set.hpp"

namespace voxvolt::parameters::bpx {

/// Where a value is read, and where complaints go.
struct Reading {
  std::string path;  ///< of the file: `Parameterisation.Cell.Volume [m3]`
  config::Problems& problems;
  void complain(const config::Place& place, const std::string& message) const { problems.add(place, path, message); }
};

std::string below(const std::string& path, const std::string& key);
/// `; did you mean ...?`, or nothing. A key whose unit is missing is meant too.
std::string nearest_of(const std::string& word, const std::vector<std::string>& known);
/// Complains of every other key.
void check_keys(const config::Node& map, const std::string& path, const std::vector<std::string>& known,
                config::Problems& problems);

/// A number; the unit belongs to the key.
std::optional<double> read_number(const config::Node& node, const Reading& reading);
/// A list of numbers.
std::optional<std::vector<double>> read_numbers(const config::Node& node, const Reading& reading);
/// A number, a formula of x, or {x: [...], y: [...]}, whose points may stand in any order.
std::optional<Setting> read_function(const config::Node& node, const Reading& reading);
/// A field of the format, whose transference number is one number; or an entry of our own part.
enum class Kind { field, own };
/// The setting of a parameter, within its bounds, compiled once if it is a function.
std::optional<Setting> read_setting(const config::Node& node, const ParameterSpec& spec, const Reading& reading,
                                    Kind kind = Kind::field);

/// The curves of `Validation`; discharge currents are negative there and become positive.
std::vector<Measurement> read_measurements(const config::Node& validation, config::Problems& problems);

/// What the format allows less than our formulas do; throws ExpressionError.
void check_formula(const std::string& text);

}  // namespace voxvolt::parameters::bpx
