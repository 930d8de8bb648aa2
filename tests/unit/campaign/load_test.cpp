// SPDX-License-Identifier: BSD-3-Clause
#include <gtest/gtest.h>

#include "unit/campaign/sample_kinds.hpp"

namespace voxvolt::campaign {
namespace {

using sample::complaint_of;
using sample::load_text;

std::vector<std::string> names(const Campaign& campaign) {
  std::vector<std::string> all;
  for (const StageEntry& entry : campaign.stages) all.push_back(entry.name);
  return all;
}

std::string with_stages(const std::string& stages) { return "voxvolt: 1\nstages:\n" + stages; }

TEST(Order, WithoutNeedsItIsThatOfTheFile) {
  EXPECT_EQ(names(load_text(with_stages("  z: {kind: beam}\n  a: {kind: beam}\n  m: {kind: load}\n"))),
            (std::vector<std::string>{"z", "a", "m"}));
}

TEST(Order, AStageComesAfterAllThatItNeedsAndOtherwiseAsWritten) {
  EXPECT_EQ(names(load_text(with_stages("  d: {kind: load, of: $b, span: $a.depth}\n  c: {kind: beam}\n"
                                        "  b: {kind: beam, length: $a.depth}\n  a: {kind: beam}\n"))),
            (std::vector<std::string>{"c", "a", "b", "d"}));
}

TEST(Order, NeededStagesAreThoseUpstreamAndNoOthers) {
  const Campaign campaign =
      load_text(with_stages("  a: {kind: beam}\n  b: {kind: beam, length: $a.depth}\n  x: {kind: beam}\n"
                            "  c: {kind: load, of: $b}\n"));
  std::vector<std::string> needed;
  for (const StageEntry* entry : campaign.needed_for("c")) needed.push_back(entry->name);
  EXPECT_EQ(needed, (std::vector<std::string>{"a", "b", "c"}));
}

TEST(Circle, IsNamedStageByStage) {
  const std::string said =
      complaint_of(with_stages("  lone: {kind: beam}\n  a: {kind: beam, length: $c.depth}\n"
                               "  b: {kind: beam, length: $a.depth}\n  c: {kind: beam, length: $b.depth}\n"));
  EXPECT_NE(said.find("stages need each other in a circle: a -> c -> b -> a"), std::string::npos) << said;
  EXPECT_TRUE(said.starts_with("c.yaml:4:")) << said;
}

TEST(Circle, AStageThatNeedsItselfIsOne) {
  const std::string said = complaint_of(with_stages("  a: {kind: beam, length: $a.depth}\n"));
  EXPECT_NE(said.find("a -> a"), std::string::npos) << said;
}

TEST(Circle, StagesThatOnlyHangOnACircleAreNotPartOfIt) {
  const std::string said =
      complaint_of(with_stages("  outer: {kind: load, span: $a.depth}\n  a: {kind: beam, length: $b.depth}\n"
                               "  b: {kind: beam, length: $a.depth}\n"));
  EXPECT_NE(said.find("in a circle: a -> b -> a"), std::string::npos) << said;
}

TEST(Complaints, AStageThatIsNotThereNamesTheNearest) {
  const std::string said = complaint_of(with_stages("  beam: {kind: beam}\n  b: {kind: load, span: $baem.depth}\n"));
  EXPECT_NE(said.find("$baem.depth: there is no stage baem; did you mean beam?"), std::string::npos) << said;
  EXPECT_NE(said.find("c.yaml:4:"), std::string::npos) << said;
}

TEST(Complaints, AreMadeAllAtOnce) {
  const std::string said = complaint_of(
      with_stages("  a: {kind: beam, length: 3 V, slendernes: 3}\n  b: {kind: bridge}\n  c: {kind: bema}\n"));
  EXPECT_NE(said.find("a.length"), std::string::npos) << said;
  EXPECT_NE(said.find("did you mean `slenderness`?"), std::string::npos) << said;
  EXPECT_NE(said.find("the kind bridge is not in this release"), std::string::npos) << said;
  EXPECT_NE(said.find("\"bema\" is no stage kind; did you mean beam?"), std::string::npos) << said;
}

TEST(Complaints, AReferenceOfTheWrongDimensionNamesItsKey) {
  const std::string said = complaint_of(with_stages("  a: {kind: beam}\n  b: {kind: load, factor: $a.depth}\n"));
  EXPECT_NE(said.find("b.factor: $a.depth is in m, but this key takes a dimensionless number"), std::string::npos)
      << said;
}

TEST(Complaints, AFileThatCannotBeReadNamesItsKey) {
  const std::string said = complaint_of(with_stages("  a: {kind: beam, table: nowhere.csv}\n"));
  EXPECT_NE(said.find("a.table"), std::string::npos) << said;
  EXPECT_NE(said.find("nowhere.csv"), std::string::npos) << said;
}

TEST(Complaints, WithoutStagesThereIsNoCampaign) {
  EXPECT_NE(complaint_of("voxvolt: 1\n").find("needs at least one stage"), std::string::npos);
  EXPECT_NE(complaint_of("voxvolt: 1\nstages: {}\n").find("at least one"), std::string::npos);
  EXPECT_NE(complaint_of("[1, 2]\n").find("a campaign is a map"), std::string::npos);
}

TEST(Complaints, AVersionThatIsMissingOrNewerIsRefused) {
  EXPECT_NE(complaint_of("stages:\n  a: {kind: beam}\n").find("voxvolt"), std::string::npos);
  EXPECT_NE(complaint_of("voxvolt: 2\nstages:\n  a: {kind: beam}\n").find("`2` is not allowed; it must be 1"),
            std::string::npos);
}

TEST(Complaints, AnErrorEstimateThatAKindCannotMakeIsRefusedAndNoneIsAllowed) {
  EXPECT_NE(complaint_of(with_stages("  a: {kind: beam, error: [richardson]}\n")).find("has no error estimate"),
            std::string::npos);
  EXPECT_EQ(complaint_of(with_stages("  a: {kind: beam, error: none}\n")), "");
}

TEST(Complaints, AFieldThatAStageDoesNotHaveIsRefused) {
  EXPECT_NE(
      complaint_of(with_stages("  a: {kind: beam, fields: {write: [heat]}}\n")).find("the stage has no field heat"),
      std::string::npos);
}

TEST(Petsc, OptionsGoToTheStageWithTheLongestMatchingName) {
  const Campaign campaign =
      load_text(with_stages("  a: {kind: beam}\n  a_b: {kind: beam}\n"), {},
                {"-a_b_ksp_type", "cg", "-a_pc_type", "none", "-options_left", "no", "-a_shift", "-3", "-a_view"});
  EXPECT_EQ(campaign.at("a_b").petsc, (std::map<std::string, std::string>{{"ksp_type", "cg"}}));
  EXPECT_EQ(campaign.at("a").petsc,
            (std::map<std::string, std::string>{{"pc_type", "none"}, {"shift", "-3"}, {"view", ""}}));
}

TEST(Surroundings, SeeWhatIsConfiguredOfVisibleStagesOnly) {
  const Campaign campaign = load_text(with_stages("  a: {kind: beam, length: 3 m}\n  b: {kind: load}\n"));
  const std::vector<std::string> visible{"a"};
  const StageView view(campaign.stages, visible, 1e9);
  EXPECT_EQ(view.declared("a")->size(), sample::beam_specs().size());
  EXPECT_EQ(view.declared("b"), nullptr);
  EXPECT_EQ(view.kind_of("a"), "beam");
  EXPECT_EQ(view.kind_of("b"), "");
  const Surroundings::Input length = view.input("a.length");
  ASSERT_NE(length.shape, nullptr);
  EXPECT_EQ(length.value->number(), 3);
  EXPECT_EQ(length.sentence, "length of the beam");
  EXPECT_EQ(view.input("a.height").shape, nullptr);
  EXPECT_EQ(view.input("b.span").shape, nullptr);
  EXPECT_EQ(view.input("a").shape, nullptr);
}

}  // namespace
}  // namespace voxvolt::campaign
