// SPDX-License-Identifier: BSD-3-Clause
#include "meshes/voxel/measure.hpp"

#include <array>
#include <span>

namespace voxvolt::voxel {

std::vector<std::int64_t> count_voxels(const Image& image, const parallel::Communicator& ranks) {
  const auto host = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), image.labels.data);
  const std::span<const std::uint8_t> labels(host.data(), host.size());
  // Several histograms, so that runs of one label do not wait for the store of the same counter.
  constexpr std::size_t kLanes = 4;
  std::array<std::array<std::int64_t, 256>, kLanes> counts{};
  const std::size_t even = labels.size() - labels.size() % kLanes;
  for (std::size_t i = 0; i < even; i += kLanes)
    for (std::size_t lane = 0; lane < kLanes; ++lane) ++counts[lane][labels[i + lane]];
  for (std::size_t i = even; i < labels.size(); ++i) ++counts[0][labels[i]];
  std::vector<std::int64_t> voxels(image.phases.size());
  for (std::size_t phase = 0; phase < voxels.size(); ++phase)
    for (const auto& lane : counts) voxels[phase] += lane[phase];
  ranks.sum(std::span<std::int64_t>(voxels));
  return voxels;
}

std::vector<double> volume_fractions(const Image& image, const parallel::Communicator& ranks) {
  std::vector<double> fractions;
  for (const std::int64_t voxels : count_voxels(image, ranks))
    fractions.push_back(static_cast<double>(voxels) / static_cast<double>(image.labels.grid.size()));
  return fractions;
}

}  // namespace voxvolt::voxel
