// SPDX-License-Identifier: BSD-3-Clause
// Conduction between the voxels of a grid, tile after tile: couplings at fixed strides within tiles that are boxes, and a
// list of the others. A tile may be one entry, or one for each of its pieces, with means: half of the length of a piece
// resists then at each of its faces. Systems are solved by conjugate gradients, preconditioned by the diagonal where it
// dominates (short steps) and else by a multigrid cycle.
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "numerics/aligned_array.hpp"
#include "solvers/runaway/propagation/grid_params.hpp"
#include "solvers/runaway/propagation/grid_tiles.hpp"
#include "solvers/runaway/propagation/network_multigrid.hpp"

namespace voxvolt::runaway {

class GridCoupling {
 public:
  /// `forms` per tile; empty: all whole.
  GridCoupling(const GridParams& grid, const std::vector<GridTile>& tiles, const std::vector<TileForm>& forms = {});

  std::size_t size() const { return size_; }
  std::size_t first(std::size_t part) const { return first_[part]; }
  std::size_t count(std::size_t part) const { return first_[part + 1] - first_[part]; }
  std::size_t first_of_tile(std::size_t tile) const { return boxes_[tile].first; }
  std::size_t count_of_tile(std::size_t tile) const { return boxes_[tile].count; }
  /// In the grid, x fastest; of several voxels the first.
  std::size_t voxel(std::size_t entry) const { return voxel_[entry]; }
  std::size_t entry_of(std::size_t voxel) const { return (*entry_of_)[voxel]; }
  double volume(std::size_t entry) const { return volume_[entry]; }        ///< m^3
  const double* share() const { return share_.data(); }                    ///< of the volume of its part, per entry
  double exchange(std::size_t entry) const { return exchange_[entry]; }    ///< W/K by convection
  double radiating(std::size_t entry) const { return radiating_[entry]; }  ///< m^2 times emissivity
  double total(std::size_t entry) const { return total_[entry]; }          ///< W/K, sum of its conductances

  /// Parts that touch a part.
  const std::vector<int>& touching(int part) const { return touching_[static_cast<std::size_t>(part)]; }

  /// out_i = sum_j g_ij (u_j - u_i), W for u in K.
  void conduct(const double* u, double* out) const;

  /// The matrix of systems: diagonal_i = d_i + sum_j g_ij; chooses what preconditions. False where it is not positive.
  bool set_diagonal(const double* diagonal, Preconditioner preconditioner = Preconditioner::automatic);
  /// u <- solution of (d_i + sum_j g_ij) u_i - sum_j g_ij u_j = capacity_i u_i(before); to the relative residual
  /// `tolerance`, then shifted so that the sum of the residuals (energy) is zero. False where the operator is not positive
  /// or nothing converges.
  bool solve(const double* capacity, double* u, double tolerance);
  long long iterations() const { return iterations_; }

 private:
  /// Lengths of entries of a tile along the axes, and how many voxels each takes.
  struct Span {
    std::array<std::size_t, 3> low{}, step{1, 1, 1};
    std::array<std::vector<double>, 3> length{};
  };
  struct Box {
    std::size_t first, count;
    std::array<std::size_t, 3> stride;  ///< 0: none
  };
  struct Pair {
    std::size_t a, b;
    double conductance;
  };
  void place(const GridParams& grid, const GridTile& tile, TileForm form);
  void couple(const GridParams& grid);
  void merge(std::vector<Pair>& pairs);
  double half_resistance(const GridParams& grid, int tile, int axis, std::size_t at) const;
  void expose(const GridParams& grid, int tile, int axis, std::size_t at, double area, std::optional<int> face,
              std::size_t entry);
  void touch(int a, int b);
  bool solve_by_multigrid(double* u, double tolerance);
  void close(double* u) const;
  NetworkMultigrid network() const;
  template <bool applies>
  double inner(std::size_t first, std::size_t last, const std::array<std::size_t, 3>& stride, const double* u,
               double* out) const;
  template <bool applies>
  double outer(const Box& box, std::size_t first, std::size_t last, const double* u, double* out) const;
  template <bool applies>
  double sweep(const double* u, double* out) const;

  std::size_t size_ = 0;
  std::vector<Span> spans_;                               ///< per tile, as are boxes_
  std::vector<int> part_, tile_;                          ///< per tile its part, per entry its tile
  std::shared_ptr<std::vector<std::uint32_t>> entry_of_;  ///< per voxel
  std::vector<std::size_t> first_, voxel_;
  std::vector<Box> boxes_;
  std::array<numerics::AlignedArray<double>, 3> along_;  ///< W/K to the entry one stride on
  std::vector<Pair> pairs_;
  std::vector<std::vector<int>> touching_;
  std::vector<double> volume_, share_, exchange_, radiating_, total_;
  numerics::AlignedArray<double> residual_, direction_, image_, inverse_, own_, corrected_;
  std::shared_ptr<NetworkMultigrid> multigrid_;  ///< once it was needed
  bool by_multigrid_ = false;
  long long iterations_ = 0;
};

}  // namespace voxvolt::runaway
