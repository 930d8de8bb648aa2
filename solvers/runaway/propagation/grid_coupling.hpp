// SPDX-License-Identifier: BSD-3-Clause
// Conduction between the voxels of a grid, part after part: couplings at fixed strides within parts that are boxes, and a
// list of the others. A part may be one entry, with its means: half of its length resists then at each of its faces.
// Systems are solved by conjugate gradients.
#pragma once

#include <cstddef>
#include <utility>
#include <vector>

#include "numerics/aligned_array.hpp"
#include "solvers/runaway/propagation/grid_params.hpp"

namespace voxvolt::runaway {

class GridCoupling {
 public:
  /// `single`: parts that are one entry; empty: none.
  explicit GridCoupling(const GridParams& grid, const std::vector<bool>& single = {});

  std::size_t size() const { return size_; }
  std::size_t first(std::size_t part) const { return first_[part]; }
  std::size_t count(std::size_t part) const { return first_[part + 1] - first_[part]; }
  /// In the grid, x fastest; of a part that is one entry, its first.
  std::size_t voxel(std::size_t entry) const { return voxel_[entry]; }
  double volume(std::size_t entry) const { return volume_[entry]; }        ///< m^3
  const double* share() const { return share_.data(); }                    ///< of the volume of its part, per entry
  double exchange(std::size_t entry) const { return exchange_[entry]; }    ///< W/K by convection
  double radiating(std::size_t entry) const { return radiating_[entry]; }  ///< m^2 times emissivity
  double total(std::size_t entry) const { return total_[entry]; }          ///< W/K, sum of its conductances

  /// Parts that touch a part.
  const std::vector<int>& touching(int part) const { return touching_[static_cast<std::size_t>(part)]; }

  /// out_i = sum_j g_ij (u_j - u_i), W for u in K.
  void conduct(const double* u, double* out) const;

  /// u <- solution of (d_i + sum_j g_ij) u_i - sum_j g_ij u_j = capacity_i u_i(before), d_i + sum = diagonal_i; to the
  /// relative residual `tolerance`, then shifted so that the sum of the residuals (energy) is zero. False where the
  /// operator is not positive or nothing converges.
  bool solve(const double* diagonal, const double* capacity, double* u, double tolerance);
  long long iterations() const { return iterations_; }

 private:
  struct Span {  ///< what a part takes of the grid, half-open, and its lengths
    std::array<std::size_t, 3> low{}, high{};
    std::array<double, 3> length{};
    bool single = false;
  };
  struct Box {
    std::size_t first, count;
    std::array<std::size_t, 3> stride;  ///< 0: none
  };
  struct Pair {
    std::size_t a, b;
    double conductance;
  };
  std::vector<std::size_t> place_parts(const GridParams& grid, const std::vector<bool>& single);
  void couple(const GridParams& grid, const std::vector<std::size_t>& entry_of);
  void merge(std::vector<Pair>& pairs);
  double half_resistance(const GridParams& grid, int part, int axis, std::size_t at) const;
  void expose(const GridParams& grid, int part, int axis, std::size_t at, double area, std::optional<int> face,
              std::size_t entry);
  void touch(int a, int b);

  std::size_t size_ = 0;
  std::vector<Span> spans_;
  std::vector<std::size_t> first_, voxel_;
  std::vector<Box> boxes_;
  std::array<numerics::AlignedArray<double>, 3> along_;  ///< W/K to the entry one stride on
  std::vector<Pair> pairs_;
  std::vector<std::vector<int>> touching_;
  std::vector<double> volume_, share_, exchange_, radiating_, total_;
  numerics::AlignedArray<double> residual_, direction_, image_, scaled_;
  long long iterations_ = 0;
};

}  // namespace voxvolt::runaway
