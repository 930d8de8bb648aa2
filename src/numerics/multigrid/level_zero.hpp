// SPDX-License-Identifier: BSD-3-Clause
// The voxels themselves: the matrix in double difference form for the Krylov method, and the fused float passes of the
// smoother. One implementation per way to know the conductances; the rest of the multigrid sees only this.
#pragma once

#include <Kokkos_Core.hpp>
#include <memory>

#include "numerics/multigrid/graph.hpp"
#include "numerics/multigrid/medium.hpp"

namespace voxvolt::numerics::multigrid {

/// Vectors are lattice arrays (see lattice.hpp), zero outside the problem. Sums are over this rank.
class LevelZero {
 public:
  virtual ~LevelZero() = default;
  const Lattice& lattice() const { return lattice_; }
  double scale() const { return scale_; }  ///< the medium's largest conductance: the matrix is in units of it

  /// Builds the aggregates; returns the first coarse level. Collective.
  virtual Graph coarsen(double strength) = 0;

  /// z = one red-black sweep from zero on A z = factor * r; into = its residual, restricted.
  virtual void pre_smooth(const Kokkos::View<double*>& r, double factor, const Kokkos::View<float*>& z,
                          const Kokkos::View<float*>& into) = 0;
  /// z += over * from, then the adjoint sweep. Returns r . z.
  virtual double post_smooth(const Kokkos::View<double*>& r, double factor, const Kokkos::View<float*>& z,
                             const Kokkos::View<float*>& from, double over) = 0;
  /// p = gamma z + beta p, ghosts included. Returns p . A p.
  virtual double direct(const Kokkos::View<float*>& z, double gamma, double beta, const Kokkos::View<float*>& p) = 0;
  /// x += alpha p, r -= alpha A p. Returns r . r.
  virtual double step(double alpha, const Kokkos::View<float*>& p, const Kokkos::View<double*>& x,
                      const Kokkos::View<double*>& r) = 0;
  /// r = b - A x, refreshing the ghosts of x; r may be b itself.
  virtual void residual(const Kokkos::View<double*>& b, const Kokkos::View<double*>& x,
                        const Kokkos::View<double*>& r) = 0;

  /// b += g (u of the high end face) where the axis is held at zero and one: the right side of the held problem.
  virtual void add_held_ends(int axis, const Kokkos::View<double*>& b) = 0;
  /// b += conductance to the next voxel minus to the one before: the right side for a unit drop per voxel.
  virtual void add_tilt(int axis, const Kokkos::View<double*>& b) = 0;
  /// Sum over the faces of an axis of w (x_next - x + jump), ghosts of x being fresh; with held ends both end faces too.
  virtual double flux(const Kokkos::View<double*>& x, int axis, double jump, bool held_ends) = 0;
  /// Sum over all faces of w (x_next - x + jump along `axis`)^2, likewise.
  virtual double dissipation(const Kokkos::View<double*>& x, int axis, double jump, bool held_ends) = 0;
  /// into += (mean of the two fluxes through a voxel's faces across `axis`, times factor)^2; ghosts of x being fresh.
  virtual void add_squared_flux(const Kokkos::View<double*>& x, int axis, double jump, bool held_ends, double factor,
                                const Kokkos::View<double*>& into) = 0;
  /// Sets to zero what is outside the problem.
  virtual void mask(const Kokkos::View<double*>& values) = 0;

  double dot(const Kokkos::View<double*>& a, const Kokkos::View<double*>& b) const;
  /// Sums of r over each plane of an axis; this rank's part.
  std::vector<double> plane_sums(const Kokkos::View<double*>& r, int axis) const;
  virtual std::int64_t bytes() const = 0;  ///< of what describes the matrix and the aggregates

 protected:
  Lattice lattice_;
  double scale_ = 1;
};

/// Collective. Classes of the medium must be below the size of its table.
std::unique_ptr<LevelZero> make_level_zero(const LabelledMedium& medium, const parallel::Communicator& ranks);
std::unique_ptr<LevelZero> make_level_zero(const FaceMedium& medium, const parallel::Communicator& ranks);

}  // namespace voxvolt::numerics::multigrid
