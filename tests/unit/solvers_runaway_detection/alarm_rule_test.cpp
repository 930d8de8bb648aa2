// SPDX-License-Identifier: BSD-3-Clause
#include "solvers/runaway/detection/alarm_rule.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

namespace voxvolt::runaway {
namespace {

const std::vector<std::string> kNames{"a", "b", "c"};

bool value(const std::string& rule, bool a, bool b, bool c) { return AlarmRule(rule, kNames)({a, b, c}); }

std::string refusal(const std::string& rule) {
  try {
    (void)AlarmRule(rule, kNames);
  } catch (const std::invalid_argument& error) { return error.what(); }
  return "was accepted";
}

TEST(AlarmRule, BracketsBindBeforeNotBeforeAndBeforeOr) {
  for (const bool a : {false, true})
    for (const bool b : {false, true})
      for (const bool c : {false, true}) {
        EXPECT_EQ(value("(a or b) and c", a, b, c), (a || b) && c);
        EXPECT_EQ(value("a or b and c", a, b, c), a || (b && c));
        EXPECT_EQ(value("not a and b or c", a, b, c), (!a && b) || c);
        EXPECT_EQ(value("not (a or b)", a, b, c), !(a || b));
        EXPECT_EQ(value("not not a", a, b, c), a);
      }
}

TEST(AlarmRule, WhatIsWrongIsNamedWithItsCharacter) {
  EXPECT_EQ(refusal("a or d"), "there is no sensor `d` (character 6)");
  EXPECT_EQ(refusal("a or"), "the name of a sensor is missing at the end (character 5)");
  EXPECT_EQ(refusal(""), "the name of a sensor is missing at the end (character 1)");
  EXPECT_EQ(refusal("(a or b"), "a `)` is missing (character 8)");
  EXPECT_EQ(refusal("a b"), "`b` stands where `and`, `or` or the end is needed (character 3)");
  EXPECT_EQ(refusal("a && b"), "`&` stands where `and`, `or` or the end is needed (character 3)");
  EXPECT_EQ(refusal(std::string(200, '(')), "too many brackets (character 102)");
}

TEST(AlarmRule, SensorsThatARuleForgetsAreKnown) {
  EXPECT_EQ(AlarmRule("a and c", kNames).unused(), std::vector<std::string>{"b"});
}

}  // namespace
}  // namespace voxvolt::runaway
