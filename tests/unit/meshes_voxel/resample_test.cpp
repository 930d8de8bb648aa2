// SPDX-License-Identifier: BSD-3-Clause
#include "meshes/voxel/resample.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <span>

#include "support/session.hpp"

namespace voxvolt::voxel {
namespace {

using Cells = std::array<std::int64_t, 3>;
using Label = std::function<int(std::int64_t x, std::int64_t y, std::int64_t z)>;

Labels image_of(const Cells& cells, const Label& label) {
  Labels image;
  image.grid = {cells, {1e-6, 2e-6, 3e-6}, {0, 0, 0}};
  image.block = numerics::slab_of(image.grid, test::world());
  image.data = Labels::View("labels", static_cast<std::size_t>(image.block.count[2]),
                            static_cast<std::size_t>(cells[1]), static_cast<std::size_t>(cells[0]));
  for (std::int64_t z = 0; z < image.block.count[2]; ++z)
    for (std::int64_t y = 0; y < cells[1]; ++y)
      for (std::int64_t x = 0; x < cells[0]; ++x)
        image.data(z, y, x) = static_cast<std::uint8_t>(label(x, y, z + image.block.first[2]));
  return image;
}

void expect_image(const Labels& image, const Cells& cells, const Label& label) {
  ASSERT_EQ(image.grid.cells, cells);
  ASSERT_EQ(image.block.count, numerics::slab_of(image.grid, test::world()).count);
  for (std::int64_t z = 0; z < image.block.count[2]; ++z)
    for (std::int64_t y = 0; y < cells[1]; ++y)
      for (std::int64_t x = 0; x < cells[0]; ++x)
        ASSERT_EQ(int{image.data(z, y, x)}, label(x, y, z + image.block.first[2])) << x << " " << y << " " << z;
}

std::array<std::int64_t, 3> counts_of(const Labels& image) {
  std::array<std::int64_t, 3> counts{};
  for (std::size_t n = 0; n < image.data.span(); ++n) ++counts.at(image.data.data()[n]);
  test::world().sum(std::span<std::int64_t>(counts));
  return counts;
}

int place(std::int64_t x, std::int64_t y, std::int64_t z) { return static_cast<int>((x + 7 * y + 31 * z) % 251); }
int ball(std::int64_t x, std::int64_t y, std::int64_t z) {
  const double r =
      std::hypot(static_cast<double>(x) - 13.3, static_cast<double>(y) - 14.1, static_cast<double>(z) - 15.2);
  return r < 8 ? 2 : r < 11 ? 1 : 0;
}

TEST(PartOf, HoldsTheVoxelsOfItsBoxOnSlabsOfItsOwn) {
  const Labels part = part_of(image_of({9, 8, 11}, place), {2, 1, 3}, {7, 8, 10}, test::world());
  expect_image(part, {5, 7, 7}, [](auto x, auto y, auto z) { return place(x + 2, y + 1, z + 3); });
  EXPECT_DOUBLE_EQ(part.grid.origin[2], 9e-6);
  EXPECT_EQ(part.grid.spacing, (std::array<double, 3>{1e-6, 2e-6, 3e-6}));
}

TEST(PartOf, OfOnePlaneIsHeldByOneRank) {
  const Labels part = part_of(image_of({4, 4, 9}, place), {0, 0, 8}, {4, 4, 9}, test::world());
  expect_image(part, {4, 4, 1}, [](auto x, auto y, auto) { return place(x, y, 8); });
}

TEST(PartOf, RefusesABoxBeyondTheImage) {
  const Labels image = image_of({4, 4, 4}, place);
  EXPECT_THROW(part_of(image, {0, 0, 0}, {5, 4, 4}, test::world()), std::logic_error);
  EXPECT_THROW(part_of(image, {2, 0, 0}, {2, 4, 4}, test::world()), std::logic_error);
}

TEST(Subdivided, EveryVoxelIsEight) {
  const Labels fine = subdivided(image_of({3, 1, 5}, place), test::world());
  expect_image(fine, {6, 1, 10}, [](auto x, auto y, auto z) { return place(x / 2, y, z / 2); });
  EXPECT_EQ(fine.grid.spacing, (std::array<double, 3>{0.5e-6, 2e-6, 1.5e-6}));
}

TEST(Coarsened, UndoesASubdivision) {
  const Coarsened back = coarsened(subdivided(image_of({6, 5, 7}, ball), test::world()), test::world());
  expect_image(back.labels, {6, 5, 7}, ball);
  EXPECT_EQ(back.relabelled, 0);
}

TEST(Coarsened, KeepsBoxAndVolumeFractionsOfThreePhases) {
  for (const Cells& cells : {Cells{28, 30, 32}, Cells{27, 29, 31}}) {
    const Labels image = image_of(cells, ball);
    const Coarsened half = coarsened(image, test::world());
    const auto fine = counts_of(image), coarse = counts_of(half.labels);
    const double voxels = static_cast<double>(half.labels.grid.size());
    for (std::size_t a = 0; a < 3; ++a) {
      EXPECT_EQ(half.labels.grid.cells[a], (cells[a] + 1) / 2);
      EXPECT_DOUBLE_EQ(half.labels.grid.spacing[a] * static_cast<double>(half.labels.grid.cells[a]),
                       image.grid.spacing[a] * static_cast<double>(cells[a]));
    }
    for (std::size_t p = 0; p < 3; ++p)
      EXPECT_NEAR(static_cast<double>(coarse[p]),
                  voxels * static_cast<double>(fine[p]) / static_cast<double>(image.grid.size()), 8)
          << "label " << p;
    EXPECT_GT(half.relabelled, 0.01);
    EXPECT_LT(half.relabelled, 0.2);
  }
}

TEST(Coarsened, IsTheSameOnAnyNumberOfRanks) {
  // The hash of the labels in order, as one rank alone finds it.
  const Labels coarse = coarsened(image_of({28, 30, 33}, ball), test::world()).labels;
  std::int64_t hash = 0;
  for (std::int64_t z = 0; z < coarse.block.count[2]; ++z)
    for (std::int64_t y = 0; y < coarse.grid.cells[1]; ++y)
      for (std::int64_t x = 0; x < coarse.grid.cells[0]; ++x)
        hash += coarse.data(z, y, x) * ((z + coarse.block.first[2]) * 7919 + y * 104729 + x * 1299709);
  Labels alone;
  alone.grid = {{28, 30, 33}, {1e-6, 2e-6, 3e-6}, {0, 0, 0}};
  const auto self = parallel::Communicator::self();
  alone.block = numerics::slab_of(alone.grid, self);
  alone.data = Labels::View("alone", 33, 30, 28);
  for (std::int64_t z = 0; z < 33; ++z)
    for (std::int64_t y = 0; y < 30; ++y)
      for (std::int64_t x = 0; x < 28; ++x) alone.data(z, y, x) = static_cast<std::uint8_t>(ball(x, y, z));
  const Labels expected = coarsened(alone, self).labels;
  std::int64_t wanted = 0;
  for (std::int64_t z = 0; z < expected.grid.cells[2]; ++z)
    for (std::int64_t y = 0; y < expected.grid.cells[1]; ++y)
      for (std::int64_t x = 0; x < expected.grid.cells[0]; ++x)
        wanted += expected.data(z, y, x) * (z * 7919 + y * 104729 + x * 1299709);
  EXPECT_EQ(test::world().sum(hash), wanted);
}

}  // namespace
}  // namespace voxvolt::voxel
