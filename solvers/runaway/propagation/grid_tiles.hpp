// SPDX-License-Identifier: BSD-3-Clause
// A grid as tiles: boxes of voxels of one part, each of which a run may take whole, in pieces of several voxels, or as one
// entry. Cells that are boxes are one tile; what lies between them is cut where its neighbours end.
#pragma once

#include <cstddef>
#include <vector>

#include "solvers/runaway/propagation/grid_params.hpp"

namespace voxvolt::runaway {

enum class TileForm : int { one = 0, pieces, whole };

struct GridTile {
  int part = 0;
  std::array<std::size_t, 3> low{}, high{};  ///< half-open
  std::array<std::size_t, 3> step{1, 1, 1};  ///< voxels of a piece along x, y, z
  std::vector<std::size_t> voxels{};         ///< of a part that is no box and cannot be cut; empty: all of the box
  std::vector<int> touching{};               ///< tiles

  bool is_box() const { return voxels.empty(); }
  bool has_pieces() const { return step[0] * step[1] * step[2] > 1; }
  std::size_t voxels_along(int axis) const { return high[axis] - low[axis]; }
  std::size_t pieces_along(int axis) const { return (voxels_along(axis) + step[axis] - 1) / step[axis]; }
  std::size_t size() const { return is_box() ? voxels_along(0) * voxels_along(1) * voxels_along(2) : voxels.size(); }
};

/// By part, all voxels of each.
std::vector<GridTile> tiles_of(const GridParams& grid);

/// One value per voxel of a tile that is a box, x fastest, from one per piece: linear within pieces, their means kept.
std::vector<double> spread_linearly(const GridParams& grid, const GridTile& tile, const std::vector<double>& pieces);
/// Means over the pieces, by volume.
std::vector<double> piece_means(const GridParams& grid, const GridTile& tile, const std::vector<double>& voxels);
/// The largest second difference between pieces over eight, along axes where they are of several voxels: how far a piece
/// is from linear.
double curvature(const GridTile& tile, const std::vector<double>& pieces);

}  // namespace voxvolt::runaway
