// SPDX-License-Identifier: BSD-3-Clause
#include "config/units.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <numeric>

#include "config/errors.hpp"
#include "config/unit_database.hpp"
#include "config/unit_text.hpp"

namespace voxvolt::config {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\n");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\n") + 1 - first);
}

/// How many characters of the text are a number: sign, digits, point, exponent.
std::size_t number_length(std::string_view text) {
  std::size_t i = 0;
  const auto digits = [&] {
    const std::size_t start = i;
    while (i < text.size() && is_digit(text[i])) ++i;
    return i > start;
  };
  if (i < text.size() && text[i] == '-') ++i;
  const bool whole = digits();
  bool fraction = false;
  if (i < text.size() && text[i] == '.') {
    ++i;
    fraction = digits();
  }
  if (!whole && !fraction) return 0;
  const std::size_t mantissa = i;
  if (i < text.size() && (text[i] == 'e' || text[i] == 'E')) {
    ++i;
    if (i < text.size() && (text[i] == '-' || text[i] == '+')) ++i;
    if (!digits()) i = mantissa;
  }
  return i;
}

[[noreturn]] void refuse_number(std::string_view text) {
  const std::string quoted = "`" + shown(text) + "`";
  if (text.starts_with('+') && number_length(text.substr(1)) > 0)
    throw UnitError(quoted + " starts with `+`; write " + shown(text.substr(1)));
  throw UnitError(quoted + " is not a number");
}

double read_number(std::string_view digits) {
  const std::string quoted = "`" + shown(digits) + "`";
  const std::string_view unsigned_digits = digits.substr(digits.starts_with('-') ? 1 : 0);
  if (unsigned_digits.size() > 1 && unsigned_digits[0] == '0' && is_digit(unsigned_digits[1]))
    throw UnitError(quoted + " has leading zeros; write it without them (numbers are decimal)");
  double value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (error == std::errc::result_out_of_range || !std::isfinite(value))
    throw UnitError(quoted + " is beyond what a number can hold (about 1e-308 to 1e308)");
  if (error != std::errc{} || end != digits.data() + digits.size()) throw UnitError(quoted + " is not a number");
  return value;
}

/// The number that starts the text, and the rest.
double split_number(std::string_view text, std::string_view& rest) {
  const std::size_t length = number_length(text);
  if (length == 0) refuse_number(text);
  rest = text.substr(length);
  const std::string quoted = "`" + shown(text) + "`";
  if (rest.starts_with('x') || rest.starts_with('X')) {
    const std::string_view digits = rest.substr(1);
    if (text.substr(0, length) == "0" && !digits.empty() && std::isxdigit(static_cast<unsigned char>(digits.front())))
      throw UnitError(quoted + " is hexadecimal; write a decimal number");
  }
  if (text.substr(0, length) == "0" && rest.size() > 1 && (rest[0] == 'o' || rest[0] == 'b') && is_digit(rest[1]))
    throw UnitError(quoted + " is " + (rest[0] == 'o' ? "octal" : "binary") + "; write a decimal number");
  if (rest.size() > 1 && (rest[0] == ',' || rest[0] == '_') && is_digit(rest[1]))
    throw UnitError(quoted + " has a `" + rest[0] + "` in it; write the decimal point as `.` and no separators");
  return read_number(text.substr(0, length));
}

std::string mismatch(const std::string& from, const UnitSize& a, const std::string& to, const UnitSize& b) {
  std::map<std::string, int> reciprocal = a.powers;
  for (auto& [base, power] : reciprocal) power = -power;
  const std::string measured = b.powers.empty() ? "a number without a dimension" : "a unit like `" + to + "`";
  if (from == "1") return "a number without a unit; needed is " + measured;
  if (!b.powers.empty() && reciprocal == b.powers)
    return "`" + shown(from) + "` is the reciprocal of what is needed: " + measured;
  std::map<std::string, int> without_angle_a = a.powers, without_angle_b = b.powers;
  without_angle_a.erase("rad");
  without_angle_b.erase("rad");
  if (without_angle_a == without_angle_b)
    return "`" + shown(from) + "` is no " + (a.powers.contains("rad") ? "pure number but an angle" : "angle") +
           "; needed is " + measured;
  return "`" + shown(from) + "` has another dimension; needed is " + measured;
}

/// value * up / down, with common factors taken out first.
double scaled(double value, double up, double down) {
  constexpr double exact = 9e15;
  if (up <= exact && down <= exact && up == std::floor(up) && down == std::floor(down)) {
    const auto common = static_cast<double>(std::gcd(static_cast<std::int64_t>(up), static_cast<std::int64_t>(down)));
    up /= common;
    down /= common;
  }
  return value * up / down;
}

}  // namespace

double parse_number(std::string_view text) {
  text = trimmed(text);
  std::string_view rest;
  const double value = split_number(text, rest);
  if (!rest.empty()) throw UnitError("`" + shown(text) + "` is not a number");
  return value;
}

Quantity parse_quantity(std::string_view text) {
  text = trimmed(text);
  std::string_view rest;
  const double value = split_number(text, rest);
  const std::string unit(trimmed(rest));
  if (unit.empty()) return {value, "1"};
  // Dates, versions, sums and times of day: saying what is wrong with their rest as a unit would help nobody.
  constexpr std::string_view of_no_unit = "-+*.:";
  if (of_no_unit.find(unit.front()) != std::string_view::npos)
    throw UnitError("`" + shown(text) + "` is not a number with a unit");
  if (unit == "%") return {value / 100, "1"};
  check_unit(unit);
  return {value, unit};
}

double convert(double value, const std::string& from, const std::string& to, bool difference) {
  const UnitSize a = unit_size(from), b = unit_size(to);
  if (a.powers != b.powers) throw UnitError(mismatch(from, a, to, b));
  if (from == to) return value;
  const double offset_a = difference ? 0 : a.offset, offset_b = difference ? 0 : b.offset;
  const double converted = scaled(value + offset_a, a.up * b.down, a.down * b.up) - offset_b;
  if (!std::isfinite(converted) && std::isfinite(value))
    throw UnitError(with_unit(value, from) + " is beyond what a number can hold in " + to);
  return converted;
}

bool same_dimension(const std::string& a, const std::string& b) { return unit_size(a).powers == unit_size(b).powers; }

bool is_dimensionless(const std::string& unit) { return unit_size(unit).powers.empty(); }

void check_unit(const std::string& unit) { unit_size(unit); }

std::string shortest(double value) {
  char buffer[32];
  const auto [end, error] = std::to_chars(buffer, buffer + sizeof buffer, value);
  std::string text(buffer, end);
  const auto e = text.find('e');
  if (e == std::string::npos) return text;
  std::string exponent = text.substr(e + 1);
  const bool negative = exponent.starts_with('-');
  exponent.erase(0, std::min(exponent.find_first_not_of("+-0"), exponent.size() - 1));
  return text.substr(0, e) + (negative ? "e-" : "e") + exponent;
}

std::string with_unit(double value, const std::string& unit) {
  return unit == "1" || unit.empty() ? shortest(value) : shortest(value) + " " + unit;
}

}  // namespace voxvolt::config
