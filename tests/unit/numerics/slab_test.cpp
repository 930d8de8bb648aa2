// SPDX-License-Identifier: BSD-3-Clause
#include <gtest/gtest.h>

#include <algorithm>

#include "numerics/field.hpp"
#include "support/session.hpp"

namespace voxvolt::numerics {
namespace {

const parallel::Communicator& world() { return test::world(); }
VoxelGrid planes(std::int64_t count) { return {.cells = {3, 4, count}}; }

TEST(Slabs, CoverEveryPlaneOnceInRankOrder) {
  for (const std::int64_t count : {0, 1, 2, 3, 7, 64, 1000}) {
    const Block slab = slab_of(planes(count), world());
    EXPECT_EQ(slab.first[2], world().sum_before(slab.count[2])) << count;
    EXPECT_EQ(world().sum(slab.count[2]), count);
    EXPECT_EQ(world().sum(slab.size()), planes(count).size());
  }
}

TEST(Slabs, DifferByOnePlaneAtMostAndLowerRanksHoldTheMore) {
  for (const std::int64_t count : {1, 2, 3, 7, 64, 1000}) {
    const auto counts = world().gather(slab_of(planes(count), world()).count[2]);
    EXPECT_LE(counts.front() - counts.back(), 1) << count;
    EXPECT_TRUE(std::is_sorted(counts.rbegin(), counts.rend())) << count;
  }
}

TEST(Slabs, SpanTheWholePlane) {
  const Block slab = slab_of(planes(5), world());
  EXPECT_EQ(slab.first[0], 0);
  EXPECT_EQ(slab.first[1], 0);
  EXPECT_EQ(slab.count[0], 3);
  EXPECT_EQ(slab.count[1], 4);
}

TEST(Slabs, OfMoreRanksThanPlanesAreEmptyAtTheEnd) {
  const Block slab = slab_of(planes(1), world());
  EXPECT_EQ(slab.size(), world().is_first() ? 12 : 0);
  EXPECT_EQ(slab.first[2], world().is_first() ? 0 : 1);
}

}  // namespace
}  // namespace voxvolt::numerics
