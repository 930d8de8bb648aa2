// SPDX-License-Identifier: BSD-3-Clause
// Distances against all pairs of voxels; widths of layers, tubes and balls.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "meshes/voxel/distances.hpp"
#include "meshes/voxel/openings.hpp"
#include "support/session.hpp"
#include "support/voxel_image.hpp"

namespace voxvolt::voxel {
namespace {

using test::voxel_image;
using test::world;

TEST(Distances, AreTheLeastOverAllPairsOfVoxels) {
  const std::array<std::int64_t, 3> cells{13, 9, 11};
  const auto is_target = [](auto x, auto y, auto z) { return test::scattered(x, y, z, 3) % 97 == 0; };
  for (const std::array<double, 3>& spacing : {std::array{1.0, 1.0, 1.0}, {2e-6, 1e-6, 3e-6}}) {
    Image image = voxel_image(cells, 2, world(), [&](auto x, auto y, auto z) { return is_target(x, y, z) ? 1 : 0; });
    image.labels.grid.spacing = spacing;
    const Distances found = depths_of(image, 0, world());
    std::size_t at = 0;
    const auto& block = image.labels.block;
    for (std::int64_t z = block.first[2]; z < block.first[2] + block.count[2]; ++z)
      for (std::int64_t y = 0; y < cells[1]; ++y)
        for (std::int64_t x = 0; x < cells[0]; ++x, ++at) {
          double least = std::numeric_limits<double>::infinity();
          for (std::int64_t k = 0; k < cells[2]; ++k)
            for (std::int64_t j = 0; j < cells[1]; ++j)
              for (std::int64_t i = 0; i < cells[0]; ++i)
                if (is_target(i, j, k))
                  least = std::min(least, std::pow(static_cast<double>(x - i) * spacing[0], 2) +
                                              std::pow(static_cast<double>(y - j) * spacing[1], 2) +
                                              std::pow(static_cast<double>(z - k) * spacing[2], 2));
          ASSERT_FLOAT_EQ(found.squared[at], static_cast<float>(least / (found.unit * found.unit))) << x << y << z;
        }
  }
}

TEST(Distances, WithoutATargetAreInfinite) {
  const Image image = voxel_image({4, 4, 4}, 2, world(), [](auto, auto, auto) { return 0; });
  for (const float value : depths_of(image, 0, world()).squared) EXPECT_TRUE(std::isinf(value));
}

TEST(Distances, TheNumberOfRanksChangesNoBit) {
  const auto rule = [](auto x, auto y, auto z) { return test::scattered(x, y, z, 5) % 53 == 0 ? 1 : 0; };
  const auto self = parallel::Communicator::self();
  Image here = voxel_image({16, 15, 14}, 2, world(), rule), alone = voxel_image({16, 15, 14}, 2, self, rule);
  here.labels.grid.spacing = alone.labels.grid.spacing = {0.3, 0.41, 0.57};
  const Distances ours = depths_of(here, 0, world()), all = depths_of(alone, 0, self);
  const auto first = static_cast<std::size_t>(here.labels.block.first[2] * 16 * 15);
  for (std::size_t i = 0; i < ours.squared.size(); ++i) ASSERT_EQ(ours.squared[i], all.squared[first + i]);
}

constexpr int kSteps = 24;

TEST(Openings, OfALayerAreItsWidthWithinHalfAVoxel) {
  for (const std::int64_t width : {1, 2, 3, 6, 9}) {
    const Image image =
        voxel_image({20, 20, 20}, 2, world(), [&](auto, auto, auto z) { return z >= 4 && z < 4 + width ? 0 : 1; });
    const Openings found = measure_openings(image, 0, kSteps, world());
    EXPECT_NEAR(found.quantile(0.5), static_cast<double>(width), 0.5) << width;
    EXPECT_NEAR(found.quantile(0.1), static_cast<double>(width), 0.5) << width;
    EXPECT_NEAR(found.mean(), static_cast<double>(width), 0.6) << width;
    EXPECT_EQ(found.shares.front(), 1);
  }
}

TEST(Openings, OfABallIsItsDiameterWithinOneVoxel) {
  const Image image = voxel_image({41, 41, 41}, 2, world(), [](auto x, auto y, auto z) {
    const double a = static_cast<double>(x) - 20.2, b = static_cast<double>(y) - 19.9,
                 c = static_cast<double>(z) - 20.1;
    return a * a + b * b + c * c < 12 * 12 ? 0 : 1;
  });
  const Openings found = measure_openings(image, 0, kSteps, world());
  EXPECT_NEAR(found.diameters.back(), 24, 1);
  EXPECT_NEAR(found.quantile(0.5), 24, 1);
}

TEST(Openings, OfAWideAndANarrowChannelHaveBothWidths) {
  // Layers of 4 and 12 voxels, so a quarter of the pore space is narrow.
  const Image image = voxel_image({24, 24, 24}, 2, world(),
                                  [](auto x, auto, auto) { return (x >= 2 && x < 6) || (x >= 9 && x < 21) ? 0 : 1; });
  const Openings found = measure_openings(image, 0, kSteps, world());
  EXPECT_NEAR(found.quantile(0.2), 4, 0.75);
  EXPECT_NEAR(found.quantile(0.5), 12, 0.75);
  EXPECT_EQ(found.shares.back(), 0.75);
}

TEST(Openings, OfAPhaseThatIsAbsentOrEverywhereThereAreNone) {
  const Image image = voxel_image({4, 4, 4}, 2, world(), [](auto, auto, auto) { return 0; });
  EXPECT_TRUE(measure_openings(image, 1, kSteps, world()).diameters.empty());
  EXPECT_TRUE(measure_openings(image, 0, kSteps, world()).diameters.empty());
}

}  // namespace
}  // namespace voxvolt::voxel
