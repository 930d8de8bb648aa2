// SPDX-License-Identifier: BSD-3-Clause
#include "parameters/expression.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace voxvolt::parameters {
namespace {

double value_of(const std::string& text, double x = 0.5, double t = 298.15) { return Expression(text)(x, t); }

TEST(Expression, PowersBindAsInPython) {
  EXPECT_EQ(value_of("-2**2"), -4);
  EXPECT_EQ(value_of("2**3**2"), 512);
  EXPECT_EQ(value_of("2**-1"), 0.5);
  EXPECT_EQ(value_of("(-2)**2"), 4);
  EXPECT_EQ(value_of("2^3"), 8);
  EXPECT_EQ(value_of("8/2/2"), 2);
  EXPECT_EQ(value_of("1e-3*x", 4), 4e-3);
}

TEST(Expression, FunctionsAreThoseOfTheStandardLibrary) {
  EXPECT_EQ(value_of("exp(x) + tanh(x) - cosh(x)", 0.3), std::exp(0.3) + std::tanh(0.3) - std::cosh(0.3));
  EXPECT_EQ(value_of("ln(x) + log10(100) + sqrt(x)", 4), std::log(4.0) + 2 + 2);
  EXPECT_EQ(value_of("x < 0.5 ? 1 : 2", 0.7), 2);
  EXPECT_EQ(value_of("max(x, 1) + min(x, 1)", 3), 4);
  EXPECT_EQ(value_of("T - x", 1, 300), 299);
}

TEST(Expression, KnowsWhetherItDependsOnTemperature) {
  EXPECT_TRUE(Expression("x + T").names_temperature());
  EXPECT_FALSE(Expression("x + tanh(x)").names_temperature());
}

TEST(Expression, WhatIsNoFormulaIsRefusedWithTheReason) {
  const auto says = [](const std::string& text, const std::string& words) {
    try {
      (void)Expression(text);
      ADD_FAILURE() << text << " was accepted";
    } catch (const ExpressionError& error) {
      EXPECT_NE(std::string(error.what()).find(words), std::string::npos) << text << ": " << error.what();
    }
  };
  says("", "is empty");
  says("  ", "is empty");
  says("x = 3", "has `=`");
  says("x + y", "has `y`");
  says("sto * 2", "neither x nor T");
  says("system(1)", "system");
  says("np.exp(x)", "np");
  says("exp(x", "cannot be read");
  says("1 +", "cannot be read");
  says("x, x", "2 values");
  says("\"text\"", "has `\"`");
  says("x; x", "has `;`");
  says(std::string(300, '(') + "x" + std::string(300, ')'), "brackets");
  says(std::string(30000, '1'), "at most 20000");
}

}  // namespace
}  // namespace voxvolt::parameters
