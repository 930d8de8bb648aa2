// SPDX-License-Identifier: BSD-3-Clause
// The exact solve of the coarsest level, stored as an inverse.
#pragma once

#include <Kokkos_Core.hpp>

#include "numerics/multigrid/graph.hpp"

namespace voxvolt::numerics::multigrid {

/// Symmetric inverse of the graph's matrix (diagonal minus weights), n x n, by Cholesky in double. A pivot below 1e-9 of
/// its diagonal belongs to a set of nodes without anchor: that node is held at zero, which picks one solution of a
/// compatible system.
Kokkos::View<float*> dense_inverse(const Graph& graph);

/// x = inverse b.
void apply_inverse(const Kokkos::View<float*>& inverse, int nodes, const Kokkos::View<float*>& b,
                   const Kokkos::View<float*>& x);

}  // namespace voxvolt::numerics::multigrid
