// SPDX-License-Identifier: BSD-3-Clause
#include "io/numeric_table.hpp"

#include <gtest/gtest.h>

#include "parallel/failure.hpp"

namespace voxvolt::io {
namespace {

using Columns = std::vector<std::vector<double>>;

TEST(NumericTable, TakesEverySeparatorHeadsAndComments) {
  const Columns expected{{0, 1}, {-2.5, 3e-4}};
  EXPECT_EQ(numeric_table("0,-2.5\n1,3e-4\n", "t", 2), expected);
  EXPECT_EQ(numeric_table("# a\n\ntime; value\n0;-2.5\n 1 ; +3e-4", "t", 2), expected);
  EXPECT_EQ(numeric_table("time value\r\n0\t-2.5\r\n1   3e-4\r\n", "t", 2), expected);
}

TEST(NumericTable, RefusesWithLineAndReason) {
  const auto says = [](const std::string& text, const std::string& words, std::size_t most = 100) {
    try {
      (void)numeric_table(text, "t.csv", 2, most);
      ADD_FAILURE() << text << " was accepted";
    } catch (const Failure& failure) {
      EXPECT_EQ(failure.code(), ExitCode::input);
      EXPECT_NE(std::string(failure.what()).find(words), std::string::npos) << failure.what();
    }
  };
  says("", "t.csv: holds no row of numbers");
  says("a,b\n", "holds no row of numbers");
  says("a,b\nc,d\n0,1\n", "t.csv:2: `c` is not a finite number");
  says("0,1\n2\n", "t.csv:2: 1 cells where 2 are needed");
  says("0,inf\n", "`inf` is not a finite number");
  says("0,0x10\n", "`0x10` is not a finite number");
  says("0,1\n1,1\n2,1\n", "t.csv:3: more than 2 rows", 2);
  says("0,1\n1,\x01\n", "t.csv:2: ");
}

}  // namespace
}  // namespace voxvolt::io
