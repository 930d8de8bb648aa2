// SPDX-License-Identifier: BSD-3-Clause
// A formula of x and T as a stranger wrote it, checked and made fast to evaluate.
#pragma once

#include <memory>
#include <stdexcept>
#include <string>

namespace voxvolt::parameters {

/// What is wrong with a formula, with the column; has no place yet.
class ExpressionError : public std::invalid_argument {
 public:
  using std::invalid_argument::invalid_argument;
};

/// Numbers, x, T, + - * / ** ^ ( ), comparisons, `a ? b : c`, exp ln log log10 sqrt abs min max sin cos tan asin acos atan
/// sinh cosh tanh. ** and ^ are Python's power: from the right, before a sign on their left.
class Expression {
 public:
  /// Throws ExpressionError.
  explicit Expression(const std::string& text);
  ~Expression();
  Expression(Expression&&) noexcept;
  Expression& operator=(Expression&&) noexcept;

  double operator()(double x, double temperature) const;
  bool names_temperature() const;

 private:
  struct Parser;
  std::unique_ptr<Parser> parser_;
};

}  // namespace voxvolt::parameters
