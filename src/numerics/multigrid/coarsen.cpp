// SPDX-License-Identifier: BSD-3-Clause
#include "numerics/multigrid/coarsen.hpp"

#include <algorithm>

namespace voxvolt::numerics::multigrid {
namespace {

/// Components among the nodes of one coarse block.
class BlockComponents {
 public:
  BlockComponents(const Graph& fine, double theta) : fine_(fine), theta_(theta), slot_(fine.nodes, -1) {
    strongest_.resize(static_cast<std::size_t>(fine.nodes));
    for (int n = 0; n < fine.nodes; ++n) {
      float most = 0;
      for (int e = fine.row[n]; e < fine.row[n + 1]; ++e) most = std::max(most, fine.weight[e]);
      strongest_[n] = most;
    }
  }

  /// Writes each node's component number into `component`; returns how many there are.
  int find(const std::vector<int>& nodes, std::vector<int>& component) {
    const int count = static_cast<int>(nodes.size());
    parent_.resize(count);
    for (int s = 0; s < count; ++s) parent_[s] = slot_[nodes[s]] = s;
    for (int s = 0; s < count; ++s) join_strong(nodes[s], s);
    int components = 0;
    for (int s = 0; s < count; ++s) { component[nodes[s]] = root(s) == s ? components++ : component[nodes[root(s)]]; }
    for (const int n : nodes) slot_[n] = -1;
    return components;
  }

 private:
  void join_strong(int n, int s) {
    for (int e = fine_.row[n]; e < fine_.row[n + 1]; ++e) {
      const int other = fine_.column[e];
      if (other >= fine_.nodes || slot_[other] < 0) continue;
      if (fine_.weight[e] < theta_ * std::max(strongest_[n], strongest_[other])) continue;
      const int a = root(s), b = root(slot_[other]);
      parent_[std::max(a, b)] = std::min(a, b);
    }
  }
  int root(int s) const {
    while (parent_[s] != s) s = parent_[s];
    return s;
  }

