// SPDX-License-Identifier: BSD-3-Clause
// The voxel multigrid: a symmetric positive preconditioner in float for conduction on voxels, and conjugate gradients in
// double around it.
#pragma once

#include <functional>
#include <memory>

#include "numerics/multigrid/coarse_levels.hpp"
#include "numerics/multigrid/level_zero.hpp"

namespace voxvolt::numerics::multigrid {

class Multigrid {
 public:
  /// Collective: builds all levels. Fields of the medium live on this rank's aligned_slab.
  Multigrid(const LabelledMedium& medium, const parallel::Communicator& ranks, const CycleOptions& options = {});
  Multigrid(const FaceMedium& medium, const parallel::Communicator& ranks, const CycleOptions& options = {});

  LevelZero& voxels() { return *voxels_; }
  const Lattice& lattice() const { return voxels_->lattice(); }
  const CoarseLevels& coarse() const { return *coarse_; }

  /// z = one W-cycle on factor * r; `factor` brings r to about one, for float's sake. Collective; returns r . z.
  double cycle(const Kokkos::View<double*>& r, double factor, const Kokkos::View<float*>& z);
  /// One for a preconditioner that stays positive however the levels turn out.
  void set_over_correction(double over);
  std::int64_t bytes() const { return voxels_->bytes() + coarse_->bytes(); }

 private:
  void build(const CycleOptions& options);
  std::unique_ptr<LevelZero> voxels_;
  std::unique_ptr<CoarseLevels> coarse_;
  double over_correction_ = 1.8;
};

/// Vectors of one solve, lattice arrays. 24 bytes per voxel.
struct KrylovVectors {
  Kokkos::View<double*> x, r;
  Kokkos::View<float*> p, z;
  explicit KrylovVectors(const Lattice& lattice);
  std::int64_t bytes() const {
    return static_cast<std::int64_t>(8 * (x.span() + r.span()) + 4 * (p.span() + z.span()));
  }
};

struct KrylovOptions {
  double residual = 1e-8;  ///< of |b - A x| / |b|
  int most_iterations = 300;
};

struct KrylovOutcome {
  int iterations = 0;
  double relative_residual = 0;  ///< recomputed from x, not from the recurrence
};

/// What is solved: r = b - A x from the current x, |b|, and a further test that must hold at the end.
struct KrylovProblem {
  std::function<void()> residual;
  double reference = 1;
  std::function<bool()> also = [] { return true; };
};

/// Improves v.x until the recomputed residual and `problem.also` agree. Collective. Throws AgreedFailure
/// (ExitCode::solver) when it does not get there.
KrylovOutcome conjugate_gradients(Multigrid& multigrid, KrylovVectors& v, const KrylovProblem& problem,
                                  const KrylovOptions& options);

/// A x = b for fields in natural order on the aligned slab, b in the medium's own unit times that of x. x holds the first
/// guess. Collective.
KrylovOutcome solve(Multigrid& multigrid, const Field<double>& b, const Field<double>& x, const KrylovOptions& options);

/// y = A x in natural order. Collective.
void multiply(Multigrid& multigrid, const Field<double>& x, const Field<double>& y);

}  // namespace voxvolt::numerics::multigrid
