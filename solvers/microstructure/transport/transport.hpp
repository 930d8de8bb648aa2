// SPDX-License-Identifier: BSD-3-Clause
// Effective conductivity of a labelled image: div(k grad u) = 0 on its voxels.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "numerics/field.hpp"

namespace voxvolt::microstructure {

/// fixed: both end faces of the axis held, mirror sides. periodic: both end faces held, periodic sides. cell: the box
/// repeats in all directions under a mean gradient; gives the whole tensor.
enum class Boundary { fixed, periodic, cell };
enum class TransportSolver { multigrid, hypre };

/// Conductivity of each label along x, y, z, in any one unit; zero does not conduct. A label in the image without an
/// entry is an error.
using ConductivityTable = std::map<int, std::array<double, 3>>;
ConductivityTable isotropic(const std::map<int, double>& conductivity);

struct TransportOptions {
  Boundary boundary = Boundary::fixed;
  std::vector<int> axes{0, 1, 2};
  double tolerance = 1e-5;  ///< of the plane-flux spread, relative to the mean flux; the residual follows
  int most_iterations = 300;
  TransportSolver solver = TransportSolver::multigrid;
  /// When the multigrid does not converge, hypre is tried (not for `cell`). It takes about 450 bytes per voxel.
  bool hypre_as_last_resort = false;
  std::string petsc_prefix = "transport_";  ///< of the options that hypre's KSP and PC read
  bool flux_density = false;                ///< keep the flux density of every axis as a field
};

/// One direction of the gradient.
struct AxisTransport {
  int axis = 0;
  bool percolates = false;
  double conductivity = 0;           ///< k_eff from the dissipation: its algebraic error is of second order
  double mean_flux = 0;              ///< k_eff from the mean of the plane fluxes: first order
  double mean_conductivity = 0;      ///< of all voxels along the axis, isolated ones included; the upper Wiener bound
  double harmonic_conductivity = 0;  ///< the lower Wiener bound; zero when any voxel does not conduct
  /// mean_conductivity / conductivity; absent when nothing gets through.
  std::optional<double> tortuosity() const;
  double plane_flux_spread = 0;  ///< (largest - smallest) / mean
  double relative_residual = 0;
  int iterations = 0;
  bool by_last_resort = false;         ///< the multigrid did not converge, hypre did
  std::int64_t conducting_voxels = 0;  ///< that take part in the solve
  std::int64_t isolated_voxels = 0;    ///< conduct, but are in clusters that do not join the end faces
  std::int64_t bytes = 0;              ///< of the solver, over all ranks
  /// When asked for: magnitude of the flux density at the voxels' centres over the mean flux density along the axis, on
  /// slab_of slabs; zero where nothing flows.
  std::optional<numerics::Field<double>> flux_density{};
};

struct Transport {
  std::vector<AxisTransport> axes;
  /// cell only: row i, column j is the mean flux along i for a unit mean gradient along j.
  std::optional<std::array<std::array<double, 3>, 3>> tensor;
};

/// Collective over `ranks`, which hold the labels as numerics::slab_of slabs. Throws AgreedFailure:
/// ExitCode::input for an empty image, a label without conductivity, a negative or not finite one; ExitCode::solver when
/// the tolerance is not reached or a result leaves the Wiener bounds. An image in which nothing joins the end faces gives
/// zero.
Transport effective_conductivity(const numerics::Field<std::uint8_t>& labels, const ConductivityTable& conductivity,
                                 const TransportOptions& options, const parallel::Communicator& ranks);

}  // namespace voxvolt::microstructure
