// SPDX-License-Identifier: BSD-3-Clause
#include <algorithm>
#include <string>

#include "numerics/multigrid/coarse_levels.hpp"
#include "numerics/multigrid/dense_inverse.hpp"

namespace voxvolt::numerics::multigrid {
namespace {

constexpr int largest_dense = 3000;  // a stalled coarsening may leave more than coarsest_nodes

template <class T>
Kokkos::View<T*> to_device(const std::vector<T>& values, const std::string& name) {
  Kokkos::View<T*> view(name, values.size());
  const auto host = Kokkos::create_mirror_view(view);
  std::copy(values.begin(), values.end(), host.data());
  Kokkos::deep_copy(view, host);
  return view;
}

/// First nodes of the blocks that have any, by colour, and a closing entry.
std::vector<int> groups_of(const Graph& graph, std::vector<int>& colour_groups) {
  const Blocks& blocks = graph.blocks;
  std::vector<int> groups;
  for (int z = 0; z < blocks.count[2]; ++z)
    for (int y = 0; y < blocks.count[1]; ++y)
      for (int x = 0; x < blocks.count[0]; ++x) {
        const std::size_t b = blocks.at(z, y, x);
        if (blocks.nodes[b] > 0) groups.push_back(blocks.first[b]);
      }
  std::sort(groups.begin(), groups.end());
  colour_groups.clear();
  for (const int first : graph.colour_first) {
    colour_groups.push_back(static_cast<int>(std::lower_bound(groups.begin(), groups.end(), first) - groups.begin()));
  }
  groups.push_back(graph.nodes);
  return groups;
}

bool joins_within_colour(const Graph& graph) {
  for (std::size_t c = 0; c + 1 < graph.colour_first.size(); ++c) {
    const int first = graph.colour_first[c], last = graph.colour_first[c + 1];
    for (int e = graph.row[first]; e < graph.row[last]; ++e) {
      if (graph.column[e] >= first && graph.column[e] < last) return true;
    }
  }
  return false;
}

}  // namespace

CoarseLevels::CoarseLevels(const parallel::Communicator& ranks, Graph graph, int aligned_levels,
                           const CycleOptions& options)
    : ranks_(ranks), options_(options) {
  graph.shared = ranks.size() == 1;
  for (int level = 1;; ++level) {
    add_level(graph);
    const std::int64_t nodes = graph.shared ? graph.nodes : ranks.sum(static_cast<std::int64_t>(graph.nodes));
    if (!graph.shared && (nodes <= options_.shared_nodes || level >= aligned_levels)) {
      std::vector<int> place;
      graph = share(ranks, graph, place);
      add_sharing(place);
      add_level(graph);
      edges_.back() = 0;  // the same level again
    }
    if (nodes <= options_.coarsest_nodes) break;
    const auto global = [&](const Graph& g) {
      return g.shared ? static_cast<std::int64_t>(g.nodes) : ranks.sum(static_cast<std::int64_t>(g.nodes));
    };
    NextLevel next = coarsen(ranks, graph, options_.strength);
    // Where weak links hold up the coarsening, they join aggregates after all: a W-cycle must shrink its levels.
    if (10 * global(next.graph) > 7 * nodes) next = coarsen(ranks, graph, 0);
    if (10 * global(next.graph) > 9 * nodes) break;
    add_transfer(graph, next.aggregate, next.graph);
    graph = std::move(next.graph);
  }
  if (!graph.shared) return;
  if (graph.nodes <= largest_dense) inverse_ = dense_inverse(graph);
}

void CoarseLevels::add_level(const Graph& graph) {
  Level level;
  level.nodes = graph.nodes;
  level.colours = graph.blocks.colours;
  level.colour_first = graph.colour_first;
  level.in_block_edges = joins_within_colour(graph);
  level.beside = graph.beside;
  level.low_plane = graph.low_plane;
  level.high_plane = graph.high_plane;
  level.low_ghosts = graph.low_ghosts;
  level.high_ghosts = graph.high_ghosts;
  level.row = to_device(graph.row, "rows");
  level.column = to_device(graph.column, "columns");
  level.weight = to_device(graph.weight, "conductances");
  level.diagonal = to_device(graph.diagonal, "diagonal");
  if (level.in_block_edges) level.group = to_device(groups_of(graph, level.colour_groups), "groups");
  // Blocks without nodes point one past the last.
  level.b = Kokkos::View<float*>("right side", static_cast<std::size_t>(graph.nodes) + 8);
  level.x = Kokkos::View<float*>("solution", static_cast<std::size_t>(graph.nodes + graph.ghosts) + 8);
  levels_.push_back(std::move(level));
  sizes_.push_back(graph.nodes);
  const auto edges = static_cast<std::int64_t>(graph.column.size());
  edges_.push_back(graph.shared ? edges : ranks_.sum(edges));
}

void CoarseLevels::add_transfer(const Graph& fine, const std::vector<int>& aggregate, const Graph& coarse) {
  Level& level = levels_.back();
  const int coarse_nodes = coarse.nodes;
  // Nodes without an aggregate read the zero beyond the coarse level's last value.
  std::vector<int> read = aggregate;
  std::replace(read.begin(), read.end(), no_aggregate, coarse.nodes + coarse.ghosts);
  level.aggregate = to_device(read, "aggregates");
  // After a sweep the last colour has no residual, unless nodes of one colour are joined.
  const int first_without = level.in_block_edges ? fine.nodes : fine.colour_first[fine.colour_first.size() - 2];
  std::vector<int> first(static_cast<std::size_t>(coarse_nodes) + 1, 0);
  for (int n = 0; n < first_without; ++n) {
    if (aggregate[n] != no_aggregate) ++first[aggregate[n] + 1];
  }
  for (int n = 0; n < coarse_nodes; ++n) first[n + 1] += first[n];
  std::vector<int> child(static_cast<std::size_t>(first.back())), next(first.begin(), first.end() - 1);
  for (int n = 0; n < first_without; ++n) {
    if (aggregate[n] != no_aggregate) child[next[aggregate[n]]++] = n;
  }
  level.child_first = to_device(first, "first children");
  level.child = to_device(child, "children");
}

void CoarseLevels::add_sharing(const std::vector<int>& place) {
  Level& level = levels_.back();
  level.sharing = true;
  level.place = to_device(place, "shared numbers of this rank");
  level.place_of_all = to_device(parallel::gather_all(ranks_, place), "shared numbers");
  for (const std::int64_t count : ranks_.gather(static_cast<std::int64_t>(level.nodes))) {
    level.share_bytes.push_back(count * static_cast<std::int64_t>(sizeof(float)));
  }
}

std::int64_t CoarseLevels::bytes() const {
  std::size_t sum = inverse_.span() * sizeof(float);
  for (const Level& level : levels_) {
    sum += 4 * (level.row.span() + level.column.span() + level.group.span() + level.aggregate.span() +
                level.child_first.span() + level.child.span() + level.weight.span() + level.diagonal.span() +
                level.b.span() + level.x.span() + level.place_of_all.span());
  }
  return static_cast<std::int64_t>(sum);
}

double CoarseLevels::operator_complexity() const {
  std::int64_t sum = 0;
  for (const std::int64_t edges : edges_) sum += edges;
  return edges_.front() > 0 ? static_cast<double>(sum) / static_cast<double>(edges_.front()) : 1;
}

}  // namespace voxvolt::numerics::multigrid
