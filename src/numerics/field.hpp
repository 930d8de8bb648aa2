// SPDX-License-Identifier: BSD-3-Clause
// Values on a regular box of voxels, distributed over ranks. Arrays are stored (z, y, x), x fastest; lists are x, y, z.
#pragma once

#include <Kokkos_Core.hpp>
#include <array>
#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "parallel/communicator.hpp"

namespace voxvolt::numerics {

/// A box of equal voxels.
struct VoxelGrid {
  std::array<std::int64_t, 3> cells{0, 0, 0};  ///< x, y, z
  std::array<double, 3> spacing{1, 1, 1};      ///< m
  std::array<double, 3> origin{0, 0, 0};       ///< m, lower corner
  std::int64_t size() const { return cells[0] * cells[1] * cells[2]; }
  bool operator==(const VoxelGrid&) const = default;
};

/// One rank's part of a grid, half-open.
struct Block {
  std::array<std::int64_t, 3> first{0, 0, 0};  ///< x, y, z
  std::array<std::int64_t, 3> count{0, 0, 0};
  std::int64_t size() const { return count[0] * count[1] * count[2]; }
};

/// The planes of z that this rank holds: as even as can be, lower ranks first; empty when there are more ranks than planes.
Block slab_of(const VoxelGrid& grid, const parallel::Communicator& ranks);

/// Cell values; `data(k, j, i)` is local, k = z - block.first[2] and so on.
template <class T>
struct Field {
  using View = Kokkos::View<T***, Kokkos::LayoutRight>;
  VoxelGrid grid;
  Block block;
  View data;
};

/// Widths of voxels along x, y and z where they are not all the grid's spacing, m; empty: they are.
using VoxelWidths = std::array<std::vector<double>, 3>;

struct NamedField {
  std::string name;
  std::string unit;     ///< "1" when dimensionless
  std::string meaning;  ///< one sentence
  std::variant<Field<std::uint8_t>, Field<double>> field;
  VoxelWidths widths{};
};

}  // namespace voxvolt::numerics
