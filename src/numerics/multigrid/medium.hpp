// SPDX-License-Identifier: BSD-3-Clause
// What conducts: the two ways to say which conductance joins neighbouring voxels. Both are given on this rank's slab
// (aligned_slab) in natural order (k, j, i).
#pragma once

#include <array>
#include <optional>
#include <vector>

#include "numerics/multigrid/lattice.hpp"

namespace voxvolt::numerics::multigrid {

/// Voxels of a few materials. The conductance between neighbours i and j along an axis is the harmonic
/// 2 g_i g_j / (g_i + g_j) of their own conductances g = conductivity * face area / voxel length. A class whose
/// conductances are all zero is not part of the problem: its unknowns stay zero. At most 64 classes.
struct LabelledMedium {
  Field<std::uint8_t> classes;
  std::vector<std::array<double, 3>> conductance;  ///< of one voxel, per class and axis (x, y, z), any unit
  std::array<Ends, 3> ends{Ends::closed, Ends::closed, Ends::closed};
  std::optional<int> held_axis;  ///< both its end faces are held at a value, half a voxel away: conductance 2 g
};

/// Any conductances, and a diagonal (storage over a time step, exchange with something held).
struct FaceMedium {
  Field<double> east, north,
      up;                  ///< to the next voxel along x, y, z; the last one wraps where periodic, else is ignored
  Field<double> diagonal;  ///< at least zero
  std::array<Ends, 3> ends{Ends::closed, Ends::closed, Ends::closed};
};

}  // namespace voxvolt::numerics::multigrid
