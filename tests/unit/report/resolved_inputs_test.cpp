// SPDX-License-Identifier: BSD-3-Clause
#include "report/resolved_inputs.hpp"

#include <gtest/gtest.h>

#include "report/graph_picture.hpp"

namespace voxvolt::report {
namespace {

constexpr const char* kCampaign = R"(voxvolt: 1
title: "A title"
seed: 0
stages:
  image:
    kind: microstructure
    generate:
      size: [64, 64, 32]
      voxel: 4e-07 m
  cell:
    kind: analytic
    of: $image
    note: "$image.not_a_reference"
    inputs:
      x1: $image.porosity
      x2: $image.volume_fraction.active
  spread:
    kind: ensemble
    vary:
      image.generate.seed:
        replicate:
          count: 4
    collect: [cell.value]
    design: grid
)";

TEST(ResolvedInputs, ReferencesVariedKeysAndCollectedProductsAreArrows) {
  const Resolved resolved = read_resolved(kCampaign, "resolved.yaml");
  ASSERT_EQ(resolved.arrows.size(), 3u);
  EXPECT_EQ(resolved.arrows[0].from, "image");
  EXPECT_EQ(resolved.arrows[0].to, "cell");
  EXPECT_EQ(resolved.arrows[0].what, (std::vector<std::string>{"porosity", "volume_fraction.active"}));
  EXPECT_EQ(resolved.arrows[1].from, "image");
  EXPECT_EQ(resolved.arrows[1].to, "spread");
  EXPECT_EQ(resolved.arrows[2].from, "cell");
  EXPECT_EQ(resolved.arrows[2].what, std::vector<std::string>{"value"});
}

TEST(ResolvedInputs, RowsKeepTheirUnits) {
  const Resolved resolved = read_resolved(kCampaign, "resolved.yaml");
  EXPECT_EQ(resolved.title, "A title");
  const std::vector<Input> expected{{"generate.size", "[64, 64, 32]"}, {"generate.voxel", "4e-07 m"}};
  EXPECT_EQ(resolved.inputs.at("image"), expected);
}

TEST(ResolvedInputs, AReferenceIsShownWithTheValueThatItHad) {
  std::vector<Input> rows{{"inputs.x1", "$image.porosity"}, {"b", "2"}};
  tell_references(rows, inputs_of_record(R"({"inputs":{"x1":0.25},"b":2})", "cell"));
  EXPECT_EQ(rows[0].value, "$image.porosity = 0.25");
  EXPECT_EQ(rows[1].value, "2");
}

TEST(ResolvedInputs, RowsOfARecordNameListsAndQuantities) {
  const std::vector<Input> expected{{"a", "[1, 2.5]"}, {"b.1.c", "true"}, {"b.2.c", "none"}, {"d", "3 S/m"}};
  EXPECT_EQ(inputs_of_record(R"({"a":[1,2.5],"b":[{"c":true},{"c":null}],"d":{"unit":"S/m","value":3.0}})", "cell"),
            expected);
}

TEST(Graph, EachStageStandsOneRowAfterTheLastThatItNeeds) {
  const std::vector<Arrow> arrows{{"a", "b", {}}, {"b", "c", {}}, {"a", "c", {}}, {"a", "d", {}}};
  EXPECT_EQ(rows_of({"a", "b", "c", "d"}, arrows), (std::vector<std::size_t>{0, 1, 2, 1}));
}

TEST(Graph, NumbersThatAreHandedOnStandOnTheArrowsWithTheirErrors) {
  report::Run run;
  campaign::StageRecord record;
  record.stage = "transport";
  record.products.add_scalar({"electrolyte.transport_efficiency.through", "1", "pores"}, 0.14356, 0.1146);
  record.products.add_scalar({"electronic.conductivity.through", "S/m", "solids"}, 0.14607, 0.014);
  record.products.add_scalar({"iterations", "1", "not taken"}, 7);
  StageFacts transport, cell;
  transport.name = "transport";
  transport.record = record;
  cell.name = "cell";
  run.stages = {transport, cell};
  run.arrows = {{"transport", "cell", {"electrolyte.transport_efficiency.through", "electronic.conductivity.through"}}};
  ASSERT_EQ(handed_on(run.stages[0], run.arrows).size(), 2u);
  const std::string svg = graph_svg(run);
  EXPECT_NE(svg.find(">transport_efficiency.through 0.144 ± 0.11<"), std::string::npos) << svg;
  EXPECT_NE(svg.find(">conductivity.through 0.146 ± 0.014 S/m<"), std::string::npos) << svg;
  EXPECT_EQ(svg.find("iterations"), std::string::npos);
}

TEST(Graph, ACircleDoesNotHangIt) {
  EXPECT_EQ(rows_of({"a", "b"}, {{"a", "b", {}}, {"b", "a", {}}, {"a", "a", {}}}), (std::vector<std::size_t>{0, 1}));
}

}  // namespace
}  // namespace voxvolt::report
