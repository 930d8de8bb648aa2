// SPDX-License-Identifier: BSD-3-Clause
// Conduction between the voxels of a grid, part after part: couplings at fixed strides within parts that are boxes, and a
// list of the others. Systems with it are solved by conjugate gradients.
#pragma once

#include <cstddef>
#include <vector>

#include "numerics/aligned_array.hpp"
#include "solvers/runaway/propagation/grid_params.hpp"

namespace voxvolt::runaway {

class GridCoupling {
 public:
  explicit GridCoupling(const GridParams& grid);

  std::size_t size() const { return size_; }
  std::size_t first(std::size_t part) const { return first_[part]; }
  std::size_t count(std::size_t part) const { return first_[part + 1] - first_[part]; }
  std::size_t voxel(std::size_t entry) const { return voxel_[entry]; }     ///< in the grid, x fastest
  double exchange(std::size_t entry) const { return exchange_[entry]; }    ///< W/K by convection
  double radiating(std::size_t entry) const { return radiating_[entry]; }  ///< m^2 times emissivity
  double total(std::size_t entry) const { return total_[entry]; }          ///< W/K, sum of its conductances

  /// Parts that touch a part.
  std::vector<int> touching(int part) const;

  /// out_i = sum_j g_ij (u_j - u_i), W for u in K.
  void conduct(const double* u, double* out) const;

  /// u <- solution of (d_i + sum_j g_ij) u_i - sum_j g_ij u_j = capacity_i u_i(before), d_i + sum = diagonal_i; to the
  /// relative residual `tolerance`, then shifted so that the sum of the residuals (energy) is zero. False where the
  /// operator is not positive or nothing converges.
  bool solve(const double* diagonal, const double* capacity, double* u, double tolerance);
  long long iterations() const { return iterations_; }

 private:
  struct Box {
    std::size_t first, count;
    std::array<std::size_t, 3> stride;  ///< 0: none
  };
  struct Pair {
    std::size_t a, b;
    double conductance;
  };
  void couple(const GridParams& grid, const std::vector<std::size_t>& entry_of);
  double conductance(const GridParams& grid, std::size_t v, std::size_t w, int axis) const;
  void expose(const GridParams& grid, std::size_t v, int axis, std::size_t entry);

  std::size_t size_ = 0;
  std::vector<std::size_t> first_, voxel_;
  std::vector<Box> boxes_;
  std::array<numerics::AlignedArray<double>, 3> along_;  ///< W/K to the entry one stride on
  std::vector<Pair> pairs_;
  std::vector<double> exchange_, radiating_, total_;
  numerics::AlignedArray<double> residual_, direction_, image_, scaled_;
  long long iterations_ = 0;
};

}  // namespace voxvolt::runaway
