// SPDX-License-Identifier: BSD-3-Clause
// The levels below the voxels, and the W-cycle over them.
#pragma once

#include <Kokkos_Core.hpp>
#include <vector>

#include "numerics/multigrid/coarsen.hpp"

namespace voxvolt::numerics::multigrid {

struct CycleOptions {
  double strength = 0.1;         ///< theta: a link this much weaker than its ends' strongest does not join an aggregate
  double over_correction = 1.8;  ///< what piecewise-constant corrections miss in energy; below 2
  int coarsest_nodes = 400;
  std::int64_t shared_nodes = 40000;  ///< levels at most this large are held by every rank
};

/// Collective where levels are distributed. All vectors are views of `nodes + ghosts` values in the level's numbering.
class CoarseLevels {
 public:
  CoarseLevels(const parallel::Communicator& ranks, Graph first, int aligned_levels, const CycleOptions& options);

  const Kokkos::View<float*>& right_side() const { return levels_.front().b; }
  const Kokkos::View<float*>& solution() const { return levels_.front().x; }
  /// One approximate solve of the first coarse level: solution() from right_side(). A symmetric positive operator.
  void solve();
  void set_over_correction(double over) { options_.over_correction = over; }

  std::size_t count() const { return levels_.size(); }
  std::int64_t bytes() const;
  double operator_complexity() const;  ///< stored conductances of all levels over those of the first
  const std::vector<int>& level_sizes() const { return sizes_; }  ///< nodes of this rank, finest first

 private:
  struct Level {
    int nodes = 0, colours = 2;
    std::vector<int> colour_first;
    bool in_block_edges = false;
    parallel::Neighbours beside;
    PlaneNodes low_plane, high_plane, low_ghosts, high_ghosts;
    Kokkos::View<int*> row, column, group, aggregate, child_first, child;
    std::vector<int> colour_groups;
    Kokkos::View<float*> weight, diagonal, b, x;
    Kokkos::View<int*> place;               ///< where the next level is the same one, shared: number there
    std::vector<std::int64_t> share_bytes;  ///< per rank
    Kokkos::View<int*> place_of_all;        ///< shared number of all ranks' nodes, in rank order
    bool sharing = false;
  };
  void add_level(const Graph& graph);  // collective
  void add_transfer(const Graph& fine, const std::vector<int>& aggregate, const Graph& coarse);
  void add_sharing(const std::vector<int>& place);
  void visit(std::size_t level, bool from_zero);
  void relax(Level& level, int colour, bool from_zero, bool backward);
  void refresh(Level& level, int colour);
  void restrict_residual(Level& level, const Kokkos::View<float*>& into);
  void prolong(Level& level, const Kokkos::View<float*>& from);
  void gather_right_side(Level& level, Level& whole);
  void take_shared(Level& level, const Level& whole);

  parallel::Communicator ranks_;
  CycleOptions options_;
  std::vector<Level> levels_;
  std::vector<int> sizes_;
  std::vector<std::int64_t> edges_;  ///< over all ranks
  Kokkos::View<float*> inverse_;
};

}  // namespace voxvolt::numerics::multigrid
