// SPDX-License-Identifier: BSD-3-Clause
#include "meshes/voxel/profile.hpp"

#include <span>

namespace voxvolt::voxel {

std::vector<std::vector<double>> profile(const Image& image, int axis, const parallel::Communicator& ranks) {
  const auto& [grid, block, data] = image.labels;
  const auto along = static_cast<std::size_t>(axis);
  const std::int64_t cells = grid.cells[along];
  std::vector<std::int64_t> counts(image.phases.size() * static_cast<std::size_t>(cells), 0);
  const auto host = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), data);
  std::array<std::int64_t, 3> at{};  // x, y, z in the image
  const std::uint8_t* label = host.data();
  for (at[2] = block.first[2]; at[2] < block.first[2] + block.count[2]; ++at[2])
    for (at[1] = 0; at[1] < grid.cells[1]; ++at[1])
      for (at[0] = 0; at[0] < grid.cells[0]; ++at[0]) ++counts[static_cast<std::size_t>(*label++ * cells + at[along])];
  ranks.sum(std::span<std::int64_t>(counts));
  const auto in_plane = static_cast<double>(grid.size() / cells);
  std::vector<std::vector<double>> shares(image.phases.size());
  for (std::size_t n = 0; n < counts.size(); ++n)
    shares[n / static_cast<std::size_t>(cells)].push_back(static_cast<double>(counts[n]) / in_plane);
  return shares;
}

}  // namespace voxvolt::voxel
