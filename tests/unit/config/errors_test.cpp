// SPDX-License-Identifier: BSD-3-Clause
#include "config/errors.hpp"

#include <gtest/gtest.h>

namespace voxvolt::config {
namespace {

Place place(int line, int column = 1) { return {std::make_shared<const std::string>("c.yaml"), line, column}; }

TEST(Problems, ComeInTheOrderOfTheirPlacesEachOnce) {
  Problems problems;
  problems.add(place(9), "b", "second");
  problems.add(place(2, 5), "a", "first");
  problems.add(place(9), "b", "second");
  try {
    problems.throw_if_any();
    FAIL();
  } catch (const InputError& wrong) {
    EXPECT_STREQ(wrong.what(), "c.yaml:2:5: a: first\nc.yaml:9:1: b: second");
    EXPECT_EQ(wrong.code(), ExitCode::input);
    EXPECT_EQ(wrong.problems().size(), 2u);
  }
}

TEST(Problems, NoneThrowNothing) { EXPECT_NO_THROW(Problems{}.throw_if_any()); }

TEST(Problems, APlaceIsSaidAsFarAsItIsKnown) {
  EXPECT_EQ(place(3, 7).text(), "c.yaml:3:7");
  EXPECT_EQ(place(3, 0).text(), "c.yaml:3");
  EXPECT_EQ(place(0, 0).text(), "c.yaml");
  EXPECT_EQ(Place{}.text(), "");
}

TEST(Nearest, FindsSwapsLossesAndOtherCases) {
  const std::vector<std::string> keys{"porosity", "thickness", "tolerance", "mesh"};
  EXPECT_EQ(nearest("porsoity", keys), "porosity");
  EXPECT_EQ(nearest("thicknes", keys), "thickness");
  EXPECT_EQ(nearest("MESH", keys), "mesh");
  EXPECT_EQ(nearest("mash", keys), "mesh");
}

TEST(Nearest, SaysNothingWhenNothingIsNear) {
  const std::vector<std::string> keys{"porosity", "mesh"};
  EXPECT_EQ(nearest("conductivity", keys), std::nullopt);
  EXPECT_EQ(nearest("", keys), std::nullopt);
  EXPECT_EQ(nearest(std::string(100000, 'a'), keys), std::nullopt);
}

TEST(Shown, CannotMoveTheCursorOrFillTheScreen) {
  EXPECT_EQ(shown("\x1b[2J"), "\\x1b[2J");
  EXPECT_EQ(shown("a\nb"), "a\\x0ab");
  EXPECT_LE(shown(std::string(1000, 'x')).size(), 63u);
  const std::string umlauts = shown(std::string(59, 'x') + "öö");
  EXPECT_EQ(umlauts, std::string(59, 'x') + "ö...");
}

}  // namespace
}  // namespace voxvolt::config
