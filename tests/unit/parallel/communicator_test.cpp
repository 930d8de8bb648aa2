// SPDX-License-Identifier: BSD-3-Clause
#include "parallel/communicator.hpp"

#include <gtest/gtest.h>

#include <numeric>

#include "support/session.hpp"

namespace voxvolt::parallel {
namespace {

const Communicator& world() { return test::world(); }

TEST(Communicator, TheTextOfTheLastRankArrivesOnAll) {
  const int last = world().size() - 1;
  EXPECT_EQ(world().broadcast(std::string("from ") + std::to_string(world().rank()), last),
            "from " + std::to_string(last));
}

TEST(Communicator, AnEmptyTextArrivesEmpty) {
  EXPECT_EQ(world().broadcast(world().is_first() ? std::string() : std::string("mine")), "");
}

TEST(Communicator, ALargeTextWithZeroBytesArrivesWhole) {
  std::string text(std::size_t{5} << 20U, '\0');
  for (std::size_t i = 0; i < text.size(); ++i) text[i] = static_cast<char>(i % 251);
  const std::string got = world().broadcast(world().is_first() ? text : std::string());
  EXPECT_TRUE(got == text);
}

TEST(Communicator, NumbersOfARootArriveBitForBit) {
  const int root = world().size() - 1;
  EXPECT_EQ(world().broadcast(0.1 + world().rank(), root), 0.1 + root);
  EXPECT_EQ(world().broadcast((std::int64_t{1} << 53) + 1 + world().rank(), root), (std::int64_t{1} << 53) + 1 + root);
}

// The sum of 1..n is n(n+1)/2.
TEST(Communicator, SumsAndExtremesRunOverAllRanks) {
  const std::int64_t n = world().size();
  const std::int64_t mine = world().rank() + 1;
  EXPECT_EQ(world().sum(mine), n * (n + 1) / 2);
  EXPECT_EQ(world().sum(static_cast<double>(mine)), static_cast<double>(n * (n + 1) / 2));
  EXPECT_EQ(world().least(mine), 1);
  EXPECT_EQ(world().most(mine), n);
  EXPECT_EQ(world().least(-0.5 * static_cast<double>(mine)), -0.5 * static_cast<double>(n));
  EXPECT_EQ(world().most(-0.5 * static_cast<double>(mine)), -0.5);
}

TEST(Communicator, SpansAreSummedElementByElement) {
  std::vector<std::int64_t> counts = {1, world().rank(), 0};
  world().sum(counts);
  const std::int64_t n = world().size();
  EXPECT_EQ(counts, (std::vector<std::int64_t>{n, n * (n - 1) / 2, 0}));
  std::vector<double> values = {0.5, 0.0};
  world().sum(values);
  EXPECT_EQ(values, (std::vector<double>{0.5 * static_cast<double>(n), 0.0}));
  std::vector<double> none;
  world().sum(none);
  EXPECT_TRUE(none.empty());
}

TEST(Communicator, SumBeforeCountsLowerRanksOnlyAndIsZeroOnTheFirst) {
  EXPECT_EQ(world().sum_before(10), 10 * world().rank());
}

TEST(Communicator, AnyAndAllDifferWhenOneRankDiffers) {
  const bool last = world().rank() == world().size() - 1;
  EXPECT_TRUE(world().any(last));
  EXPECT_EQ(world().all(last), world().size() == 1);
  EXPECT_FALSE(world().any(false));
  EXPECT_TRUE(world().all(true));
}

TEST(Communicator, GatheredTextsStandInRankOrderWhateverTheirLength) {
  const auto texts = world().gather(std::string(static_cast<std::size_t>(world().rank()), 'x'));
  ASSERT_EQ(texts.size(), static_cast<std::size_t>(world().size()));
  for (std::size_t rank = 0; rank < texts.size(); ++rank) EXPECT_EQ(texts[rank], std::string(rank, 'x'));
}

TEST(Communicator, GatheredNumbersStandInRankOrder) {
  const auto whole = world().gather(std::int64_t{world().rank()});
  const auto real = world().gather(0.5 * world().rank());
  ASSERT_EQ(whole.size(), static_cast<std::size_t>(world().size()));
  ASSERT_EQ(real.size(), whole.size());
  for (std::size_t rank = 0; rank < whole.size(); ++rank) {
    EXPECT_EQ(whole[rank], static_cast<std::int64_t>(rank));
    EXPECT_EQ(real[rank], 0.5 * static_cast<double>(rank));
  }
}

// Rank r brings r values, all r: the first brings none.
TEST(Communicator, GatheredSpansOfDifferentLengthsAreConcatenatedInRankOrder) {
  const std::vector<std::int64_t> mine(static_cast<std::size_t>(world().rank()), world().rank());
  const auto all = world().gather(std::span<const std::int64_t>(mine));
  std::vector<std::int64_t> expected;
  for (int rank = 0; rank < world().size(); ++rank)
    expected.insert(expected.end(), static_cast<std::size_t>(rank), rank);
  EXPECT_EQ(all, expected);
}

TEST(Communicator, SelfIsOneRankOnEveryRank) {
  EXPECT_EQ(Communicator::self().size(), 1);
  EXPECT_TRUE(Communicator::self().is_first());
}

}  // namespace
}  // namespace voxvolt::parallel
