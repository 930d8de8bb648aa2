// SPDX-License-Identifier: BSD-3-Clause
#include <gtest/gtest.h>

#include <vector>

#include "meshes/voxel/measure.hpp"
#include "support/session.hpp"
#include "support/voxel_image.hpp"

namespace voxvolt::voxel {
namespace {

using test::voxel_image;
using test::world;

TEST(measure, counts_of_a_laminate_are_exact) {
  // Layers of 1, 2 and 4 planes out of 7, on an odd number of voxels.
  const auto image = voxel_image({5, 3, 7}, 3, world(), [](auto, auto, auto z) { return z < 1 ? 0 : z < 3 ? 1 : 2; });
  EXPECT_EQ(count_voxels(image, world()), (std::vector<std::int64_t>{15, 30, 60}));
  const auto fractions = volume_fractions(image, world());
  EXPECT_DOUBLE_EQ(fractions[0], 1.0 / 7);
  EXPECT_DOUBLE_EQ(fractions[2], 4.0 / 7);
}

TEST(measure, a_phase_without_voxels_counts_zero) {
  const auto image = voxel_image({2, 2, 2}, 3, world(), [](auto, auto, auto) { return 2; });
  EXPECT_EQ(count_voxels(image, world()), (std::vector<std::int64_t>{0, 0, 8}));
}

}  // namespace
}  // namespace voxvolt::voxel
