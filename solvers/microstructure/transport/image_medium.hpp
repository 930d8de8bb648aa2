// SPDX-License-Identifier: BSD-3-Clause
// From labels and a table of conductivities to what the multigrid solves.
#pragma once

#include "numerics/multigrid/medium.hpp"
#include "solvers/microstructure/transport/transport.hpp"

namespace voxvolt::microstructure {

/// Labels as classes on the slabs that the multigrid wants. Class 0 does not conduct.
struct ConductingImage {
  numerics::Field<std::uint8_t> classes;
  std::vector<std::array<double, 3>> conductivity;  ///< per class, in the table's unit
  std::vector<std::int64_t> voxels;                 ///< per class, in the whole image
  std::int64_t size() const { return classes.grid.size(); }
  double arithmetic_mean(int axis) const;
  double harmonic_mean(int axis) const;  ///< zero when any voxel does not conduct
};

/// Collective. Errors as in effective_conductivity.
ConductingImage conducting_image(const numerics::Field<std::uint8_t>& labels, const ConductivityTable& table,
                                 const parallel::Communicator& ranks);

/// Where voxels of a class are cut off: 0 = not conducting, the rest as they are. Counts what was removed.
struct ConnectedImage {
  numerics::Field<std::uint8_t> classes;
  std::int64_t conducting = 0, isolated = 0;
};

/// Collective. Keeps the clusters that join both end faces of the axis (of any axis for `cell`).
ConnectedImage connected_along(const ConductingImage& image, int axis, Boundary boundary,
                               const parallel::Communicator& ranks);

/// What lies beyond the ends of the three axes when the gradient is along `axis`.
std::array<numerics::multigrid::Ends, 3> ends_of(Boundary boundary, int axis);

/// Conductances per class and axis of one voxel, in units of conductivity times metre.
std::vector<std::array<double, 3>> voxel_conductances(const ConductingImage& image);

}  // namespace voxvolt::microstructure
