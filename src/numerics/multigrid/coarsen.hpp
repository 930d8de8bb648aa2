// SPDX-License-Identifier: BSD-3-Clause
// From one coarse level to the next, and from slabs to a level that every rank holds.
#pragma once

#include "numerics/multigrid/graph.hpp"

namespace voxvolt::numerics::multigrid {

constexpr int no_aggregate = -1;  ///< of a node without edges

struct NextLevel {
  std::vector<int> aggregate;  ///< coarse node of each fine node of this rank, or no_aggregate
  Graph graph;
};

/// Components of the strong edges inside each block of 2x2x2 blocks. The slab must start at an even block.
NextLevel coarsen(const parallel::Communicator& ranks, const Graph& fine, double theta);

/// Collective. The whole level on every rank; `place` receives the shared number of each node of this rank.
Graph share(const parallel::Communicator& ranks, const Graph& slab, std::vector<int>& place);

}  // namespace voxvolt::numerics::multigrid
