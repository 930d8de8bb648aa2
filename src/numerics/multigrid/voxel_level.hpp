// SPDX-License-Identifier: BSD-3-Clause
// Level 0 for one stencil. Each pass reads every array once: its stages follow one another by a chunk of planes.
#pragma once

#include <utility>

#include "numerics/multigrid/aggregate_voxels.hpp"
#include "numerics/multigrid/level_zero.hpp"
#include "numerics/multigrid/rows.hpp"
#include "numerics/multigrid/stencils.hpp"

namespace voxvolt::numerics::multigrid {

template <class Stencil>
class VoxelLevel : public LevelZero {
 public:
  using Doubles = Kokkos::View<double*>;
  using Floats = Kokkos::View<float*>;

  /// `stencil` points to device memory, `host` to the same on the host; `keep` owns both.
  VoxelLevel(Lattice lattice, double scale, Stencil stencil, Stencil host, std::vector<std::shared_ptr<void>> keep,
             std::int64_t stencil_bytes)
      : stencil_(stencil), host_(host), keep_(std::move(keep)), stencil_bytes_(stencil_bytes), sums_(lattice.shape) {
    lattice_ = std::move(lattice);
    scale_ = scale;
    seams_ = lattice_.seams();
  }

  Graph coarsen(double strength) override;
  void pre_smooth(const Doubles& r, double factor, const Floats& z, const Floats& into) override;
  double post_smooth(const Doubles& r, double factor, const Floats& z, const Floats& from, double over) override;
  double direct(const Floats& z, double gamma, double beta, const Floats& p) override;
  double step(double alpha, const Floats& p, const Doubles& x, const Doubles& r) override;
  void residual(const Doubles& b, const Doubles& x, const Doubles& r) override;
  void add_held_ends(int axis, const Doubles& b) override;
  void add_tilt(int axis, const Doubles& b) override;
  double flux(const Doubles& x, int axis, double jump, bool held_ends) override;
  double dissipation(const Doubles& x, int axis, double jump, bool held_ends) override;
  void add_squared_flux(const Doubles& x, int axis, double jump, bool held_ends, double factor,
                        const Doubles& into) override;
  void mask(const Doubles& values) override;
  std::int64_t bytes() const override {
    return stencil_bytes_ + 4 * static_cast<std::int64_t>(first_.span() + members_.span());
  }

  // Stages of the passes, each on planes [first, last); public because device lambdas must be.
  void relax_red_from_zero(const Doubles& r, double factor, const Floats& z, int first, int last);
  void relax(const Doubles& r, double factor, const Floats& z, int colour, int first, int last);
  void restrict_residual(const Doubles& r, double factor, const Floats& z, const Floats& into, int first, int last);
  void prolong(const Floats& z, const Floats& from, double over, int first, int last);
  void relax_red_and_sum(const Doubles& r, double factor, const Floats& z, int first, int last);
  void combine(const Floats& z, double gamma, double beta, const Floats& p, int first, int last);
  void sum_energy(const Floats& p, int first, int last);

 private:
  void wrap(const Floats& z, int first, int last) { wrap_planes(lattice_, z, first, last); }
  /// The planes that go first because neighbours wait for them: two at either end, and the rest.
  std::array<StageRange, 3> ends_and_middle() const;

  Stencil stencil_, host_;
  std::vector<std::shared_ptr<void>> keep_;
  std::int64_t stencil_bytes_;
  bool seams_ = false;
  int blocks_x_ = 0, blocks_y_ = 0;
  Kokkos::View<int*> first_;        ///< per block with its ghost planes: its first node
  Kokkos::View<Members*> members_;  ///< likewise: which voxel belongs to which node
  PartialSums sums_;
};

}  // namespace voxvolt::numerics::multigrid