  const Graph& fine_;
  double theta_;
  std::vector<int> slot_;  ///< of the nodes of the current block
  std::vector<float> strongest_;
  std::vector<int> parent_;
};

template <class Visit>
void every_block(const Blocks& blocks, const Visit& visit) {
  for (int z = 0; z < blocks.count[2]; ++z)
    for (int y = 0; y < blocks.count[1]; ++y)
      for (int x = 0; x < blocks.count[0]; ++x) visit(z, y, x);
}

/// Nodes of a coarse block. Those without edges are left out: a relaxation solves them exactly.
void nodes_of(const Graph& graph, int z, int y, int x, std::vector<int>& nodes) {
  const Blocks& fine = graph.blocks;
  nodes.clear();
  for (int v = 0; v < 8; ++v) {
    const int fz = 2 * z + (v >> 2), fy = 2 * y + (v >> 1 & 1), fx = 2 * x + (v & 1);
    if (fz >= fine.count[2] || fy >= fine.count[1] || fx >= fine.count[0]) continue;
    const std::size_t b = fine.at(fz, fy, fx);
    for (int n = fine.first[b]; n < fine.first[b] + fine.nodes[b]; ++n) {
      if (graph.row[n] < graph.row[n + 1]) nodes.push_back(n);
    }
  }
}

/// Aggregates of the neighbours' end planes, appended to those of this rank's nodes, as ghost numbers of the coarse level.
void exchange_aggregates(const parallel::Communicator& ranks, const Graph& fine, const Graph& coarse,
                         std::vector<int>& aggregate) {
  if (fine.ghosts == 0) return;
  // A neighbour knows a coarse node of this rank's end plane by its colour and its number within that plane.
  const auto describe = [&](const PlaneNodes& nodes, const PlaneNodes& plane) {
    std::vector<int> text;
    for (std::size_t c = 0; c < nodes.count.size(); ++c) {
      for (int n = nodes.first[c]; n < nodes.first[c] + nodes.count[c]; ++n) {
        if (aggregate[n] == no_aggregate) {  // without edges, so nobody asks for it
          text.insert(text.end(), {0, 0});
          continue;
        }
        const auto colour = std::upper_bound(coarse.colour_first.begin(), coarse.colour_first.end(), aggregate[n]) -
                            coarse.colour_first.begin() - 1;
        text.push_back(static_cast<int>(colour));
        text.push_back(aggregate[n] - plane.first[colour]);
      }
    }
    return text;
  };
  const auto total = [](const PlaneNodes& plane) {
    std::size_t sum = 0;
    for (const int count : plane.count) sum += static_cast<std::size_t>(count);
    return sum;
  };
  std::vector<int> below(2 * total(fine.low_ghosts)), above(2 * total(fine.high_ghosts));
  const std::vector<int> low = describe(fine.low_plane, coarse.low_plane);
  const std::vector<int> high = describe(fine.high_plane, coarse.high_plane);
  parallel::exchange(ranks, fine.beside, {std::as_bytes(std::span(low)), std::as_bytes(std::span(high))},
                     {std::as_writable_bytes(std::span(below)), std::as_writable_bytes(std::span(above))});
  for (std::size_t t = 0; t < below.size(); t += 2)
    aggregate.push_back(coarse.low_ghosts.first[below[t]] + below[t + 1]);
  for (std::size_t t = 0; t < above.size(); t += 2)
    aggregate.push_back(coarse.high_ghosts.first[above[t]] + above[t + 1]);
}

void build_rows(const Graph& fine, const std::vector<int>& aggregate, Graph& coarse) {
  std::vector<int> child_first(static_cast<std::size_t>(coarse.nodes) + 1, 0);
  const auto every_child = [&](const auto& visit) {
    for (int n = 0; n < fine.nodes; ++n) {
      if (aggregate[n] != no_aggregate) visit(n, aggregate[n]);
    }
  };
  every_child([&](int, int a) { ++child_first[a + 1]; });
  for (int n = 0; n < coarse.nodes; ++n) child_first[n + 1] += child_first[n];
  std::vector<int> children(static_cast<std::size_t>(child_first.back())),
      next(child_first.begin(), child_first.end() - 1);
  every_child([&](int n, int a) { children[next[a]++] = n; });
  coarse.row.assign(1, 0);
  RowBuilder builder;
  for (int node = 0; node < coarse.nodes; ++node) {
    builder.start(node);
    double anchor = 0;
    for (int c = child_first[node]; c < child_first[node + 1]; ++c) {
      const int n = children[c];
      anchor += fine.anchor[n];
      for (int e = fine.row[n]; e < fine.row[n + 1]; ++e) builder.add(aggregate[fine.column[e]], fine.weight[e]);
    }
    builder.finish(coarse, anchor);
  }
}

/// The shared number of node `n` of rank `q`: within a colour, ranks follow one another.
class SharedNumbers {
 public:
  SharedNumbers(std::vector<int> counts, int colours) : counts_(std::move(counts)), colours_(colours) {
    const int ranks = static_cast<int>(counts_.size()) / colours_;
    offset_.resize(counts_.size());
    int next = 0;
    for (int c = 0; c < colours_; ++c)
      for (int q = 0; q < ranks; ++q) {
        offset_[q * colours_ + c] = next;
        next += counts_[q * colours_ + c];
      }
  }
  int operator()(int rank, int n) const {
    for (int c = 0; c < colours_; ++c) {
      const int count = counts_[rank * colours_ + c];
      if (n < count) return offset_[rank * colours_ + c] + n;
      n -= count;
    }
    return -1;
  }
  int nodes_of(int rank) const {
    int sum = 0;
    for (int c = 0; c < colours_; ++c) sum += counts_[rank * colours_ + c];
    return sum;
  }

