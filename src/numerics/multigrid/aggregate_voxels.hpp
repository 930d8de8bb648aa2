// SPDX-License-Identifier: BSD-3-Clause
// From voxels to the first coarse level: every 2x2x2 block of voxels falls into the components of its strong links, and
// each component becomes one node. A piecewise-constant correction then never joins voxels that meet only far away.
#pragma once

#include <vector>

#include "numerics/multigrid/graph.hpp"
#include "numerics/multigrid/stencils.hpp"

namespace voxvolt::numerics::multigrid {

/// Voxel dx + 2 dy + 4 dz of a block: bits 3v..3v+2 hold its component, bit 24 + v says that it is part of the problem.
using Members = std::uint32_t;
KOKKOS_INLINE_FUNCTION int component_of(Members members, int voxel) {
  return static_cast<int>(members >> (3 * voxel)) & 7;
}
KOKKOS_INLINE_FUNCTION bool holds(Members members, int voxel) { return (members >> (24 + voxel) & 1u) != 0; }

struct VoxelAggregates {
  std::vector<Members> members;  ///< per block, shaped like Blocks::first
  Graph graph;
};

/// Links at least `theta` of the stronger end's strongest are strong. `stencil` points to host memory with ghosts filled.
template <class Stencil>
VoxelAggregates aggregate_voxels(const Lattice& lattice, const Stencil& stencil, double theta);

}  // namespace voxvolt::numerics::multigrid
