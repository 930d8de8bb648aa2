// SPDX-License-Identifier: BSD-3-Clause
// A rank's planes together with some of its neighbours': what measurements that look around a voxel work on.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "numerics/field.hpp"
#include "parallel/communicator.hpp"

namespace voxvolt::voxel {

/// Planes z of [first, first + count) on the host, x fastest: this rank's own (`block`) and those beside them, as far as
/// the image reaches. Nothing for a rank without planes.
class WidePlanes {
 public:
  /// Collective. `below` and `above` planes beside the own ones, whichever ranks hold them. Takes a byte per voxel held.
  WidePlanes(const numerics::Field<std::uint8_t>& labels, std::int64_t below, std::int64_t above,
             const parallel::Communicator& ranks);

  const numerics::VoxelGrid& grid() const { return grid_; }
  const numerics::Block& block() const { return block_; }
  std::int64_t first() const { return first_; }
  std::int64_t count() const { return count_; }
  /// First and one past the last of the own planes.
  std::int64_t own_begin() const { return block_.first[2]; }
  std::int64_t own_end() const { return block_.first[2] + block_.count[2]; }
  std::size_t plane_size() const { return static_cast<std::size_t>(grid_.cells[0] * grid_.cells[1]); }
  /// A plane that is held, by its z in the image.
  const std::uint8_t* plane(std::int64_t z) const {
    return reinterpret_cast<const std::uint8_t*>(bytes_.data()) + static_cast<std::size_t>(z - first_) * plane_size();
  }

 private:
  numerics::VoxelGrid grid_;
  numerics::Block block_;
  std::int64_t first_ = 0, count_ = 0;
  std::vector<std::byte> bytes_;
};

}  // namespace voxvolt::voxel
