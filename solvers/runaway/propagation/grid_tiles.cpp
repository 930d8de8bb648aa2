// SPDX-License-Identifier: BSD-3-Clause
#include "solvers/runaway/propagation/grid_tiles.hpp"

#include <algorithm>
#include <cmath>
#include <set>

namespace voxvolt::runaway {

namespace {

constexpr double kPiecesToVoxels = 1.0 / 30;
constexpr std::size_t kLeastPieces = 3;    // along an axis: for a second difference
constexpr std::size_t kLeastVoxels = 100;  // fewer are not worth it
constexpr double kLeastPerTile = 8;        // voxels, on average, of a part that is cut

using Index = std::array<std::size_t, 3>;
using Cuts = std::array<std::vector<std::size_t>, 3>;

Index sizes(const GridParams& g) { return {g.voxels(0), g.voxels(1), g.voxels(2)}; }

/// Planes along each axis where the part changes anywhere.
Cuts cuts_of(const GridParams& g) {
  const Index n = sizes(g), stride{1, n[0], n[0] * n[1]};
  Cuts cuts;
  for (int axis = 0; axis < 3; ++axis) {
    std::vector<bool> is_cut(n[axis], false);
    for (std::size_t v = 0; v < g.part_of.size(); ++v) {
      const std::size_t at = v / stride[axis] % n[axis];
      if (at > 0 && g.part_of[v] != g.part_of[v - stride[axis]]) is_cut[at] = true;
    }
    cuts[axis].push_back(0);
    for (std::size_t i = 1; i < n[axis]; ++i)
      if (is_cut[i]) cuts[axis].push_back(i);
    cuts[axis].push_back(n[axis]);
  }
  return cuts;
}

/// Doubles pieces along the axis where heat crosses them soonest, until they are few.
void choose_pieces(const GridParams& g, GridTile& tile) {
  if (!tile.is_box() || tile.size() < kLeastVoxels) return;
  const auto& conductivity = g.parts[tile.part].conductivity;
  const auto pieces = [&tile] { return tile.pieces_along(0) * tile.pieces_along(1) * tile.pieces_along(2); };
  while (static_cast<double>(pieces()) > kPiecesToVoxels * static_cast<double>(tile.size())) {
    int soonest = -1;
    double least = 0;
    for (int axis = 0; axis < 3; ++axis) {
      const std::size_t n = tile.voxels_along(axis);
      if ((n + 2 * tile.step[axis] - 1) / (2 * tile.step[axis]) < kLeastPieces) continue;
      double length = 0;
      for (std::size_t i = tile.low[axis]; i < tile.high[axis]; ++i) length += g.widths[axis][i];
      length *= static_cast<double>(tile.step[axis]) / static_cast<double>(n);
      const double time = length * length / conductivity[axis];
      if (soonest < 0 || time < least) soonest = axis, least = time;
    }
    if (soonest < 0) return;
    tile.step[soonest] *= 2;
  }
}

struct PartExtent {
  Index low{}, high{};
  std::size_t count = 0;
};

std::vector<PartExtent> extents_of(const GridParams& g) {
  const Index n = sizes(g);
  std::vector<PartExtent> out(g.parts.size());
  for (auto& e : out) e.low = n;
  for (std::size_t v = 0; v < g.part_of.size(); ++v) {
    if (g.part_of[v] < 0) continue;
    PartExtent& e = out[g.part_of[v]];
    ++e.count;
    const Index at{v % n[0], v / n[0] % n[1], v / (n[0] * n[1])};
    for (int a = 0; a < 3; ++a) e.low[a] = std::min(e.low[a], at[a]), e.high[a] = std::max(e.high[a], at[a] + 1);
  }
  return out;
}

/// The boxes between cuts that are of a part.
std::vector<GridTile> cut(const GridParams& g, const Cuts& cuts, int part, const PartExtent& extent) {
  const Index n = sizes(g);
  std::vector<GridTile> out;
  std::array<std::pair<std::size_t, std::size_t>, 3> range;
  for (int a = 0; a < 3; ++a) {
    const auto place = [&](std::size_t plane) {
      return static_cast<std::size_t>(std::lower_bound(cuts[a].begin(), cuts[a].end(), plane) - cuts[a].begin());
    };
    range[a] = {place(extent.low[a]), place(extent.high[a])};
  }
  for (std::size_t k = range[2].first; k < range[2].second; ++k)
    for (std::size_t j = range[1].first; j < range[1].second; ++j)
      for (std::size_t i = range[0].first; i < range[0].second; ++i) {
        const Index low{cuts[0][i], cuts[1][j], cuts[2][k]};
        if (g.part_of[(low[2] * n[1] + low[1]) * n[0] + low[0]] != part) continue;
        out.push_back({part, low, {cuts[0][i + 1], cuts[1][j + 1], cuts[2][k + 1]}});
      }
  return out;
}

void find_touching(const GridParams& g, std::vector<GridTile>& tiles) {
  const Index n = sizes(g), stride{1, n[0], n[0] * n[1]};
  std::vector<int> tile_of(g.size(), -1);
  for (std::size_t t = 0; t < tiles.size(); ++t) {
    const GridTile& tile = tiles[t];
    for (const std::size_t v : tile.voxels) tile_of[v] = static_cast<int>(t);
    if (!tile.is_box()) continue;
    for (std::size_t z = tile.low[2]; z < tile.high[2]; ++z)
      for (std::size_t y = tile.low[1]; y < tile.high[1]; ++y)
        for (std::size_t x = tile.low[0]; x < tile.high[0]; ++x)
          tile_of[(z * n[1] + y) * n[0] + x] = static_cast<int>(t);
  }
  std::set<std::pair<int, int>> pairs;
  for (int axis = 0; axis < 3; ++axis)
    for (std::size_t v = 0; v < g.size(); ++v) {
      if (v / stride[axis] % n[axis] + 1 == n[axis]) continue;
      const int a = tile_of[v], b = tile_of[v + stride[axis]];
      if (a >= 0 && b >= 0 && a != b) pairs.insert({a, b}), pairs.insert({b, a});
    }
  for (const auto& [a, b] : pairs) tiles[a].touching.push_back(b);
}

/// Volume-weighted middles and lengths of the pieces along an axis, and the middles of voxels.
struct Along {
  std::vector<double> middle, length, voxel_middle;
};
Along along(const GridParams& g, const GridTile& tile, int axis) {
  Along out;
  double at = 0;
  for (std::size_t i = 0; i < tile.voxels_along(axis); ++i) {
    const double width = g.widths[axis][tile.low[axis] + i];
    if (i % tile.step[axis] == 0) out.length.push_back(0), out.middle.push_back(at);
    out.length.back() += width;
    out.voxel_middle.push_back(at + 0.5 * width);
    at += width;
  }
  for (std::size_t k = 0; k < out.length.size(); ++k) out.middle[k] += 0.5 * out.length[k];
  return out;
}

}  // namespace

std::vector<GridTile> tiles_of(const GridParams& g) {
  const Cuts cuts = cuts_of(g);
  const std::vector<PartExtent> extents = extents_of(g);
  std::vector<GridTile> out;
  for (int part = 0; part < static_cast<int>(g.parts.size()); ++part) {
    const PartExtent& e = extents[part];
    const std::size_t box = (e.high[0] - e.low[0]) * (e.high[1] - e.low[1]) * (e.high[2] - e.low[2]);
    const bool is_box = e.count > 0 && e.count == box;
    if (is_box && g.parts[part].mechanism) {
      out.push_back({part, e.low, e.high});
      continue;
    }
    std::vector<GridTile> pieces = e.count > 0 ? cut(g, cuts, part, e) : std::vector<GridTile>{};
    const bool few = static_cast<double>(e.count) >= kLeastPerTile * static_cast<double>(pieces.size());
    if (e.count > 0 && !g.parts[part].mechanism && (few || pieces.size() == 1)) {
      out.insert(out.end(), pieces.begin(), pieces.end());
    } else if (is_box) {
      out.push_back({part, e.low, e.high});
    } else if (e.count > 0) {
      out.push_back({part, e.low, e.high});
      for (std::size_t v = 0; v < g.part_of.size(); ++v)
        if (g.part_of[v] == part) out.back().voxels.push_back(v);
    }
  }
  for (GridTile& tile : out) choose_pieces(g, tile);
  find_touching(g, out);
  return out;
}

std::vector<double> spread_linearly(const GridParams& g, const GridTile& tile, const std::vector<double>& pieces) {
  const Index m{tile.pieces_along(0), tile.pieces_along(1), tile.pieces_along(2)}, stride{1, m[0], m[0] * m[1]};
  const std::array<Along, 3> places{along(g, tile, 0), along(g, tile, 1), along(g, tile, 2)};
  std::array<std::vector<double>, 3> slopes;
  for (int axis = 0; axis < 3; ++axis) {
    slopes[axis].assign(pieces.size(), 0);
    for (std::size_t p = 0; p < pieces.size(); ++p) {
      const std::size_t at = p / stride[axis] % m[axis];
      const std::size_t before = at > 0 ? 1 : 0, after = at + 1 < m[axis] ? 1 : 0;
      if (before + after == 0) continue;
      slopes[axis][p] = (pieces[p + after * stride[axis]] - pieces[p - before * stride[axis]]) /
                        (places[axis].middle[at + after] - places[axis].middle[at - before]);
    }
  }
  std::vector<double> out;
  out.reserve(tile.size());
  for (std::size_t z = 0; z < tile.voxels_along(2); ++z)
    for (std::size_t y = 0; y < tile.voxels_along(1); ++y)
      for (std::size_t x = 0; x < tile.voxels_along(0); ++x) {
        const Index v{x, y, z};
        Index at;
        for (int a = 0; a < 3; ++a) at[a] = v[a] / tile.step[a];
        const std::size_t p = at[0] + at[1] * stride[1] + at[2] * stride[2];
        double value = pieces[p];
        for (int a = 0; a < 3; ++a) value += slopes[a][p] * (places[a].voxel_middle[v[a]] - places[a].middle[at[a]]);
        out.push_back(value);
      }
  return out;
}

std::vector<double> piece_means(const GridParams& g, const GridTile& tile, const std::vector<double>& voxels) {
  const std::size_t mx = tile.pieces_along(0), my = tile.pieces_along(1), mz = tile.pieces_along(2);
  std::vector<double> sums(mx * my * mz, 0), volumes(sums.size(), 0);
  std::size_t v = 0;
  for (std::size_t z = 0; z < tile.voxels_along(2); ++z)
    for (std::size_t y = 0; y < tile.voxels_along(1); ++y) {
      const double area = g.widths[2][tile.low[2] + z] * g.widths[1][tile.low[1] + y];
      const std::size_t row = (z / tile.step[2] * my + y / tile.step[1]) * mx;
      for (std::size_t x = 0; x < tile.voxels_along(0); ++x, ++v) {
        const double volume = area * g.widths[0][tile.low[0] + x];
        sums[row + x / tile.step[0]] += volume * voxels[v], volumes[row + x / tile.step[0]] += volume;
      }
    }
  for (std::size_t p = 0; p < sums.size(); ++p) sums[p] /= volumes[p];
  return sums;
}

double curvature(const GridTile& tile, const std::vector<double>& pieces) {
  const Index m{tile.pieces_along(0), tile.pieces_along(1), tile.pieces_along(2)}, stride{1, m[0], m[0] * m[1]};
  double most = 0;
  for (int axis = 0; axis < 3; ++axis) {
    if (tile.step[axis] == 1) continue;
    for (std::size_t p = 0; p < pieces.size(); ++p) {
      const std::size_t at = p / stride[axis] % m[axis];
      if (at == 0 || at + 1 == m[axis]) continue;
      most = std::max(most, std::abs(pieces[p - stride[axis]] - 2 * pieces[p] + pieces[p + stride[axis]]));
    }
  }
  return most / 8;
}

}  // namespace voxvolt::runaway
