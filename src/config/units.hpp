// SPDX-License-Identifier: BSD-3-Clause
// Numbers with units. UDUNITS-2 knows the names, prefixes and sizes; the grammar and the arithmetic are our own, so that
// reciprocals, timestamps, logarithms and decimal exponents cannot slip through.
//
// A unit is a product of names: `W/m^2/K`, `m^2.K/W`, `A h`, `mol/(m^2 s)`, `1/s`. Exponents are whole. After a `/` a
// product needs brackets, because `W/m K` means two things. Names beside those of UDUNITS-2: Ah, Wh (with prefixes).
// The electronvolt has its exact value of 2019.
//
// Decisions: `%` stands alone and is a dimensionless 0.01. A lone `C` is refused (coulomb, or a C-rate, or degC?). Angles
// are a dimension of their own here: neither `deg` nor `rad` is a number, and rad/s is not Hz. In a product degC and degF
// can only mean differences, and count as K and 5/9 K.
#pragma once

#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

#include "config/value.hpp"

namespace voxvolt::config {

/// What is wrong with a number or a unit; has no place yet: whoever reads the key turns it into a Problem.
class UnitError : public std::invalid_argument {
 public:
  using std::invalid_argument::invalid_argument;
};

/// A finite decimal number, all of `text`: no hexadecimal, no leading `+` or zeros, no commas or underscores.
/// Throws UnitError.
double parse_number(std::string_view text);

/// `75.6 um` -> {75.6, "um"}; the unit is "1" when there is none, and `80 %` becomes {0.8, "1"}. The unit is checked.
/// Throws UnitError.
Quantity parse_quantity(std::string_view text);

/// `value` of unit `from`, in unit `to`. An absolute temperature moves with its offset; a difference does not.
/// Throws UnitError when the dimensions differ or a unit is unknown.
double convert(double value, const std::string& from, const std::string& to, bool difference = false);

/// Do the two units measure the same thing? Reciprocals do not, nor do an angle and a number. Throws UnitError.
bool same_dimension(const std::string& a, const std::string& b);
bool is_dimensionless(const std::string& unit);
/// Throws UnitError when the text is no unit.
void check_unit(const std::string& unit);

/// One spelling for each way to write a unit: `Ah` -> `A h`, `m^2.K/W` -> `m^2 K/W`, `W/(m.K)` -> `W/m/K`; "1" for none.
/// Names stay as given. Throws UnitError.
std::string pretty_unit(const std::string& unit);

/// The shortest text that reads back as the same double.
std::string shortest(double value);
/// `75.6 um`, or the number alone when dimensionless.
std::string with_unit(double value, const std::string& unit);

}  // namespace voxvolt::config
