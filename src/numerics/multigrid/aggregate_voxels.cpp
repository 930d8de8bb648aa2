// SPDX-License-Identifier: BSD-3-Clause
#include "numerics/multigrid/aggregate_voxels.hpp"

#include <algorithm>
#include <numeric>

namespace voxvolt::numerics::multigrid {
namespace {

/// One voxel of a block, found in the lattice.
struct Spot {
  HalfRow row;
  int m;
  int k, j, i;
};

Spot spot(const Shape& shape, int z, int y, int x, int voxel) {
  const int k = 2 * z + (voxel >> 2), j = 2 * y + (voxel >> 1 & 1), i = 2 * x + (voxel & 1);
  return {shape.half_row(k, j, i & 1), x, k, j, i};
}

bool inside(const Shape& shape, const Spot& s) { return s.k < shape.nz && s.j < shape.ny && s.i < shape.nx; }

/// Components of the nodes under joins, numbered by first appearance.
class EightComponents {
 public:
  EightComponents() { std::iota(parent_, parent_ + 8, 0); }
  void join(int a, int b) { parent_[std::max(root(a), root(b))] = std::min(root(a), root(b)); }
  Members pack(unsigned active) const {
    Members members = active << 24;
    int number[8], next = 0;
    for (int v = 0; v < 8; ++v) {
      if ((active >> v & 1u) == 0) continue;
      number[v] = root(v) == v ? next++ : number[root(v)];
      members |= static_cast<Members>(number[v]) << (3 * v);
    }
    return members;
  }

 private:
  int root(int v) const {
    while (parent_[v] != v) v = parent_[v];
    return v;
  }
  int parent_[8];
};

int component_count(Members members) {
  int count = 0;
  for (int v = 0; v < 8; ++v) {
    if (holds(members, v)) count = std::max(count, component_of(members, v) + 1);
  }
  return count;
}

template <class Stencil>
Members components(const Shape& shape, const Stencil& stencil, double theta, const std::array<int, 3>& block) {
  Spot spots[8];
  double strongest[8];
  unsigned active = 0;
  for (int v = 0; v < 8; ++v) {
    spots[v] = spot(shape, block[2], block[1], block[0], v);
    strongest[v] = 0;
    if (!inside(shape, spots[v]) || !(stencil.diagonal(spots[v].row, spots[v].m) > 0)) continue;
    active |= 1u << v;
    for (int side = 0; side < 6; ++side) {
      strongest[v] = std::max(strongest[v], stencil.link(spots[v].row, side, spots[v].m));
    }
  }
  EightComponents parts;
  for (int v = 0; v < 8; ++v) {
    for (int axis = 0; axis < 3; ++axis) {
      const int u = v | 1 << axis;
      if (u == v || (active >> v & 1u) == 0 || (active >> u & 1u) == 0) continue;
      const double link = stencil.link(spots[v].row, 2 * axis + 1, spots[v].m);
      if (link > 0 && link >= theta * std::max(strongest[v], strongest[u])) parts.join(v, u);
    }
  }
  return parts.pack(active);
}

/// With one material every link inside a block is strong: the occupancy says it all.
std::vector<Members> components_by_occupancy() {
  std::vector<Members> table(256);
  for (unsigned active = 0; active < 256; ++active) {
    EightComponents parts;
    for (int v = 0; v < 8; ++v) {
      for (int u : {v | 1, v | 2, v | 4}) {
        if (u != v && (active >> v & 1u) != 0 && (active >> u & 1u) != 0) parts.join(v, u);
      }
    }
    table[active] = parts.pack(active);
  }
  return table;
}

bool all_strong(const UniformStencil& stencil, double theta) {
  const auto [least, most] = std::minmax_element(stencil.weight, stencil.weight + 3);
  return *least > 0 && *least >= theta * *most;
}
template <class Stencil>
bool all_strong(const Stencil&, double) {
  return false;
}

unsigned occupancy(const Shape& shape, const UniformStencil& stencil, const std::array<int, 3>& block) {
  unsigned active = 0;
  for (int row = 0; row < 4; ++row) {
    const int k = 2 * block[2] + (row >> 1), j = 2 * block[1] + (row & 1);
    if (k >= shape.nz || j >= shape.ny) continue;
    const std::int64_t at = shape.start(k, j) + block[0];
    active |= (stencil.code[at] != 0 ? 1u : 0u) << (2 * row);
    if (block[0] < shape.odd) active |= (stencil.code[at + shape.odd_offset] != 0 ? 2u : 0u) << (2 * row);
  }
  return active;
}
template <class Stencil>
unsigned occupancy(const Shape&, const Stencil&, const std::array<int, 3>&) {
  return 0;
}

/// Fills the ghost planes of `members` from the slabs beside.
void exchange_members(const Lattice& lattice, const Blocks& blocks, std::vector<Members>& members) {
  const std::size_t plane = static_cast<std::size_t>(blocks.count[0]) * blocks.count[1];
  const auto at = [&](int z) { return std::as_writable_bytes(std::span(members).subspan(blocks.at(z, 0, 0), plane)); };
  parallel::exchange(lattice.ranks, lattice.beside, {at(0), at(blocks.count[2] - 1)}, {at(-1), at(blocks.count[2])});
}

/// Finds, from a voxel of a block, the coarse node of the voxel on one side.
class NeighbourNode {
 public:
  NeighbourNode(const Lattice& lattice, const std::vector<Members>& members, const Blocks& blocks)
      : shape_(lattice.shape), members_(members), blocks_(blocks) {
    const std::int64_t planes = lattice.grid.cells[2];
    below_parity_ = static_cast<int>((lattice.block.first[2] - 1 + planes) % planes) & 1;
  }
  int operator()(const Spot& s, int side) const {
    const int step = (side & 1) == 1 ? 1 : -1;
    const int i = wrap(s.i + (side >> 1 == 0 ? step : 0), shape_.nx);
    const int j = wrap(s.j + (side >> 1 == 1 ? step : 0), shape_.ny);
    const int k = s.k + (side >> 1 == 2 ? step : 0);
    const int z = k < 0 ? -1 : k >= shape_.nz ? blocks_.count[2] : k >> 1;
    const int dz = k < 0 ? below_parity_ : k >= shape_.nz ? 0 : k & 1;
    const std::size_t b = blocks_.at(z, j >> 1, i >> 1);
    return blocks_.first[b] + component_of(members_[b], (i & 1) + 2 * (j & 1) + 4 * dz);
  }

