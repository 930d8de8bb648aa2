// SPDX-License-Identifier: BSD-3-Clause
// The search for a barrier: however it is cut into pieces, with a checkpoint after each, it ends in the same bits.
#include "stages/runaway_search.hpp"

#include <gtest/gtest.h>

#include <map>

#include "support/memory_archive.hpp"
#include "verification/runaway/cases.hpp"

namespace voxvolt::stages {
namespace {

/// All contacts between cells are equal and searched for.
SearchGoal goal(int volumes, int cells, double duration) {
  SearchGoal goal;
  goal.make = [=](double contact) {
    auto stack = std::make_shared<runaway::StackParams>(*runaway::test::hot_block_and_cells(volumes, cells));
    for (std::size_t i = 1; i < stack->contacts.size(); ++i) stack->contacts[i] = contact;
    runaway::StackCase one;
    one.stack = stack, one.default_ceiling = 1, one.duration = duration;
    one.criterion.threshold = 0.9;
    return one;
  };
  goal.from = 0.01, goal.to = 1, goal.tolerance = 1e-2;
  return goal;
}

TEST(RunawaySearch, PiecesWithACheckpointAfterEachFindTheSameBits) {
  ThresholdRun whole(goal(8, 2, 2000));
  while (!whole.done()) whole.advance(1'000'000);
  const SearchFound known = whole.found();
  ASSERT_TRUE(known.value && known.error) << known.reason;

  auto cut = std::make_unique<ThresholdRun>(goal(8, 2, 2000));
  std::int64_t pieces = 0;
  for (; !cut->done(); ++pieces) {
    ASSERT_LT(pieces, 10'000) << "what was computed is lost between pieces";
    cut->advance(97);
    test::MemoryArchive shelf;
    cut->save(shelf, "search");
    cut = std::make_unique<ThresholdRun>(goal(8, 2, 2000));
    cut->load(shelf, "search");
  }
  EXPECT_GT(pieces, 2 * known.runs);  // runs were cut, not only told apart
  EXPECT_EQ(cut->found().value, known.value);
  EXPECT_EQ(cut->found().error, known.error);
  EXPECT_EQ(cut->found().runs, known.runs);
}

// The stack with a ceiling of 1 1/s, both contacts between cells equal, conversion 0.9, the second of three cells kept for
// 4000 s: the least resistance to 1e-3, and how little it moves with the mesh.
TEST(RunawaySearch, TheCriticalContactHardlyMovesWithTheMeshAndItsBarsCoverTheNext) {
  std::vector<SearchFound> found;
  for (const int volumes : {18, 35, 70}) {
    SearchGoal one = goal(volumes, 3, 4000);
    one.tolerance = 1e-3;
    ThresholdRun search(one);
    while (!search.done()) search.advance(1'000'000);
    found.push_back(search.found());
    ASSERT_TRUE(found.back().value && found.back().error) << found.back().reason;
    RecordProperty("critical_" + std::to_string(volumes), std::to_string(*found.back().value));
    RecordProperty("error_" + std::to_string(volumes), std::to_string(*found.back().error));
  }
  for (std::size_t i = 0; i + 1 < found.size(); ++i) {
    EXPECT_NEAR(*found[i].value, *found[i + 1].value, *found[i].error + *found[i + 1].error) << i;
    EXPECT_LT(*found[i + 1].error, *found[i].error + 1e-3 * *found[i].value) << i;
  }
  EXPECT_NEAR(*found[1].value / *found[2].value, 1, 5e-3);
}

}  // namespace
}  // namespace voxvolt::stages
