// SPDX-License-Identifier: BSD-3-Clause
// How one rank's slab of voxels lies in memory: rows along x, each split into its even and its odd voxels, so that a
// red-black sweep runs over contiguous halves; one ghost voxel, row and plane at each end.
#pragma once

#include <Kokkos_Core.hpp>
#include <array>
#include <cstdint>

#include "numerics/field.hpp"
#include "parallel/halo.hpp"

namespace voxvolt::numerics::multigrid {

/// What lies beyond the first and the last voxel of an axis.
enum class Ends { closed, periodic };

/// Positions of one half of a row (x parity `half`) and of its neighbours: add m in [0, count).
struct HalfRow {
  std::int64_t own;
  std::int64_t west;  ///< x - 1; x + 1 is one further
  std::int64_t south, north, down, up;
  int count;
};

/// The sizes that kernels need, copied into them.
struct Shape {
  int nx = 0, ny = 0, nz = 0;       ///< voxels of this rank
  int even = 0, odd = 0;            ///< voxels of the two halves of a row
  int odd_offset = 0;               ///< of the odd half from the row's start
  std::int64_t row = 0, plane = 0;  ///< strides

  KOKKOS_INLINE_FUNCTION std::int64_t start(int k, int j) const { return (k + 1) * plane + (j + 1) * row; }
  KOKKOS_INLINE_FUNCTION std::int64_t offset(int half) const { return half == 0 ? 0 : odd_offset; }
  KOKKOS_INLINE_FUNCTION std::int64_t at(int k, int j, int i) const { return start(k, j) + offset(i & 1) + (i >> 1); }
  KOKKOS_INLINE_FUNCTION HalfRow half_row(int k, int j, int half) const {
    const std::int64_t own = start(k, j) + offset(half);
    return {own,
            start(k, j) + offset(1 - half) + half - 1,
            own - row,
            own + row,
            own - plane,
            own + plane,
            half == 0 ? even : odd};
  }
  KOKKOS_INLINE_FUNCTION int coarse(int axis) const { return ((axis == 0 ? nx : axis == 1 ? ny : nz) + 1) / 2; }
};

/// A slab, its ends and its neighbours. Ranks beyond the last slab hold no planes.
struct Lattice {
  VoxelGrid grid;
  Block block;  ///< starts at an even z
  std::array<Ends, 3> ends{Ends::closed, Ends::closed, Ends::closed};
  int aligned_levels = 0;  ///< the slab starts at multiples of 2^aligned_levels, on every rank
  parallel::Communicator ranks = parallel::Communicator::self();
  parallel::Neighbours beside;
  Shape shape;

  std::int64_t entries() const { return (shape.nz + 2) * shape.plane + 64; }  ///< to allocate, with ghosts
  bool periodic(int axis) const { return ends[static_cast<std::size_t>(axis)] == Ends::periodic; }
  /// A periodic axis with an odd number of voxels: both ends have the same colour.
  bool seams() const;
};

/// The slab of this rank: as even as can be with starts at multiples of a power of two (16 where that costs less than
/// 6 % of balance, else smaller, at least 2), so that blocks of voxels never straddle ranks. `levels` receives the power.
Block aligned_slab(const VoxelGrid& grid, const parallel::Communicator& ranks, int& levels);

/// A periodic axis of one voxel has no other end and is closed.
Lattice make_lattice(const VoxelGrid& grid, std::array<Ends, 3> ends, const parallel::Communicator& ranks);

/// Refreshes every ghost of a lattice array: across x and y where periodic, in z from the neighbours.
template <class T>
void fill_ghosts(const Lattice& lattice, const Kokkos::View<T*>& values);

/// Refreshes the ghosts across periodic x and y of planes [first, last).
template <class T>
void wrap_planes(const Lattice& lattice, const Kokkos::View<T*>& values, int first, int last);

/// Refreshes the ghost planes below and above from the neighbours' end planes.
template <class T>
void exchange_planes(const Lattice& lattice, const Kokkos::View<T*>& values);

/// From the natural order (k, j, i) of a field into a lattice array, and back; ghosts are left alone.
template <class From, class T>
void import_field(const Lattice& lattice, const Kokkos::View<From***, Kokkos::LayoutRight>& field,
                  const Kokkos::View<T*>& values);
template <class T>
void export_field(const Lattice& lattice, const Kokkos::View<T*>& values,
                  const Kokkos::View<double***, Kokkos::LayoutRight>& field);

}  // namespace voxvolt::numerics::multigrid
