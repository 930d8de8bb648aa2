// SPDX-License-Identifier: BSD-3-Clause
#include <gtest/gtest.h>

#include <deque>
#include <vector>

#include "meshes/voxel/components.hpp"
#include "support/session.hpp"
#include "support/voxel_image.hpp"

namespace voxvolt::voxel {
namespace {

using test::scattered;
using test::voxel_image;
using test::world;
using Cells = std::array<std::int64_t, 3>;

void expect_percolating(const PhaseClusters& phase, std::array<double, 3> fractions) {
  for (int axis = 0; axis < 3; ++axis)
    EXPECT_EQ(phase.percolating_fraction(axis), fractions[static_cast<std::size_t>(axis)]) << "axis " << axis;
}

void expect_equal(const std::vector<PhaseClusters>& one, const std::vector<PhaseClusters>& other) {
  ASSERT_EQ(one.size(), other.size());
  for (std::size_t i = 0; i < one.size(); ++i) {
    EXPECT_EQ(one[i].voxels, other[i].voxels) << "phase " << i;
    EXPECT_EQ(one[i].clusters, other[i].clusters) << "phase " << i;
    EXPECT_EQ(one[i].percolating, other[i].percolating) << "phase " << i;
  }
}

// Flood fill, voxel by voxel.
std::vector<PhaseClusters> by_flood_fill(Cells cells, std::size_t phases, const std::vector<int>& labels) {
  std::vector<PhaseClusters> all(phases);
  std::vector<bool> seen(labels.size(), false);
  const auto index = [&](Cells at) { return static_cast<std::size_t>((at[2] * cells[1] + at[1]) * cells[0] + at[0]); };
  for (std::int64_t start = 0; start < static_cast<std::int64_t>(labels.size()); ++start) {
    const Cells first{start % cells[0], start / cells[0] % cells[1], start / cells[0] / cells[1]};
    if (seen[index(first)]) continue;
    std::deque<Cells> front{first};
    seen[index(first)] = true;
    std::int64_t size = 0;
    std::array<bool, 3> low{}, high{};
    while (!front.empty()) {
      const Cells at = front.front();
      front.pop_front();
      ++size;
      for (std::size_t axis = 0; axis < 3; ++axis) {
        low[axis] = low[axis] || at[axis] == 0;
        high[axis] = high[axis] || at[axis] == cells[axis] - 1;
        for (const int step : {-1, 1}) {
          Cells next = at;
          next[axis] += step;
          if (next[axis] < 0 || next[axis] >= cells[axis] || seen[index(next)]) continue;
          if (labels[index(next)] != labels[index(at)]) continue;
          seen[index(next)] = true;
          front.push_back(next);
        }
      }
    }
    PhaseClusters& phase = all[static_cast<std::size_t>(labels[index(first)])];
    phase.voxels += size;
    ++phase.clusters;
    for (std::size_t axis = 0; axis < 3; ++axis)
      if (low[axis] && high[axis]) phase.percolating[axis] += size;
  }
  return all;
}

template <class Rule>
void expect_as_by_flood_fill(Cells cells, std::size_t phases, Rule&& phase_at) {
  std::vector<int> labels;
  for (std::int64_t z = 0; z < cells[2]; ++z)
    for (std::int64_t y = 0; y < cells[1]; ++y)
      for (std::int64_t x = 0; x < cells[0]; ++x) labels.push_back(static_cast<int>(phase_at(x, y, z)));
  expect_equal(find_clusters(voxel_image(cells, phases, world(), phase_at), world()),
               by_flood_fill(cells, phases, labels));
}

// One voxel wide; leads through the first axis from end to end, with turns along the second.
bool on_serpentine(std::int64_t along, std::int64_t across, std::int64_t width) {
  if (along % 2 == 0) return across > 0 && across < width - 1;
  return across == (along % 4 == 1 ? 1 : width - 2);
}

TEST(components, layers_percolate_along_but_not_through) {
  for (std::size_t normal = 0; normal < 3; ++normal) {
    const Cells cells{12, 12, 12};
    const auto found = find_clusters(voxel_image(cells, 2, world(),
                                                 [&](auto x, auto y, auto z) {
                                                   return Cells{x, y, z}[normal] / 3 % 2;
                                                 }),
                                     world());
    std::array<double, 3> expected{1, 1, 1};
    expected[normal] = 0;
    for (const PhaseClusters& phase : found) {
      EXPECT_EQ(phase.clusters, 2);
      EXPECT_EQ(phase.voxels, 12 * 12 * 6);
      expect_percolating(phase, expected);
    }
  }
}

TEST(components, voxels_that_share_only_edges_or_corners_are_apart) {
  const auto found = find_clusters(
      voxel_image({8, 6, 10}, 2, world(), [](auto x, auto y, auto z) { return (x + y + z) % 2; }), world());
  for (const PhaseClusters& phase : found) {
    EXPECT_EQ(phase.clusters, 8 * 6 * 10 / 2);
    expect_percolating(phase, {0, 0, 0});
  }
}

TEST(components, a_serpentine_within_a_plane_percolates_along_one_axis_only) {
  const auto found = find_clusters(
      voxel_image({21, 9, 7}, 2, world(), [](auto x, auto y, auto z) { return z == 3 && on_serpentine(x, y, 9); }),
      world());
  EXPECT_EQ(found[1].clusters, 1);
  expect_percolating(found[1], {1, 0, 0});
}

TEST(components, a_channel_that_crosses_the_slab_faces_many_times_is_one_cluster) {
  const auto found = find_clusters(
      voxel_image({41, 3, 24}, 2, world(), [](auto x, auto y, auto z) { return y == 1 && on_serpentine(x, z, 24); }),
      world());
  EXPECT_EQ(found[1].clusters, 1);
  EXPECT_EQ(found[1].voxels, 21 * 22 + 20);
  expect_percolating(found[1], {1, 0, 0});
}

TEST(components, pillars_joined_by_a_lid_percolate_through_it) {
  // Separate in all slabs but the last, where a lid joins them.
  const auto found = find_clusters(
      voxel_image({9, 9, 12}, 2, world(), [](auto x, auto y, auto z) { return (x % 2 == 0 && y % 2 == 0) || z == 11; }),
      world());
  EXPECT_EQ(found[1].clusters, 1);
  expect_percolating(found[1], {1, 1, 1});
}

TEST(components, only_the_part_of_a_phase_that_leads_through_counts) {
  // A straight rod of 10 voxels along z, and a lone voxel beside it.
  const auto found = find_clusters(
      voxel_image({5, 5, 10}, 2, world(),
                  [](auto x, auto y, auto z) { return (x == 1 && y == 1) || (x == 3 && y == 3 && z == 4); }),
      world());
  EXPECT_EQ(found[1].clusters, 2);
  expect_percolating(found[1], {0, 0, 10.0 / 11.0});
}

TEST(components, a_single_voxel_leads_through_in_all_directions) {
  const auto found = find_clusters(voxel_image({1, 1, 1}, 2, world(), [](auto, auto, auto) { return 1; }), world());
  EXPECT_EQ(found[1].clusters, 1);
  expect_percolating(found[1], {1, 1, 1});
}

TEST(components, a_phase_without_voxels_reads_zero_and_says_that_it_is_absent) {
  const auto found = find_clusters(voxel_image({4, 4, 4}, 3, world(), [](auto, auto, auto) { return 1; }), world());
  EXPECT_TRUE(found[0].is_absent());
  EXPECT_FALSE(found[1].is_absent());
  EXPECT_EQ(found[2].clusters, 0);
  expect_percolating(found[2], {0, 0, 0});
}

TEST(components, thin_images_and_more_ranks_than_planes_agree_with_a_flood_fill) {
  for (const Cells cells :
       {Cells{1, 17, 9}, Cells{17, 1, 9}, Cells{9, 17, 1}, Cells{13, 7, 2}, Cells{1, 1, 23}, Cells{23, 1, 1}})
    expect_as_by_flood_fill(cells, 2, [](auto x, auto y, auto z) { return scattered(x, y, z, 3) % 5 < 3; });
}

TEST(components, random_images_agree_with_a_flood_fill) {
  // Below, near and above the site percolation threshold of the cubic lattice, 0.3116.
  for (const std::uint64_t percent : {10, 31, 35, 60})
    for (const Cells cells : {Cells{20, 21, 22}, Cells{33, 8, 19}})
      expect_as_by_flood_fill(cells, 3, [&](auto x, auto y, auto z) {
        const std::uint64_t number = scattered(x, y, z, percent);
        return number % 100 < percent ? 0 : 1 + number / 128 % 2;
      });
}

TEST(components, the_result_does_not_depend_on_the_number_of_ranks) {
  const auto rule = [](auto x, auto y, auto z) { return scattered(x / 2, y / 2, z / 2, 11) % 4; };
  const auto alone = parallel::Communicator::self();
  expect_equal(find_clusters(voxel_image({40, 31, 37}, 4, world(), rule), world()),
               find_clusters(voxel_image({40, 31, 37}, 4, alone, rule), alone));
}

}  // namespace
}  // namespace voxvolt::voxel
