// SPDX-License-Identifier: BSD-3-Clause
#include "meshes/voxel/wide_planes.hpp"

#include <algorithm>
#include <span>

#include "parallel/halo.hpp"

namespace voxvolt::voxel {

WidePlanes::WidePlanes(const numerics::Field<std::uint8_t>& labels, std::int64_t below, std::int64_t above,
                       const parallel::Communicator& ranks)
    : grid_(labels.grid), block_(labels.block), first_(labels.block.first[2]) {
  if (block_.count[2] > 0) {
    first_ = std::max<std::int64_t>(0, own_begin() - below);
    count_ = std::min(grid_.cells[2], own_end() + above) - first_;
  }
  const auto host = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), labels.data);
  bytes_ = parallel::move_planes(ranks, {own_begin(), block_.count[2]}, {first_, count_},
                                 static_cast<std::int64_t>(plane_size()),
                                 std::as_bytes(std::span<const std::uint8_t>(host.data(), host.span())));
}

}  // namespace voxvolt::voxel
