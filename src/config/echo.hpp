// SPDX-License-Identifier: BSD-3-Clause
// Validated values as YAML that loads again, and descriptions as a manual page.
#pragma once

#include <string>

#include "config/described.hpp"
#include "config/value.hpp"

namespace voxvolt::config {

/// The resolved echo: every key, a unit beside every number. Loading and validating it gives an equal value. `indent` is
/// the number of spaces before each line.
std::string to_yaml(const Value& value, const Shape& shape, int indent = 0);

/// The manual page of a struct at `path`: key, what it takes, default, bounds, sentence; structs and choices nested. At
/// most 100 columns.
std::string describe_text(const Schema& schema, const std::string& path);
/// The same for any key.
std::string describe_text(const Shape& shape, const std::string& path);

}  // namespace voxvolt::config
