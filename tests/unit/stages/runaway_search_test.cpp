// SPDX-License-Identifier: BSD-3-Clause
// The search for a barrier: however it is cut into pieces, with a checkpoint after each, it ends in the same bits.
#include "stages/runaway_search.hpp"

#include <gtest/gtest.h>

#include <map>

#include "verification/runaway/cases.hpp"

namespace voxvolt::stages {
namespace {

/// An archive in memory.
struct Shelf : numerics::ArchiveWriter, numerics::ArchiveReader {
  std::map<std::string, std::vector<double>> numbers;
  std::map<std::string, std::string> texts;
  void put(const std::string& name, std::span<const double> values) override {
    numbers[name].assign(values.begin(), values.end());
  }
  void put(const std::string&, std::span<const std::int64_t>) override { FAIL() << "no whole numbers are kept"; }
  void put(const std::string& name, const std::string& text) override { texts[name] = text; }
  std::vector<double> doubles(const std::string& name) override { return numbers.at(name); }
  std::vector<std::int64_t> integers(const std::string&) override { return {}; }
  std::string text(const std::string& name) override { return texts.at(name); }
};

SearchGoal goal() {
  SearchGoal goal;
  goal.make = [](double contact) {
    auto stack = std::make_shared<runaway::StackParams>(*runaway::test::hot_block_and_cells(8, 2));
    stack->contacts.back() = contact;
    runaway::StackCase one;
    one.stack = stack, one.default_ceiling = 1, one.duration = 2000;
    return one;
  };
  goal.from = 0.01, goal.to = 1, goal.tolerance = 0.01;
  return goal;
}

TEST(RunawaySearch, PiecesWithACheckpointAfterEachFindTheSameBits) {
  ThresholdRun whole(goal());
  while (!whole.done()) whole.advance(1'000'000);
  const SearchFound known = whole.found();
  ASSERT_TRUE(known.value && known.error) << known.reason;

  auto cut = std::make_unique<ThresholdRun>(goal());
  std::int64_t pieces = 0;
  for (; !cut->done(); ++pieces) {
    ASSERT_LT(pieces, 10'000) << "what was computed is lost between pieces";
    cut->advance(97);
    Shelf shelf;
    cut->save(shelf, "search");
    cut = std::make_unique<ThresholdRun>(goal());
    cut->load(shelf, "search");
  }
  EXPECT_GT(pieces, 2 * known.runs);  // runs were cut, not only told apart
  EXPECT_EQ(cut->found().value, known.value);
  EXPECT_EQ(cut->found().error, known.error);
  EXPECT_EQ(cut->found().runs, known.runs);
}

}  // namespace
}  // namespace voxvolt::stages
