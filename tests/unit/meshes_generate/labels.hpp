// SPDX-License-Identifier: BSD-3-Clause
// Empty images on the ranks of the test run, and numbers that any misplaced voxel changes.
#pragma once

#include <cstdint>

#include "numerics/field.hpp"
#include "support/session.hpp"

namespace voxvolt::generate {

using Labels = numerics::Field<std::uint8_t>;

inline Labels empty_labels(const numerics::Block& block, std::array<std::int64_t, 3> cells, double spacing) {
  Labels labels;
  labels.grid.cells = cells;
  labels.grid.spacing = {spacing, spacing, spacing};
  labels.block = block;
  labels.data = Labels::View("labels", block.count[2], block.count[1], block.count[0]);
  return labels;
}

/// On this rank's slab of the test run.
inline Labels empty_slab(std::array<std::int64_t, 3> cells, double spacing) {
  numerics::VoxelGrid grid;
  grid.cells = cells;
  return empty_labels(numerics::slab_of(grid, test::world()), cells, spacing);
}

/// All of it, on this rank.
inline Labels empty_whole(std::array<std::int64_t, 3> cells, double spacing) {
  return empty_labels({{0, 0, 0}, cells}, cells, spacing);
}

template <class Visit>
void for_each_voxel(const Labels& labels, Visit&& visit) {
  for (std::size_t k = 0; k < labels.data.extent(0); ++k)
    for (std::size_t j = 0; j < labels.data.extent(1); ++j)
      for (std::size_t i = 0; i < labels.data.extent(2); ++i)
        visit(i, j, k + static_cast<std::size_t>(labels.block.first[2]), labels.data(k, j, i));
}

/// This rank's voxels of a label.
inline std::int64_t count_of(const Labels& labels, std::uint8_t label) {
  std::int64_t count = 0;
  for_each_voxel(labels, [&](auto, auto, auto, std::uint8_t here) { count += here == label; });
  return count;
}

/// This rank's share of a sum that any misplaced voxel changes; sums of ranks add up to that of the whole.
inline std::int64_t checksum(const Labels& labels) {
  std::uint64_t sum = 0;
  for_each_voxel(labels, [&](std::size_t i, std::size_t j, std::size_t k, std::uint8_t here) {
    sum += here * ((k * 7919 + 1) * (j * 104729 + 1) % 1000003 * (i * 1299709 + 1) % 1000003);
  });
  return static_cast<std::int64_t>(sum);
}

}  // namespace voxvolt::generate
