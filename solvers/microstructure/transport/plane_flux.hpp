// SPDX-License-Identifier: BSD-3-Clause
// Is the flux the same through every plane? A residual that looks small can hide a flux that is not.
#pragma once

#include "numerics/multigrid/multigrid.hpp"

namespace voxvolt::microstructure {

/// Flux through the planes of faces of one axis, in units of the matrix.
struct PlaneFlux {
  double mean = 0;
  double spread = 0;  ///< largest minus smallest
};

/// Collective. `r` is the residual of `x`: its sum over a plane of voxels is the flux out minus the flux in.
PlaneFlux plane_flux(numerics::multigrid::Multigrid& solver, const Kokkos::View<double*>& x,
                     const Kokkos::View<double*>& r, int axis, bool cell);

}  // namespace voxvolt::microstructure
