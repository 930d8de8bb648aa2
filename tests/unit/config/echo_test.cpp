// SPDX-License-Identifier: BSD-3-Clause
#include "config/echo.hpp"

#include <gtest/gtest.h>

#include <sstream>

#include "unit/config/sample_inputs.hpp"

namespace voxvolt::config {
namespace {

using sample::read_value;
using sample::shape;

TEST(Echo, LoadsAgainAndIsEqual) {
  for (const char* text : {
           "{}",
           "{temperature: 25 degC, tolerance: 1 degC, porosity: $image.porosity, of: $image}",
           "thermal: {lumped: {cooling: 0.1 W/m^2/K}}\nsample: 10 s\n",
           "layers: [{name: a, thickness: 1 mm}, {name: \"b: c # d\", thickness: $x.y}]",
           "collect: [cell.capacity, \"$5\", \"null\", \"~\", \"none\", \"\", \"true\", \"a, b\", \"[x]\", \"- x\", \" "
           "x \", \"x\\ny\", \"ö\"]",
           "title: \"none\"\nceiling: none\n",
           "title: \"it's \\\"quoted\\\" \\\\ $(rm) <b>\"",
           "set: {positive: {porosity: 0.3, thickness: $image.thickness}}",
           "vary: {cell.set.positive.thickness: {normal: {mean: 75.6 um, sd: 0.8 um}}, image.generate.seed: "
           "{replicate: 4}}",
           "kinds: {a: {name: x, thickness: 1 m}, b: {name: y, thickness: 2 m}}",
           "read: {file: some where/x.tif, voxel: [1 um, 2 um, 3 um]}",
           "generate: {size: [4, 5, 6], seed: 9223372036854775807}",
           "protocol: [rest, {steps: [charge, {say: hold, steps: [a]}]}, discharge at 1C until 2.5 V]",
           "between: $window.both",
           "properties: {pore: 1, active: 0.18 S/m, binder: $b.c}",
           "temperature: 1e-300 K",
       }) {
    const Value value = read_value(text, "/data/c.yaml");
    const std::string echo = to_yaml(value, shape());
    EXPECT_EQ(read_value(echo, "/elsewhere/resolved.yaml"), value) << text << "\n" << echo;
  }
}

TEST(Echo, AUnitStandsBesideEveryNumber) {
  const std::string echo = to_yaml(read_value("{temperature: 25 degC, thermal: lumped}"), shape());
  EXPECT_NE(echo.find("temperature: 298.15 K\n"), echo.npos) << echo;
  EXPECT_NE(echo.find("thermal:\n  lumped:\n    cooling: 10 W/m^2/K\n"), echo.npos) << echo;
  EXPECT_NE(echo.find("between: [0 V, 1 V]\n"), echo.npos) << echo;
}

TEST(Echo, IsIndentedAsAsked) {
  const std::string echo = to_yaml(read_value("{}"), shape(), 4);
  std::istringstream lines(echo);
  for (std::string line; std::getline(lines, line);) EXPECT_TRUE(line.starts_with("    ")) << line;
}

TEST(Describe, SaysKeyUnitDefaultBoundsAndSentence) {
  const std::string page = describe_text(*schema_of<sample::Inputs>(), "cell");
  EXPECT_NE(page.find("porosity: number, above 0 and below 1 [default 0.3]\n      share of pores\n"), page.npos)
      << page;
  EXPECT_NE(page.find("temperature: number in K or any unit of its kind [default 298.15 K]"), page.npos) << page;
  EXPECT_NE(page.find("10.1149/1.2221597"), page.npos);
  EXPECT_NE(page.find("thermal: none | lumped [default none]"), page.npos) << page;
  EXPECT_NE(page.find("- lumped: One temperature for the whole cell.\n          cooling: number in W/m^2/K"), page.npos)
      << page;
  EXPECT_NE(page.find("mechanics: not in this release."), page.npos);
  EXPECT_NE(page.find("positive.porosity: number, above 0 and below 1"), page.npos);
  EXPECT_NE(page.find("(as above)"), page.npos) << "a recursive description ends";
  EXPECT_NE(page.find("size: list of 3: whole number, at least 1 [required]"), page.npos) << page;
}

TEST(Describe, FitsAHundredColumns) {
  std::istringstream lines(describe_text(*schema_of<sample::Inputs>(), "cell"));
  for (std::string line; std::getline(lines, line);) EXPECT_LE(line.size(), 100u) << line;
}

TEST(Describe, ShowsOneKey) {
  const std::string page = describe_text(*shape_at(shape(), "thermal"), "cell.thermal");
  EXPECT_TRUE(page.starts_with("cell.thermal: none | lumped\n")) << page;
}

}  // namespace
}  // namespace voxvolt::config
