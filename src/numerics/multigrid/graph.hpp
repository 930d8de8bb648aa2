// SPDX-License-Identifier: BSD-3-Clause
// A coarse level: nodes with conductances between them. A node lives in a block of the level's own coordinates (a block of
// 2x2x2 blocks of the finer level, or of voxels); several nodes may share a block.
#pragma once

#include <Kokkos_Core.hpp>
#include <array>
#include <cstdint>
#include <vector>

#include "numerics/multigrid/lattice.hpp"

namespace voxvolt::numerics::multigrid {

/// Where one rank's blocks lie. Node numbers go by colour, then by block (z, y, x), then by component, so that the nodes
/// of an end plane of one colour are consecutive.
struct Blocks {
  std::array<int, 3> count{0, 0, 0};  ///< of this rank, x, y, z
  std::array<Ends, 3> ends{Ends::closed, Ends::closed, Ends::closed};
  std::array<int, 3> total{0, 0, 0};  ///< of all ranks
  int first_z = 0;
  int colours = 2;
  std::vector<int> first;  ///< number of the first node of each block, with one ghost plane below and above
  std::vector<int> nodes;  ///< how many nodes each block has, the same shape

  std::size_t at(int z, int y, int x) const { return (static_cast<std::size_t>(z + 1) * count[1] + y) * count[0] + x; }
  int colour(int z, int y, int x) const;
};

/// Nodes of one end plane by colour: where they start among the nodes, and how many.
struct PlaneNodes {
  std::vector<int> first, count;
};

struct Graph {
  Blocks blocks;
  int nodes = 0;                  ///< of this rank
  int ghosts = 0;                 ///< numbered after them: lower plane by colour, upper plane by colour
  std::vector<int> colour_first;  ///< colours + 1
  bool in_block_edges = false;    ///< some edge joins two nodes of one block, hence of one colour
  bool shared = false;            ///< every rank holds all of it
  parallel::Neighbours beside;    ///< none when shared or alone
  PlaneNodes low_plane, high_plane, low_ghosts, high_ghosts;

  std::vector<double> anchor;    ///< conductance to held values and diagonal term, per node
  std::vector<int> row, column;  ///< compressed rows
  std::vector<float> weight;     ///< rounded once; diagonals are sums of the rounded ones
  std::vector<float> diagonal;
};

/// The ghost planes' numbers and the two numbers of the halo, from the neighbours' end planes.
void number_ghosts(const parallel::Communicator& ranks, Graph& graph);

/// First numbers of all blocks from how many nodes each has; also counts per colour and the end planes.
void number_nodes(Graph& graph);

/// Coarse block sizes of a finer level.
Blocks coarser(const std::array<int, 3>& fine_count, const std::array<int, 3>& fine_total, int fine_first_z,
               const std::array<Ends, 3>& ends);

/// Collects the conductances of one coarse row.
class RowBuilder {
 public:
  void start(int node) {
    node_ = node;
    columns_.clear();
    sums_.clear();
  }
  void add(int column, double weight);
  /// Appends to the graph's rows, which must be built in order; columns ascend.
  void finish(Graph& graph, double anchor);

 private:
  int node_ = 0;
  std::vector<int> columns_;
  std::vector<double> sums_;
};

}  // namespace voxvolt::numerics::multigrid
