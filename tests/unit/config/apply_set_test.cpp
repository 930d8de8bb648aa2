// SPDX-License-Identifier: BSD-3-Clause
#include <gtest/gtest.h>

#include <filesystem>

#include "config/loader.hpp"
#include "unit/config/sample_inputs.hpp"

namespace voxvolt::config {
namespace {

constexpr const char* campaign = R"(
title: first
stages:
  cell:
    kind: cell
    set: {positive.porosity: 0.3, positive: {thickness: 70 um}}
    thermal: none
    protocol: [rest for 1 hour, discharge at 1C]
  spread.kind: ensemble
)";

/// The campaign's inputs of `cell` after the options, less the `kind`.
Node with(const std::vector<std::string>& options) {
  Node root = load_yaml(campaign, "c.yaml");
  int index = 0;
  for (const std::string& option : options) apply_set(root, option, ++index);
  return root;
}
sample::Inputs cell_with(std::vector<std::string> options) {
  options.emplace_back("cell.kind=~");
  const Node root = with(options);
  Problems problems;
  const Value value = validate(root.find("stages")->value.find("cell")->value, sample::shape(), "cell", problems);
  problems.throw_if_any();
  return build<sample::Inputs>(value);
}
std::string refusal(const std::vector<std::string>& options) {
  return sample::complaint_of([&] { cell_with(options); });
}

TEST(SetOption, ReplacesAKeyHoweverItWasSpelt) {
  const auto inputs = cell_with({"cell.set.positive.porosity=0.4", "cell.set.positive.thickness=80 um"});
  EXPECT_DOUBLE_EQ(inputs.set.at("positive.porosity"), 0.4);
  EXPECT_DOUBLE_EQ(inputs.set.at("positive.thickness"), 80e-6);
  EXPECT_EQ(inputs.set.size(), 2u);
}

TEST(SetOption, ReplacesAWholeBranch) {
  const auto inputs = cell_with({"cell.set.positive={thickness: 1 um}"});
  EXPECT_EQ(inputs.set.size(), 1u);
  EXPECT_DOUBLE_EQ(inputs.set.at("positive.thickness"), 1e-6);
}

TEST(SetOption, AddsKeysThatWereNotThere) {
  EXPECT_EQ(cell_with({"cell.volumes=7"}).volumes, 7);
  const auto inputs = cell_with({"cell.thermal.lumped.cooling=5 W/m^2/K"});
  EXPECT_DOUBLE_EQ(std::get<sample::Lumped>(inputs.thermal).cooling, 5);
}

TEST(SetOption, TildeRemovesTheKey) {
  EXPECT_EQ(cell_with({"cell.set.positive.porosity=~"}).set.size(), 1u);
  EXPECT_TRUE(cell_with({"cell.set.positive=~"}).set.empty());
  EXPECT_NE(refusal({"cell.volumes=~"}).find("--set #1: cell.volumes: there is no such key to remove"),
            std::string::npos);
}

TEST(SetOption, ReachesElementsOfListsCountedFromOne) {
  const auto inputs = cell_with({"cell.protocol.2=hold"});
  ASSERT_EQ(inputs.protocol.size(), 2u);
  EXPECT_EQ(inputs.protocol[1].say, "hold");
  EXPECT_EQ(cell_with({"cell.protocol.1=~"}).protocol.size(), 1u);
  EXPECT_NE(refusal({"cell.protocol.3=hold"}).find("elements 1 to 2"), std::string::npos);
  EXPECT_NE(refusal({"cell.protocol.0=hold"}).find("not a path"), std::string::npos);
}

TEST(SetOption, ReachesTitleAndSeedAtTheTop) {
  const Node root = with({"title=second", "seed=7"});
  EXPECT_EQ(root.find("title")->value.scalar().text, "second");
  EXPECT_EQ(root.find("seed")->value.scalar().text, "7");
}

TEST(SetOption, ItsProblemsCarryItsNumber) {
  EXPECT_NE(refusal({"cell.volumes=2", "cell.volumes=many"}).find("--set #2: cell.volumes: `many`"), std::string::npos);
  EXPECT_NE(refusal({"cell.volumes=&x 1"}).find("--set #1: cell.volumes: the anchor"), std::string::npos);
  EXPECT_NE(refusal({"cell.volumes"}).find("has no `=`"), std::string::npos);
  EXPECT_NE(refusal({"cell.volumes="}).find("nothing follows the `=`"), std::string::npos);
  EXPECT_NE(refusal({"cell..x=1"}).find("not a path"), std::string::npos);
  EXPECT_NE(refusal({"cel.volumes=1"}).find("there is no stage `cel`; did you mean `cell`?"), std::string::npos);
}

TEST(SetOption, KnowsStagesWithDottedKeys) {
  const Node root = with({"spread.seed=3"});
  Problems problems;
  const Node stages = expand(root.find("stages")->value, "stages", problems);
  EXPECT_NE(stages.find("spread")->value.find("seed"), nullptr);
  EXPECT_TRUE(problems.empty());
}

TEST(SetOption, PathsOfFilesAreRelativeToTheWorkingDirectory) {
  Node root = load_yaml("stages: {cell: {read: {file: a.tif}}}", "/data/c.yaml");
  const auto file = [&] {
    Problems problems;
    const Value value = validate(root.find("stages")->value.find("cell")->value, sample::shape(), "cell", problems);
    return build<sample::Inputs>(value).read->file.path;
  };
  EXPECT_EQ(file(), "/data/a.tif");
  apply_set(root, "cell.read.file=b.tif", 1);
  EXPECT_EQ(file(), std::filesystem::current_path() / "b.tif");
}

}  // namespace
}  // namespace voxvolt::config
