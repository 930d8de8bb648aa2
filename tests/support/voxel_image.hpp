// SPDX-License-Identifier: BSD-3-Clause
// Voxel images made from a rule that says the phase at x, y, z.
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "meshes/voxel/image.hpp"

namespace voxvolt::test {

/// Every rank fills its own slab. `phase_at(x, y, z)` gives an index below `phases`.
template <class Rule>
voxel::Image voxel_image(std::array<std::int64_t, 3> cells, std::size_t phases, const parallel::Communicator& ranks,
                         Rule&& phase_at) {
  voxel::Image image;
  for (std::size_t i = 0; i < phases; ++i) image.phases.push_back("phase" + std::to_string(i));
  image.labels.grid.cells = cells;
  image.labels.block = numerics::slab_of(image.labels.grid, ranks);
  const auto& block = image.labels.block;
  image.labels.data = numerics::Field<std::uint8_t>::View("labels", block.count[2], block.count[1], block.count[0]);
  const auto host = Kokkos::create_mirror_view(image.labels.data);
  for (std::int64_t k = 0; k < block.count[2]; ++k)
    for (std::int64_t j = 0; j < block.count[1]; ++j)
      for (std::int64_t i = 0; i < block.count[0]; ++i)
        host(k, j, i) = static_cast<std::uint8_t>(phase_at(i, j, k + block.first[2]));
  Kokkos::deep_copy(image.labels.data, host);
  return image;
}

/// A number that looks random, from a position: the same on any number of ranks (SplitMix64's mixing).
inline std::uint64_t scattered(std::int64_t x, std::int64_t y, std::int64_t z, std::uint64_t seed = 0) {
  std::uint64_t n = seed * 0x9e3779b97f4a7c15ULL + (static_cast<std::uint64_t>(z) << 42) +
                    (static_cast<std::uint64_t>(y) << 21) + static_cast<std::uint64_t>(x) + 0x9e3779b97f4a7c15ULL;
  n = (n ^ (n >> 30)) * 0xbf58476d1ce4e5b9ULL;
  n = (n ^ (n >> 27)) * 0x94d049bb133111ebULL;
  return n ^ (n >> 31);
}

}  // namespace voxvolt::test
