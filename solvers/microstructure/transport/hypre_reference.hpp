// SPDX-License-Identifier: BSD-3-Clause
// The same discrete problem, assembled as a sparse matrix of its own and solved by hypre's BoomerAMG through PETSc: the
// reference that the voxel multigrid is compared with.
#pragma once

#include <memory>

#include "solvers/microstructure/transport/image_medium.hpp"

namespace voxvolt::microstructure {

class HypreReference {
 public:
  /// Collective. Held problems only (`boundary` not `cell`, whose matrix is singular). Options are read with
  /// `options.petsc_prefix`.
  HypreReference(const ConductingImage& image, const ConnectedImage& connected, int axis,
                 const TransportOptions& options, const parallel::Communicator& ranks);
  ~HypreReference();
  HypreReference(const HypreReference&) = delete;
  HypreReference& operator=(const HypreReference&) = delete;

  /// Collective. Improves the potential until |b - A x| / |b| is below `residual`; returns the iterations. Throws
  /// SolverFailure when it does not get there.
  int solve(double residual, int most_iterations);
  /// The potential on this rank's slab, zero outside the problem, in natural order.
  numerics::Field<double> potential() const;

 private:
  struct System;
  std::unique_ptr<System> system_;
};

}  // namespace voxvolt::microstructure
