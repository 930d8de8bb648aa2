// SPDX-License-Identifier: BSD-3-Clause
#include "parameters/expression.hpp"

#include <muParser.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cmath>
#include <cstring>
#include <numbers>
#include <utility>
#include <vector>

#include "config/errors.hpp"
#include "config/names.hpp"

namespace voxvolt::parameters {
namespace {

constexpr std::size_t kLongest = 20000;  // characters of a formula
constexpr std::size_t kDeepest = 200;    // brackets within each other

/// muParser has no `**`. Refuses what would be an assignment, a text or a list.
std::string translated(const std::string& text) {
  if (text.find_first_not_of(" \t\n") == std::string::npos) throw ExpressionError("is empty; a formula of x is needed");
  if (text.size() > kLongest)
    throw ExpressionError("has " + std::to_string(text.size()) + " characters; at most " + std::to_string(kLongest));
  std::string formula;
  std::size_t depth = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '(' && ++depth > kDeepest)
      throw ExpressionError("has more than " + std::to_string(kDeepest) + " brackets within each other");
    if (c == ')' && depth > 0) --depth;
    const char before = i > 0 ? text[i - 1] : ' ', after = i + 1 < text.size() ? text[i + 1] : ' ';
    const bool compares = std::strchr("<>=!", before) != nullptr || after == '=';
    if ((c == '=' && !compares) ||
        (!std::isalnum(static_cast<unsigned char>(c)) && std::strchr("_ .+-*/^(),<>=!&|?:\t\n", c) == nullptr))
      throw ExpressionError("has `" + config::shown(std::string(1, c)) + "` at character " + std::to_string(i + 1) +
                            ", which no formula of x and T has");
    if (c == '*' && after == '*') {
      formula += '^';
      ++i;
    } else {
      formula += c;
    }
  }
  return formula;
}

using Function = double (*)(double);

const std::vector<std::pair<std::string, Function>>& functions() {
  static const std::vector<std::pair<std::string, Function>> list{
      {"exp", std::exp},   {"ln", std::log},    {"log", std::log},   {"log10", std::log10}, {"sqrt", std::sqrt},
      {"abs", std::fabs},  {"sin", std::sin},   {"cos", std::cos},   {"tan", std::tan},     {"asin", std::asin},
      {"acos", std::acos}, {"atan", std::atan}, {"sinh", std::sinh}, {"cosh", std::cosh},   {"tanh", std::tanh}};
  return list;
}

void restrict_functions(mu::Parser& parser) {
  parser.ClearFun();
  parser.ClearConst();
  for (const auto& [name, function] : functions()) parser.DefineFun(name, function);
  double (*larger)(double, double) = std::fmax;
  double (*smaller)(double, double) = std::fmin;
  parser.DefineFun("max", larger);
  parser.DefineFun("min", smaller);
  parser.DefineConst("pi", std::numbers::pi);
}

bool starts_name(char c) { return std::isalpha(static_cast<unsigned char>(c)) || c == '_'; }
bool goes_on(char c) { return starts_name(c) || std::isdigit(static_cast<unsigned char>(c)) || c == '.'; }

/// Names in the order of the formula; the exponent of `1e-3` is none.
std::vector<std::string> names_in(const std::string& formula) {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < formula.size();) {
    std::size_t end = i + 1;
    if (std::isdigit(static_cast<unsigned char>(formula[i])) || formula[i] == '.') {
      double number = 0;
      const char* begin = formula.data() + i;
      end =
          i + std::max<std::ptrdiff_t>(std::from_chars(begin, formula.data() + formula.size(), number).ptr - begin, 1);
    } else if (starts_name(formula[i])) {
      while (end < formula.size() && goes_on(formula[end])) ++end;
      names.push_back(formula.substr(i, end - i));
    }
    i = end;
  }
  return names;
}

/// Complains of the first name that means nothing here.
void check_names(const std::vector<std::string>& names) {
  std::vector<std::string> known{"x", "T", "pi", "max", "min"};
  for (const auto& [name, function] : functions()) known.push_back(name);
  for (const std::string& name : names) {
    if (std::ranges::find(known, name) != known.end()) continue;
    const auto meant = config::nearest(name, known);
    throw ExpressionError("has `" + config::shown(name) +
                          "`, which is neither x nor T nor a function that formulas have" +
                          (meant ? "; did you mean `" + *meant + "`?" : "; they have " + config::listed(known)));
  }
}

std::string what_is_wrong(const mu::ParserError& error) { return "cannot be read: " + error.GetMsg(); }

}  // namespace

struct Expression::Parser {
  mu::Parser parser;
  double x = 0.5, temperature = 298.15;
  bool names_temperature = false;
};

Expression::Expression(const std::string& text) : parser_(std::make_unique<Parser>()) {
  mu::Parser& parser = parser_->parser;
  try {
    restrict_functions(parser);
    parser.DefineVar("x", &parser_->x);
    parser.DefineVar("T", &parser_->temperature);
    const std::string formula = translated(text);
    const std::vector<std::string> names = names_in(formula);
    check_names(names);
    parser_->names_temperature = std::ranges::find(names, "T") != names.end();
    parser.SetExpr(formula);
    int values = 0;
    parser.Eval(values);
    if (values != 1)
      throw ExpressionError("has " + std::to_string(values) + " values, separated by commas; one is needed");
  } catch (const mu::ParserError& error) { throw ExpressionError(what_is_wrong(error)); }
}

Expression::~Expression() = default;
Expression::Expression(Expression&&) noexcept = default;
Expression& Expression::operator=(Expression&&) noexcept = default;

double Expression::operator()(double x, double temperature) const {
  parser_->x = x;
  parser_->temperature = temperature;
  return parser_->parser.Eval();
}

bool Expression::names_temperature() const { return parser_->names_temperature; }

}  // namespace voxvolt::parameters