 private:
  std::vector<int> counts_;
  int colours_;
  std::vector<int> offset_;
};

/// Shared numbers of the ghost nodes: those of the neighbours' end planes.
std::vector<int> ghost_numbers(const parallel::Communicator& ranks, const Graph& slab, const std::vector<int>& place) {
  const auto plane = [&](const PlaneNodes& nodes) {
    std::vector<int> numbers;
    for (std::size_t c = 0; c < nodes.count.size(); ++c)
      for (int n = 0; n < nodes.count[c]; ++n) numbers.push_back(place[nodes.first[c] + n]);
    return numbers;
  };
  const auto total = [](const PlaneNodes& nodes) {
    int sum = 0;
    for (const int count : nodes.count) sum += count;
    return sum;
  };
  std::vector<int> ghosts(static_cast<std::size_t>(slab.ghosts));
  if (slab.ghosts == 0) return ghosts;
  const std::vector<int> low = plane(slab.low_plane), high = plane(slab.high_plane);
  const std::span<int> all(ghosts);
  const std::size_t split = static_cast<std::size_t>(total(slab.low_ghosts));
  parallel::exchange(ranks, slab.beside, {std::as_bytes(std::span(low)), std::as_bytes(std::span(high))},
                     {std::as_writable_bytes(all.first(split)), std::as_writable_bytes(all.subspan(split))});
  return ghosts;
}

}  // namespace

NextLevel coarsen(const parallel::Communicator& ranks, const Graph& fine, double theta) {
  NextLevel next;
  Graph& coarse = next.graph;
  coarse.blocks = coarser(fine.blocks.count, fine.blocks.total, fine.blocks.first_z, fine.blocks.ends);
  coarse.beside = fine.beside;
  coarse.shared = fine.shared;
  next.aggregate.assign(static_cast<std::size_t>(fine.nodes), no_aggregate);
  std::vector<int> nodes;
  BlockComponents components(fine, theta);
  every_block(coarse.blocks, [&](int z, int y, int x) {
    nodes_of(fine, z, y, x, nodes);
    const int count = components.find(nodes, next.aggregate);
    coarse.blocks.nodes[coarse.blocks.at(z, y, x)] = count;
  });
  number_nodes(coarse);
  number_ghosts(ranks, coarse);
  every_block(coarse.blocks, [&](int z, int y, int x) {
    nodes_of(fine, z, y, x, nodes);
    for (const int n : nodes) next.aggregate[n] += coarse.blocks.first[coarse.blocks.at(z, y, x)];
  });
  std::vector<int> with_ghosts = next.aggregate;
  exchange_aggregates(ranks, fine, coarse, with_ghosts);
  build_rows(fine, with_ghosts, coarse);
  return next;
}

Graph share(const parallel::Communicator& ranks, const Graph& slab, std::vector<int>& place) {
  const int colours = slab.blocks.colours;
  std::vector<int> counts;
  for (int c = 0; c < colours; ++c) counts.push_back(slab.colour_first[c + 1] - slab.colour_first[c]);
  const SharedNumbers number(parallel::gather_all(ranks, counts), colours);
  place.clear();
  for (int n = 0; n < slab.nodes; ++n) place.push_back(number(ranks.rank(), n));
  std::vector<int> columns_here = place;
  const std::vector<int> ghosts = ghost_numbers(ranks, slab, place);
  columns_here.insert(columns_here.end(), ghosts.begin(), ghosts.end());

  Graph whole;
  whole.shared = true;
  whole.blocks =
      coarser({2 * slab.blocks.total[0], 2 * slab.blocks.total[1], 2 * slab.blocks.total[2]},
              {2 * slab.blocks.total[0], 2 * slab.blocks.total[1], 2 * slab.blocks.total[2]}, 0, slab.blocks.ends);
  const std::size_t plane = static_cast<std::size_t>(slab.blocks.count[0]) * slab.blocks.count[1];
  const auto own_nodes = std::vector<int>(slab.blocks.nodes.begin() + plane, slab.blocks.nodes.end() - plane);
  const auto all_nodes = parallel::gather_all(ranks, own_nodes);
  std::copy(all_nodes.begin(), all_nodes.end(), whole.blocks.nodes.begin() + plane);
  number_nodes(whole);
  number_ghosts(ranks, whole);

  std::vector<int> lengths, columns;
  for (int n = 0; n < slab.nodes; ++n) lengths.push_back(slab.row[n + 1] - slab.row[n]);
  for (const int c : slab.column) columns.push_back(columns_here[c]);
  const auto all_places = parallel::gather_all(ranks, place), all_lengths = parallel::gather_all(ranks, lengths);
  const auto all_columns = parallel::gather_all(ranks, columns);
  const auto all_weights = parallel::gather_all(ranks, slab.weight);
  const auto all_anchors = parallel::gather_all(ranks, slab.anchor);
  std::vector<int> source(static_cast<std::size_t>(whole.nodes)), edge(all_places.size() + 1, 0);
  for (std::size_t n = 0; n < all_places.size(); ++n) {
    source[all_places[n]] = static_cast<int>(n);
    edge[n + 1] = edge[n] + all_lengths[n];
  }
  whole.row.assign(1, 0);
  RowBuilder builder;
  for (int n = 0; n < whole.nodes; ++n) {
    builder.start(n);
    for (int e = edge[source[n]]; e < edge[source[n] + 1]; ++e) builder.add(all_columns[e], all_weights[e]);
    builder.finish(whole, all_anchors[source[n]]);
  }
  return whole;
}

}  // namespace voxvolt::numerics::multigrid