 private:
  static int wrap(int n, int count) { return n < 0 ? count - 1 : n >= count ? 0 : n; }
  Shape shape_;
  const std::vector<Members>& members_;
  const Blocks& blocks_;
  int below_parity_;
};

template <class Stencil>
void build_rows(const Lattice& lattice, const Stencil& stencil, VoxelAggregates& out) {
  Graph& graph = out.graph;
  const Blocks& blocks = graph.blocks;
  const NeighbourNode neighbour(lattice, out.members, blocks);
  graph.row.assign(1, 0);
  graph.row.reserve(static_cast<std::size_t>(graph.nodes) + 1);
  graph.column.reserve(6 * static_cast<std::size_t>(graph.nodes));
  graph.weight.reserve(6 * static_cast<std::size_t>(graph.nodes));
  graph.anchor.reserve(static_cast<std::size_t>(graph.nodes));
  graph.diagonal.reserve(static_cast<std::size_t>(graph.nodes));
  RowBuilder builder;
  const auto add_block = [&](int z, int y, int x) {
    const std::size_t b = blocks.at(z, y, x);
    const Members members = out.members[b];
    for (int c = 0; c < blocks.nodes[b]; ++c) {
      double anchor = 0;
      builder.start(blocks.first[b] + c);
      for (int v = 0; v < 8; ++v) {
        if (!holds(members, v) || component_of(members, v) != c) continue;
        const Spot s = spot(lattice.shape, z, y, x, v);
        anchor += stencil.anchor(s.row, s.m);
        for (int side = 0; side < 6; ++side) {
          const double link = stencil.link(s.row, side, s.m);
          if (link > 0) builder.add(neighbour(s, side), link);
        }
      }
      builder.finish(graph, anchor);
    }
  };
  for (int colour = 0; colour < blocks.colours; ++colour)
    for (int z = 0; z < blocks.count[2]; ++z)
      for (int y = 0; y < blocks.count[1]; ++y)
        for (int x = 0; x < blocks.count[0]; ++x) {
          if (blocks.colour(z, y, x) == colour) add_block(z, y, x);
        }
}

}  // namespace

template <class Stencil>
VoxelAggregates aggregate_voxels(const Lattice& lattice, const Stencil& stencil, double theta) {
  VoxelAggregates out;
  const Shape& shape = lattice.shape;
  const auto cells = lattice.grid.cells;
  out.graph.blocks = coarser({shape.nx, shape.ny, shape.nz},
                             {static_cast<int>(cells[0]), static_cast<int>(cells[1]), static_cast<int>(cells[2])},
                             static_cast<int>(lattice.block.first[2]), lattice.ends);
  Blocks& blocks = out.graph.blocks;
  out.members.assign(blocks.first.size(), 0);
  const bool occupancy_decides = all_strong(stencil, theta);
  const std::vector<Members> table = occupancy_decides ? components_by_occupancy() : std::vector<Members>();
  for (int z = 0; z < blocks.count[2]; ++z)
    for (int y = 0; y < blocks.count[1]; ++y)
      for (int x = 0; x < blocks.count[0]; ++x) {
        const std::size_t b = blocks.at(z, y, x);
        out.members[b] = occupancy_decides ? table[occupancy(shape, stencil, {x, y, z})]
                                           : components(shape, stencil, theta, {x, y, z});
        blocks.nodes[b] = component_count(out.members[b]);
      }
  const bool alone = lattice.beside.lower == lattice.ranks.rank() || !(lattice.beside.lower || lattice.beside.upper);
  if (!alone) out.graph.beside = lattice.beside;
  if (shape.nz > 0) exchange_members(lattice, blocks, out.members);
  number_nodes(out.graph);
  number_ghosts(lattice.ranks, out.graph);
  build_rows(lattice, stencil, out);
  return out;
}

template VoxelAggregates aggregate_voxels(const Lattice&, const UniformStencil&, double);
template VoxelAggregates aggregate_voxels(const Lattice&, const LabelStencil&, double);
template VoxelAggregates aggregate_voxels(const Lattice&, const FaceStencil&, double);

}  // namespace voxvolt::numerics::multigrid
