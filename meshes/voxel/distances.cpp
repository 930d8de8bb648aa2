// SPDX-License-Identifier: BSD-3-Clause
#include "meshes/voxel/distances.hpp"

#include <algorithm>
#include <bit>

#include "parallel/halo.hpp"

namespace voxvolt::voxel {
namespace {

constexpr std::int32_t kNone = -1;  // no target in this direction

/// The planes of z where each column's targets stand that are nearest to this rank's slab from below and from above.
struct Beside {
  std::vector<std::int32_t> below, above;
};

Beside targets_beside(std::span<const std::uint8_t> targets, std::size_t plane, const numerics::Block& block,
                      const parallel::Communicator& ranks) {
  std::vector<std::int32_t> lowest(block.count[2] > 0 ? plane : 0, kNone), highest(lowest);
  for (std::int64_t k = 0; k < block.count[2]; ++k)
    for (std::size_t i = 0; i < plane; ++i)
      if (targets[static_cast<std::size_t>(k) * plane + i]) {
        const auto z = static_cast<std::int32_t>(block.first[2] + k);
        highest[i] = z;
        if (lowest[i] == kNone) lowest[i] = z;
      }
  const std::vector<std::int32_t> all_lowest = parallel::gather_all(ranks, lowest);
  const std::vector<std::int32_t> all_highest = parallel::gather_all(ranks, highest);
  Beside beside{std::vector<std::int32_t>(plane, kNone), std::vector<std::int32_t>(plane, kNone)};
  const auto here = static_cast<std::size_t>(ranks.rank()), holders = all_lowest.size() / plane;
  for (std::size_t rank = 0; rank < std::min(here, holders); ++rank)
    for (std::size_t i = 0; i < plane; ++i)
      if (const std::int32_t z = all_highest[rank * plane + i]; z != kNone) beside.below[i] = z;
  for (std::size_t rank = holders; rank-- > here + 1;)
    for (std::size_t i = 0; i < plane; ++i)
      if (const std::int32_t z = all_lowest[rank * plane + i]; z != kNone) beside.above[i] = z;
  return beside;
}

/// Squared distance along z alone; `edge` in the unit.
void along_z(std::span<const std::uint8_t> targets, const Beside& beside, const numerics::Block& block, float edge,
             std::vector<float>& squared) {
  const std::size_t plane = beside.below.size();
  constexpr float kFar = std::numeric_limits<float>::infinity();
  const auto sweep = [&](std::int64_t k, std::vector<std::int32_t>& nearest) {
    const auto z = static_cast<std::int32_t>(block.first[2] + k);
    const std::uint8_t* target = targets.data() + static_cast<std::size_t>(k) * plane;
    float* into = squared.data() + static_cast<std::size_t>(k) * plane;
    for (std::size_t i = 0; i < plane; ++i) {
      nearest[i] = target[i] ? z : nearest[i];
      const float far = edge * static_cast<float>(z - nearest[i]);
      const float value = nearest[i] == kNone ? kFar : far * far;
      into[i] = value < into[i] ? value : into[i];
    }
  };
  std::ranges::fill(squared, kFar);
  std::vector<std::int32_t> nearest = beside.below;
  for (std::int64_t k = 0; k < block.count[2]; ++k) sweep(k, nearest);
  nearest = beside.above;
  for (std::int64_t k = block.count[2]; k-- > 0;) sweep(k, nearest);
}

/// The largest of values that are not negative, whose bits are in the same order.
float largest(const float* values, std::int64_t size) {
  std::int32_t most = 0;
  for (std::int64_t i = 0; i < size; ++i) most = std::max(most, std::bit_cast<std::int32_t>(values[i]));
  return std::bit_cast<float>(most);
}

void take_less(float* into, const float* from, float more, std::int64_t size) {
  for (std::int64_t i = 0; i < size; ++i) {
    const float value = from[i] + more;
    into[i] = value < into[i] ? value : into[i];
  }
}

struct Search {
  float edge;   // of a voxel, in the unit
  float limit;  // squared distances of this and more need not be found
  float square_of(std::int64_t voxels) const { return edge * edge * static_cast<float>(voxels * voxels); }
};

/// Rows of one plane; `from` is a copy of it.
void along_y(const std::vector<float>& from, std::int64_t nx, std::int64_t ny, const Search& search, float* plane) {
  for (std::int64_t y = 0; y < ny; ++y) {
    float* row = plane + y * nx;
    for (std::int64_t k = 1; k < ny; ++k) {
      const float more = search.square_of(k);
      if (more >= std::min(search.limit, largest(row, nx))) break;
      if (y - k >= 0) take_less(row, from.data() + (y - k) * nx, more, nx);
      if (y + k < ny) take_less(row, from.data() + (y + k) * nx, more, nx);
    }
  }
}

void along_x(const std::vector<float>& from, std::int64_t nx, std::int64_t ny, const Search& search, float* plane) {
  for (std::int64_t y = 0; y < ny; ++y) {
    float* row = plane + y * nx;
    const float* source = from.data() + y * nx;
    for (std::int64_t k = 1; k < nx; ++k) {
      const float more = search.square_of(k);
      if (more >= std::min(search.limit, largest(row, nx))) break;
      take_less(row + k, source, more, nx - k);
      take_less(row, source + k, more, nx - k);
    }
  }
}

}  // namespace

Distances distances_to(std::span<const std::uint8_t> targets, const numerics::VoxelGrid& grid,
                       const numerics::Block& block, const parallel::Communicator& ranks, float farthest) {
  Distances found{*std::ranges::min_element(grid.spacing), std::vector<float>(targets.size())};
  std::array<float, 3> edge{};
  for (std::size_t a = 0; a < 3; ++a) edge[a] = static_cast<float>(grid.spacing[a] / found.unit);
  const auto plane = static_cast<std::size_t>(grid.cells[0] * grid.cells[1]);
  along_z(targets, targets_beside(targets, plane, block, ranks), block, edge[2], found.squared);
  std::vector<float> copy(plane);
  for (std::int64_t k = 0; k < block.count[2]; ++k) {
    float* const here = found.squared.data() + static_cast<std::size_t>(k) * plane;
    std::copy_n(here, plane, copy.begin());
    along_y(copy, grid.cells[0], grid.cells[1], {edge[1], farthest * farthest}, here);
    std::copy_n(here, plane, copy.begin());
    along_x(copy, grid.cells[0], grid.cells[1], {edge[0], farthest * farthest}, here);
  }
  return found;
}

Distances depths_of(const Image& image, std::uint8_t phase, const parallel::Communicator& ranks) {
  const auto host = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), image.labels.data);
  std::vector<std::uint8_t> others(host.span());
  for (std::size_t i = 0; i < others.size(); ++i) others[i] = host.data()[i] != phase ? 1 : 0;
  return distances_to(others, image.labels.grid, image.labels.block, ranks);
}

}  // namespace voxvolt::voxel
