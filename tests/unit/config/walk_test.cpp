// SPDX-License-Identifier: BSD-3-Clause
#include <gtest/gtest.h>

#include <cmath>

#include "unit/config/sample_inputs.hpp"

namespace voxvolt::config {
namespace {

using sample::read_value;
using sample::shape;

TEST(EachReference, VisitsEveryOneWithItsShapeAndPath) {
  Value value = read_value(
      "{of: $image, porosity: $image.porosity, between: $w.v, layers: [{name: a, thickness: $image.thickness}], "
      "set: {positive.thickness: $image.thickness}, thermal: {lumped: {ambient: $room.t}}}");
  std::vector<std::string> visited;
  each_reference(
      value, shape(),
      [&](Value& reference, const Shape& expected, const std::string& path) {
        visited.push_back(path + "=" + reference.as<Reference>().text() + "/" + std::to_string(expected.form.index()));
        if (std::holds_alternative<QuantityShape>(expected.form)) reference = Value(0.5);
      },
      "cell");
  const std::vector<std::string> expected{"cell.of=$image/5",
                                          "cell.porosity=$image.porosity/0",
                                          "cell.thermal.lumped.ambient=$room.t/0",
                                          "cell.layers.1.thickness=$image.thickness/0",
                                          "cell.between=$w.v/6",
                                          "cell.set.positive.thickness=$image.thickness/0"};
  EXPECT_EQ(visited, expected);
  EXPECT_EQ(value.find("layers.1.thickness")->number(), 0.5);
}

TEST(ShapeAt, FindsKeysThroughStructsChoicesMapsAndLists) {
  const auto si = [](const std::string& path) {
    const ShapeRef found = shape_at(shape(), path);
    if (!found || !std::holds_alternative<QuantityShape>(found->form)) return std::string("none");
    return std::get<QuantityShape>(found->form).unit.si;
  };
  EXPECT_EQ(si("temperature"), "K");
  EXPECT_EQ(si("thermal.lumped.cooling"), "W/m^2/K");
  EXPECT_EQ(si("set.positive.thickness"), "m");
  EXPECT_EQ(si("layers.2.thickness"), "m");
  EXPECT_EQ(si("between.1"), "V");
  EXPECT_EQ(si("kinds.anode.thickness"), "m");
  EXPECT_EQ(si("generate.seed"), "1");
  EXPECT_EQ(si("thermal.lumpd.cooling"), "none");
  EXPECT_EQ(si("set.positive.thicknes"), "none");
  EXPECT_EQ(si("layers.0.thickness"), "none");
  EXPECT_EQ(si("temperature.below"), "none");
  EXPECT_EQ(shape_at(shape(), "mechanics"), nullptr);
  EXPECT_TRUE(std::holds_alternative<StructShape>(shape_at(shape(), "")->form));
}

TEST(SentenceAt, IsOfTheKeyOrTheNearestAbove) {
  const ShapeRef thermal = shape_at(shape(), "thermal.lumped");
  const auto& lumped = *std::get<StructShape>(thermal->form).schema();
  EXPECT_EQ(sentence_at(shape(), "thermal.lumped.cooling"), lumped.find("cooling")->sentence);
  EXPECT_FALSE(sentence_at(shape(), "thermal.lumped.cooling").empty());
  EXPECT_EQ(sentence_at(shape(), "between.1"), sentence_at(shape(), "between"));
  EXPECT_EQ(sentence_at(shape(), "nothing.of.it"), "");
}

class Assign : public testing::Test {
 protected:
  std::string set(const std::string& path, Value content) {
    Problems problems;
    assign(value, shape(), path, std::move(content), problems);
    return sample::complaint_of([&] { problems.throw_if_any(); });
  }
  std::string set_text(const std::string& path, const std::string& text) {
    Problems problems;
    assign(value, shape(), path, load_yaml(text, "t.csv"), problems);
    return sample::complaint_of([&] { problems.throw_if_any(); });
  }
  sample::Inputs inputs() const { return build<sample::Inputs>(value); }
  Value value = read_value("{set: {positive.porosity: $image.porosity}}");
};

TEST_F(Assign, ReplacesAReferenceByANumber) {
  EXPECT_EQ(set("set.positive.porosity", Value(0.4)), "");
  EXPECT_DOUBLE_EQ(inputs().set.at("positive.porosity"), 0.4);
}

TEST_F(Assign, MakesEntriesOfFreeKeyMaps) {
  EXPECT_EQ(set("set.positive.thickness", Value(75e-6)), "");
  EXPECT_EQ(inputs().set.size(), 2u);
  EXPECT_NE(set("set.positive.thicknes", Value(75e-6)).find("did you mean `positive.thickness`?"), std::string::npos);
}

TEST_F(Assign, SwitchesAbsentStructsAndOtherAlternativesOn) {
  EXPECT_NE(set("generate.seed", Value(std::int64_t{3})).find("requires `size`"), std::string::npos);
  EXPECT_FALSE(inputs().generate);
  EXPECT_EQ(set_text("generate.size", "[4, 4, 4]"), "");
  EXPECT_EQ(set("generate.seed", Value(std::int64_t{3})), "");
  EXPECT_EQ(inputs().generate->seed, 3u);
  EXPECT_EQ(set("thermal.lumped.cooling", Value(7.0)), "");
  EXPECT_DOUBLE_EQ(std::get<sample::Lumped>(inputs().thermal).cooling, 7);
  EXPECT_DOUBLE_EQ(std::get<sample::Lumped>(inputs().thermal).ambient, 298.15);
}

TEST_F(Assign, ConvertsNodesAndGoesThroughShorthands) {
  EXPECT_EQ(set_text("temperature", "30 degC"), "");
  EXPECT_DOUBLE_EQ(inputs().temperature, 303.15);
  EXPECT_EQ(set("sample", Value(5.0)), "");
  EXPECT_DOUBLE_EQ(std::get<sample::Every>(inputs().sample).interval, 5);
  EXPECT_EQ(set_text("thermal.lumped", "{cooling: 3 W/m^2/K}"), "");
  EXPECT_DOUBLE_EQ(std::get<sample::Lumped>(inputs().thermal).cooling, 3);
}

TEST_F(Assign, KeepsBoundsTypesAndTheChecksOfStructs) {
  const Value before = value;
  EXPECT_NE(set("porosity", Value(1.5)).find("must be above 0 and below 1"), std::string::npos);
  EXPECT_NE(set("porosity", Value(std::string("much"))).find("a number is needed"), std::string::npos);
  EXPECT_NE(set("porosity", Value(std::nan(""))).find("not a finite number"), std::string::npos);
  EXPECT_NE(set("volumes", Value(1.5)).find("a whole number is needed"), std::string::npos);
  EXPECT_NE(set("between.1", Value(9.0)).find("cell.between"), 0u);
  EXPECT_NE(set("between.1", Value(9.0)).find("the lower end is above the upper end"), std::string::npos);
  EXPECT_NE(set("between.3", Value(9.0)).find("no element `3`"), std::string::npos);
  EXPECT_NE(set("porosty", Value(0.5)).find("did you mean `porosity`?"), std::string::npos);
  EXPECT_NE(set("mechanics", Value(0.5)).find("not in this release"), std::string::npos);
  EXPECT_NE(set("thermal.lumpd.cooling", Value(1.0)).find("not one of: none, lumped"), std::string::npos);
  EXPECT_NE(set("porosity.below", Value(1.0)), "");
  EXPECT_EQ(value, before) << "a refused assignment changed the value";
}

TEST_F(Assign, KeysThatExcludeEachOtherStayApart) {
  EXPECT_EQ(set_text("read", "{file: /a.tif}"), "");
  EXPECT_NE(set_text("generate", "{size: [1, 1, 1]}").find("only one of these keys"), std::string::npos);
}

TEST(CheckBounds, HoldsForWhatTookThePlaceOfAReference) {
  Value value = read_value("porosity: $image.porosity");
  const auto complaint = [&] {
    Problems problems;
    check_bounds(value, shape(), "cell", problems);
    return sample::complaint_of([&] { problems.throw_if_any(); });
  };
  EXPECT_EQ(complaint(), "");
  *value.find("porosity") = Value(1.5);
  EXPECT_NE(complaint().find("cell.porosity: `1.5` is not allowed"), std::string::npos);
}

TEST(ValueFind, FollowsDottedPathsThroughMapsAndLists) {
  const Value value = read_value("{set: {positive.porosity: 0.3}, layers: [{name: a, thickness: 1 m}]}");
  EXPECT_DOUBLE_EQ(value.find("set.positive.porosity")->number(), 0.3);
  EXPECT_EQ(value.find("layers.1.name")->as<std::string>(), "a");
  EXPECT_EQ(value.find("layers.2.name"), nullptr);
  EXPECT_EQ(value.find("layers.0"), nullptr);
  EXPECT_EQ(value.find("porosity.x"), nullptr);
}

}  // namespace
}  // namespace voxvolt::config
