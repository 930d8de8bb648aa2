// SPDX-License-Identifier: BSD-3-Clause
#include "numerics/multigrid/graph.hpp"

#include <algorithm>

namespace voxvolt::numerics::multigrid {
namespace {

/// A periodic axis with an odd number of blocks needs a third value, else its two ends would share a colour.
int axis_colour(int block, int total, Ends ends) {
  const bool odd_ring = ends == Ends::periodic && total % 2 == 1 && total > 1;
  return odd_ring && block == total - 1 ? 2 : block % 2;
}

bool odd_ring(const Blocks& blocks) {
  for (std::size_t a = 0; a < 3; ++a) {
    if (blocks.ends[a] == Ends::periodic && blocks.total[a] % 2 == 1 && blocks.total[a] > 1) return true;
  }
  return false;
}

/// What a neighbour needs to number the nodes of a plane of blocks: how many nodes of each colour, then per block its
/// first node counted from the plane's own start of that colour, and its number of nodes.
std::vector<int> describe_plane(const Graph& graph, int z, const PlaneNodes& plane) {
  const Blocks& blocks = graph.blocks;
  std::vector<int> text(plane.count.begin(), plane.count.end());
  for (int y = 0; y < blocks.count[1]; ++y) {
    for (int x = 0; x < blocks.count[0]; ++x) {
      const std::size_t b = blocks.at(z, y, x);
      text.push_back(blocks.first[b] - plane.first[blocks.colour(z, y, x)]);
      text.push_back(blocks.nodes[b]);
    }
  }
  return text;
}

/// Numbers a ghost plane from `next` on.
PlaneNodes number_ghost_plane(Graph& graph, int z, const std::vector<int>& text, int next) {
  Blocks& blocks = graph.blocks;
  PlaneNodes plane;
  for (int c = 0; c < blocks.colours; ++c) {
    plane.first.push_back(next);
    plane.count.push_back(text[static_cast<std::size_t>(c)]);
    next += plane.count.back();
  }
  std::size_t t = static_cast<std::size_t>(blocks.colours);
  for (int y = 0; y < blocks.count[1]; ++y) {
    for (int x = 0; x < blocks.count[0]; ++x, t += 2) {
      const std::size_t b = blocks.at(z, y, x);
      blocks.first[b] = plane.first[blocks.colour(z, y, x)] + text[t];
      blocks.nodes[b] = text[t + 1];
    }
  }
  return plane;
}

}  // namespace

int Blocks::colour(int z, int y, int x) const {
  const int whole_z = (first_z + z + total[2]) % total[2];
  return (axis_colour(x, total[0], ends[0]) + axis_colour(y, total[1], ends[1]) +
          axis_colour(whole_z, total[2], ends[2])) %
         colours;
}

Blocks coarser(const std::array<int, 3>& fine_count, const std::array<int, 3>& fine_total, int fine_first_z,
               const std::array<Ends, 3>& ends) {
  Blocks blocks;
  blocks.ends = ends;
  for (std::size_t a = 0; a < 3; ++a) {
    blocks.count[a] = (fine_count[a] + 1) / 2;
    blocks.total[a] = (fine_total[a] + 1) / 2;
  }
  blocks.first_z = fine_first_z / 2;
  blocks.colours = odd_ring(blocks) ? 3 : 2;
  const std::size_t size = static_cast<std::size_t>(blocks.count[0]) * blocks.count[1] * (blocks.count[2] + 2);
  blocks.first.assign(size, 0);
  blocks.nodes.assign(size, 0);
  return blocks;
}

void number_nodes(Graph& graph) {
  Blocks& blocks = graph.blocks;
  graph.colour_first.assign(static_cast<std::size_t>(blocks.colours) + 1, 0);
  const auto every_block = [&](const auto& visit) {
    for (int z = 0; z < blocks.count[2]; ++z)
      for (int y = 0; y < blocks.count[1]; ++y)
        for (int x = 0; x < blocks.count[0]; ++x) visit(z, blocks.at(z, y, x), blocks.colour(z, y, x));
  };
  graph.low_plane = graph.high_plane = {std::vector<int>(blocks.colours, 0), std::vector<int>(blocks.colours, 0)};
  every_block([&](int, std::size_t b, int c) { graph.colour_first[c + 1] += blocks.nodes[b]; });
  for (int c = 0; c < blocks.colours; ++c) graph.colour_first[c + 1] += graph.colour_first[c];
  std::vector<int> next(graph.colour_first.begin(), graph.colour_first.end() - 1);
  every_block([&](int z, std::size_t b, int c) {
    blocks.first[b] = next[c];
    next[c] += blocks.nodes[b];
    if (z == 0) graph.low_plane.count[c] += blocks.nodes[b];
    if (z == blocks.count[2] - 1) graph.high_plane.count[c] += blocks.nodes[b];
  });
  for (int c = 0; c < blocks.colours; ++c) {
    graph.low_plane.first[c] = graph.colour_first[c];
    graph.high_plane.first[c] = graph.colour_first[c + 1] - graph.high_plane.count[c];
  }
  graph.nodes = graph.colour_first.back();
}

void number_ghosts(const parallel::Communicator& ranks, Graph& graph) {
  Blocks& blocks = graph.blocks;
  const bool alone = !graph.beside.lower && !graph.beside.upper;
  if (alone) {
    if (blocks.ends[2] != Ends::periodic || blocks.count[2] == 0) return;
    // The slab is its own neighbour: ghost blocks are the blocks of the other end.
    const std::size_t plane = static_cast<std::size_t>(blocks.count[0]) * blocks.count[1];
    const auto copy = [&](int from, int to) {
      std::copy_n(blocks.first.begin() + blocks.at(from, 0, 0), plane, blocks.first.begin() + blocks.at(to, 0, 0));
      std::copy_n(blocks.nodes.begin() + blocks.at(from, 0, 0), plane, blocks.nodes.begin() + blocks.at(to, 0, 0));
    };
    copy(blocks.count[2] - 1, -1);
    copy(0, blocks.count[2]);
    return;
  }
  const std::size_t size = blocks.colours + 2 * static_cast<std::size_t>(blocks.count[0]) * blocks.count[1];
  std::vector<int> below(size), above(size);
  const std::vector<int> low = describe_plane(graph, 0, graph.low_plane);
  const std::vector<int> high = describe_plane(graph, blocks.count[2] - 1, graph.high_plane);
  parallel::exchange(ranks, graph.beside, {std::as_bytes(std::span(low)), std::as_bytes(std::span(high))},
                     {std::as_writable_bytes(std::span(below)), std::as_writable_bytes(std::span(above))});
  const auto add = [&](PlaneNodes& plane, int z, const std::vector<int>& text) {
    plane = number_ghost_plane(graph, z, text, graph.nodes + graph.ghosts);
    for (const int count : plane.count) graph.ghosts += count;
  };
  if (graph.beside.lower) add(graph.low_ghosts, -1, below);
  if (graph.beside.upper) add(graph.high_ghosts, blocks.count[2], above);
}

void RowBuilder::add(int column, double weight) {
  if (column == node_ || weight == 0) return;
  const auto found = std::find(columns_.begin(), columns_.end(), column);
  if (found != columns_.end()) {
    sums_[static_cast<std::size_t>(found - columns_.begin())] += weight;
  } else {
    columns_.push_back(column);
    sums_.push_back(weight);
  }
}

void RowBuilder::finish(Graph& graph, double anchor) {
  double diagonal = anchor;
  const std::size_t start = graph.column.size();
  for (std::size_t e = 0; e < columns_.size(); ++e) {
    graph.column.push_back(columns_[e]);
    graph.weight.push_back(static_cast<float>(sums_[e]));
    diagonal += static_cast<double>(graph.weight[start + e]);
  }
  graph.anchor.push_back(anchor);
  graph.diagonal.push_back(static_cast<float>(diagonal));
  graph.row.push_back(static_cast<int>(graph.column.size()));
}

}  // namespace voxvolt::numerics::multigrid
