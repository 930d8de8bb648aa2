// SPDX-License-Identifier: BSD-3-Clause
// The grammar of units: names, products, quotients, whole exponents, brackets.
//   unit    = factor {("." | "*" | " " | "/") factor}      a product after a "/" needs brackets
//   factor  = (name | "1" | "(" unit ")") [["^" | "**"] ["-"] digits]
#pragma once

#include <string>

#include "config/unit_database.hpp"

namespace voxvolt::config {

/// The size of a unit in SI; the text "" or "1" is the number one. Throws UnitError.
UnitSize unit_size(const std::string& text);

}  // namespace voxvolt::config
