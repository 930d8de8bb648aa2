// SPDX-License-Identifier: BSD-3-Clause
#include "config/unit_text.hpp"

#include <array>
#include <cmath>
#include <cstdlib>
#include <string_view>
#include <utility>
#include <vector>

#include "config/errors.hpp"
#include "config/units.hpp"

namespace voxvolt::config {

namespace {

struct Factor {
  std::string name;
  int power = 1;
};

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Signs that people paste from papers, in the letters of the grammar.
std::string in_ascii(std::string_view text) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 19> signs{{
      {"\u00b5", "u"},     {"\u03bc", "u"}, {"\u03a9", "ohm"}, {"\u2126", "ohm"}, {"\u00b0C", "degC"},
      {"\u00b0F", "degF"}, {"\u00b7", "."}, {"\u22c5", "."},   {"\u207b", "-"},   {"\u2070", "0"},
      {"\u00b9", "1"},     {"\u00b2", "2"}, {"\u00b3", "3"},   {"\u2074", "4"},   {"\u2075", "5"},
      {"\u2076", "6"},     {"\u2077", "7"}, {"\u2078", "8"},   {"\u2079", "9"},
  }};
  std::string out;
  while (!text.empty()) {
    std::size_t taken = 0;
    for (const auto& [sign, letters] : signs)
      if (text.starts_with(sign)) {
        out += letters;
        taken = sign.size();
        break;
      }
    if (taken == 0) out += text[0];
    text.remove_prefix(taken == 0 ? 1 : taken);
  }
  return out;
}

class Reader {
 public:
  explicit Reader(const std::string& given) : given_(given), text_(in_ascii(given)) {}

  std::vector<Factor> read() {
    constexpr std::size_t longest = 100;
    if (given_.size() > longest) refuse("is too long for a unit");
    for (const char* word : {" since ", " after ", " from ", " ref "})
      if ((text_ + " ").find(word) != std::string::npos) refuse("is a point in time; a unit is needed");
    std::vector<Factor> factors = product(0);
    if (at_ != text_.size()) unexpected();
    return factors;
  }

