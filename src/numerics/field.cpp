// SPDX-License-Identifier: BSD-3-Clause
#include "numerics/field.hpp"

#include <algorithm>

namespace voxvolt::numerics {

Block slab_of(const VoxelGrid& grid, const parallel::Communicator& ranks) {
  const std::int64_t each = grid.cells[2] / ranks.size();
  const std::int64_t left_over = grid.cells[2] % ranks.size();
  const std::int64_t rank = ranks.rank();
  Block block{.count = grid.cells};
  block.first[2] = rank * each + std::min(rank, left_over);
  block.count[2] = each + (rank < left_over ? 1 : 0);
  return block;
}

}  // namespace voxvolt::numerics
