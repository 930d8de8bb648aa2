// SPDX-License-Identifier: BSD-3-Clause
#include "campaign/references.hpp"

#include <gtest/gtest.h>

#include "unit/campaign/sample_kinds.hpp"

namespace voxvolt::campaign {
namespace {

using config::Reference;
using config::Shape;

Shape quantity(const std::string& unit) { return {config::QuantityShape{config::unit(unit), false}}; }
Shape list_of(const std::string& unit) { return {config::ListShape{std::make_shared<const Shape>(quantity(unit))}}; }
const Shape kText{config::TextShape{}};
const Shape kAnyQuantity{config::AnyQuantityShape{}};

std::string misfit_of(const std::string& path, const Shape& expected) {
  return misfit(Reference{"beam", path}, expected, sample::beam_specs());
}

TEST(FindTarget, AWholeProductIsNamedByItsDottedPath) {
  const auto specs = sample::beam_specs();
  const Target target = find_target(specs, "bending.moment");
  ASSERT_NE(target.spec, nullptr);
  EXPECT_EQ(target.spec->name, "bending.moment");
  EXPECT_EQ(target.element, 0u);
}

TEST(FindTarget, AnElementOfACurveIsCountedFromOne) {
  const auto specs = sample::beam_specs();
  const Target target = find_target(specs, "bending.moment.2");
  ASSERT_NE(target.spec, nullptr);
  EXPECT_EQ(target.element, 2u);
  EXPECT_EQ(find_target(specs, "bending.moment.0").spec, nullptr);
  EXPECT_EQ(find_target(specs, "bending.moment.-1").spec, nullptr);
  EXPECT_EQ(find_target(specs, "bending.moment.02").spec, nullptr);
}

TEST(FindTarget, ElementsOfWhatIsNoCurveAreNotFound) {
  const auto specs = sample::beam_specs();
  EXPECT_EQ(find_target(specs, "depth.1").spec, nullptr);
  EXPECT_EQ(find_target(specs, "label.1").spec, nullptr);
  EXPECT_EQ(find_target(specs, "map.1").spec, nullptr);
  EXPECT_EQ(find_target(specs, "bending").spec, nullptr);
}

TEST(Misfit, FittingReferencesAreTaken) {
  EXPECT_EQ(misfit_of("depth", quantity("m")), "");
  EXPECT_EQ(misfit_of("label", kText), "");
  EXPECT_EQ(misfit_of("bending.moment", list_of("N m")), "");
  EXPECT_EQ(misfit_of("bending.moment.2", quantity("N m")), "");
  EXPECT_EQ(misfit_of("depth", kAnyQuantity), "");
}

TEST(Misfit, ADimensionIsWhatCountsNotTheUnit) {
  EXPECT_EQ(misfit_of("depth", quantity("um")), "");
  EXPECT_EQ(misfit_of("bending.moment", list_of("J")), "");  // both kg m^2 s^-2
}

TEST(Misfit, AnotherDimensionIsNamedWithBothUnits) {
  EXPECT_EQ(misfit_of("depth", quantity("V")), "$beam.depth is in m, but this key takes V");
  EXPECT_EQ(misfit_of("depth", quantity("1")), "$beam.depth is in m, but this key takes a dimensionless number");
}

TEST(Misfit, AReciprocalIsNotTheSameDimension) { EXPECT_NE(misfit_of("depth", quantity("1/m")), ""); }

TEST(Misfit, AnUnknownProductNamesTheNearest) {
  EXPECT_EQ(misfit_of("dephth", quantity("m")), "$beam.dephth: stage beam has no product dephth; did you mean depth?");
  EXPECT_EQ(misfit_of("zzz", quantity("m")),
            "$beam.zzz: stage beam has no product zzz; it has depth, label, bending.moment, map");
}

TEST(Misfit, AnArrayWhereANumberIsTakenSaysHowToPickOne) {
  const std::string said = misfit_of("bending.moment", quantity("N m"));
  EXPECT_NE(said.find("is an array over position"), std::string::npos) << said;
  EXPECT_NE(said.find("$beam.bending.moment.1"), std::string::npos) << said;
}

TEST(Misfit, WhatHasTwoAxesIsNoList) {
  EXPECT_EQ(misfit_of("map", list_of("K")), "$beam.map has 2 axes, but this key takes a list");
}

TEST(Misfit, TextsAndNumbersAreNotMixed) {
  EXPECT_EQ(misfit_of("label", quantity("m")), "$beam.label is a text, but this key takes a number");
  EXPECT_EQ(misfit_of("depth", kText), "$beam.depth is not a text, which this key takes");
}

TEST(Misfit, AStageAsAWholeIsNoProduct) {
  EXPECT_EQ(misfit_of("", quantity("m")), "$beam names a stage, but this key takes one of its products");
}

Products beam_products(double depth) {
  Products products;
  products.add_scalar({"depth", "m", "depth"}, depth);
  products.add_text({"label", "", "the material"}, "oak");
  products.add_array({"bending.moment", "N m", "moment"}, {{"position", "m", "place", {0, 1}}}, {20, 40});
  return products;
}

/// The inputs of `sink` with the beam's products in the place of references; problems in `problems`.
config::Value substituted(const std::string& keys, const Products& beam, config::Problems& problems) {
  const Campaign campaign =
      sample::load_text("voxvolt: 1\nstages:\n  beam: {kind: beam}\n  sink: {kind: load, " + keys + "}\n");
  const StageEntry& sink = campaign.at("sink");
  config::Value inputs = sink.inputs;
  substitute(
      inputs, *sink.kind, "sink", [&](const std::string&) -> const Products& { return beam; }, problems);
  return inputs;
}

TEST(Substitute, ValuesTakeThePlaceOfReferences) {
  config::Problems problems;
  const auto inputs = substituted(
      "span: $beam.depth, name: $beam.label, moments: $beam.bending.moment, of: $beam, free: {a: $beam.depth}",
      beam_products(0.25), problems);
  ASSERT_TRUE(problems.empty());
  const auto load = config::build<sample::Load>(inputs);
  EXPECT_EQ(load.span, 0.25);
  EXPECT_EQ(load.name, "oak");
  EXPECT_EQ(load.moments, (std::vector<double>{20, 40}));
  EXPECT_EQ(load.of->name, "beam");
  EXPECT_EQ(load.free.at("a"), (config::Quantity{0.25, "m"}));
}

TEST(Substitute, AnElementBeyondTheEndIsComplainedOfWithThePlaceOfItsKey) {
  config::Problems problems;
  substituted("moments: [$beam.bending.moment.2, $beam.bending.moment.3]", beam_products(1), problems);
  ASSERT_EQ(problems.size(), 1u);
  const std::string said = problems.sorted()[0].text();
  EXPECT_NE(said.find("$beam.bending.moment.3: there are only 2 elements"), std::string::npos) << said;
  EXPECT_TRUE(said.starts_with("c.yaml:4:")) << said;
}

TEST(Substitute, BoundsHoldForValuesThatComeByReference) {
  const Campaign campaign =
      sample::load_text("voxvolt: 1\nstages:\n  a: {kind: beam}\n  b: {kind: beam, length: $a.depth}\n");
  for (const double depth : {-1.0, 0.0, 2.0}) {
    config::Value inputs = campaign.at("b").inputs;
    const Products products = beam_products(depth);
    config::Problems problems;
    substitute(
        inputs, *campaign.at("b").kind, "b", [&](const std::string&) -> const Products& { return products; }, problems);
    EXPECT_EQ(problems.empty(), depth > 0) << depth;
    if (!problems.empty()) { EXPECT_NE(problems.sorted()[0].text().find("(it is $a.depth)"), std::string::npos); }
  }
}

}  // namespace
}  // namespace voxvolt::campaign