 private:
  [[noreturn]] void refuse(const std::string& reason) const { throw UnitError("`" + shown(given_) + "` " + reason); }
  [[noreturn]] void unexpected() const {
    if (at_ >= text_.size()) refuse("ends too early for a unit");
    if (peek() == '%') refuse("is not a unit: `%` stands alone, for a share of one");
    if (is_digit(peek())) refuse("is not a unit: a number stands within it");
    refuse("is not a unit: `" + shown(text_.substr(at_, 1)) + "` cannot stand there");
  }
  char peek(std::size_t ahead = 0) const { return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0'; }
  bool skip_spaces() {
    const std::size_t start = at_;
    while (peek() == ' ') ++at_;
    return at_ > start;
  }

  std::vector<Factor> product(int depth) {
    constexpr int deepest = 8;
    if (depth > deepest) refuse("has too many brackets");
    skip_spaces();
    std::vector<Factor> factors = factor(depth);
    bool divided = false;
    while (true) {
      const bool spaced = skip_spaces();
      if (peek() == '\0' || peek() == ')') return factors;
      const bool divides = peek() == '/';
      const bool power_sign = peek() == '*' && peek(1) == '*';
      if (divides || peek() == '.' || (peek() == '*' && !power_sign)) ++at_;
      else if (!spaced) unexpected();
      if (divided && !divides)
        refuse("means two things: after a `/`, divide by each (`W/m/K`) or use brackets (`W/(m.K)`)");
      divided = divided || divides;
      skip_spaces();
      for (Factor& next : factor(depth)) factors.push_back({next.name, divides ? -next.power : next.power});
    }
  }

  std::vector<Factor> factor(int depth) {
    std::vector<Factor> factors;
    if (peek() == '(') {
      ++at_;
      factors = product(depth + 1);
      if (peek() != ')') unexpected();
      ++at_;
    } else if (peek() == '1' && !is_digit(peek(1))) {
      ++at_;
    } else if (is_letter(peek())) {
      const std::size_t start = at_;
      while (is_letter(peek())) ++at_;
      factors.push_back({text_.substr(start, at_ - start), 1});
    } else {
      unexpected();
    }
    const int power = exponent();
    for (Factor& each : factors) {
      each.power *= power;
      if (std::abs(each.power) > largest_power) refuse("has an exponent beyond 12");
    }
    return factors;
  }

  int exponent() {
    bool raised = true;
    if (peek() == '^') ++at_;
    else if (peek() == '*' && peek(1) == '*') at_ += 2;
    else raised = false;
    const bool negative = peek() == '-' && is_digit(peek(1));
    if (negative) ++at_;
    if (!is_digit(peek())) {
      if (raised) refuse("is not a unit: exponents are whole numbers");
      return 1;
    }
    int power = 0;
    while (is_digit(peek())) {
      power = 10 * power + (text_[at_++] - '0');
      if (power > largest_power) refuse("has an exponent beyond 12");
    }
    if (peek() == '.' && is_digit(peek(1)))
      refuse("has a decimal exponent; give the value in a normalised form with whole ones (`mol/m^2/s`)");
    return negative ? -power : power;
  }

  static constexpr int largest_power = 12;
  const std::string& given_;
  const std::string text_;
  std::size_t at_ = 0;
};

std::vector<Factor> factors_of(const std::string& text) {
  if (text.empty() || text == "1") return {};
  if (text == "%") return {{"percent", 1}};
  return Reader(text).read();
}

/// Names that would be understood, but not always as they were meant.
void refuse_ambiguous(const std::string& name, bool alone) {
  if (name == "C" && alone)
    throw UnitError(
        "`C` is ambiguous here: write `A h` or `coulomb` for a charge, `degC` for a temperature; a C-rate "
        "stands only in a protocol");
  if (name == "cal" || name == "kcal")
    throw UnitError("`" + name + "` has two sizes (4.184 J and 4.1868 J times the prefix); write the value in J");
  if (name == "e") throw UnitError("`e` is not accepted as a unit; write the charge in coulomb");
}

void raise(UnitSize& total, const UnitSize& size, int power) {
  const double up = std::pow(size.up, std::abs(power)), down = std::pow(size.down, std::abs(power));
  total.up *= power > 0 ? up : down;
  total.down *= power > 0 ? down : up;
  for (const auto& [base, n] : size.powers)
    if ((total.powers[base] += n * power) == 0) total.powers.erase(base);
}

}  // namespace

UnitSize unit_size(const std::string& text) {
  const std::vector<Factor> factors = factors_of(text);
  const bool alone = factors.size() == 1 && factors.front().power == 1;
  UnitSize total;
  for (const Factor& factor : factors) {
    refuse_ambiguous(factor.name, alone);
    const UnitSize size = unit_named(factor.name);
    raise(total, size, factor.power);
    if (alone) total.offset = size.offset;
  }
  if (!std::isfinite(total.up) || !std::isfinite(total.down))
    throw UnitError("`" + shown(text) + "` is beyond what a number can hold");
  return total;
}

std::string pretty_unit(const std::string& text) {
  unit_size(text);
  if (text == "%") return text;
  std::vector<Factor> merged;
  const auto add = [&](const std::string& name, int power) {
    for (Factor& factor : merged)
      if (factor.name == name) return void(factor.power += power);
    merged.push_back({name, power});
  };
  for (const Factor& factor : factors_of(text)) {
    const bool of_an_hour = factor.name.ends_with("Ah") || factor.name.ends_with("Wh");
    add(factor.name.substr(0, factor.name.size() - (of_an_hour ? 1 : 0)), factor.power);
    if (of_an_hour) add("h", factor.power);
  }
  std::string up, down;
  for (const auto& [name, power] : merged) {
    const std::string raised = std::abs(power) == 1 ? name : name + "^" + std::to_string(std::abs(power));
    if (power > 0) up += (up.empty() ? "" : " ") + raised;
    if (power < 0) down += "/" + raised;
  }
  return (up.empty() ? "1" : up) + down;
}

}  // namespace voxvolt::config
