// SPDX-License-Identifier: BSD-3-Clause
// The Fisher spectrum: which combinations of parameters data determine (stiff), and which they leave open (sloppy).
// Waterfall et al. 2006, doi:10.1103/PhysRevLett.97.150601.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "uq/design.hpp"

namespace voxvolt::uq {

/// d(y/noise)/d(parameter/scale): datum by parameter, row-major.
struct Jacobian {
  std::size_t data = 0;
  std::size_t parameters = 0;
  std::vector<double> values;
};

/// Where a Jacobian is taken, and what a parameter is measured in: its own value (then derivatives are by its logarithm)
/// or another size.
struct Nominal {
  std::vector<double> value, scale;
};

struct FisherSpectrum {
  std::vector<double> eigenvalues;   ///< of J^T J, largest first: squared singular values of J
  std::vector<double> directions;    ///< eigenvalue by parameter, unit length, largest component positive
  std::vector<double> sd;            ///< Cramer-Rao bound of each parameter, in its scale; NaN where data say nothing
  std::vector<double> correlations;  ///< parameter by parameter; NaN where data say nothing
};

/// From the singular values of J, never from J^T J, whose small eigenvalues drown in rounding.
FisherSpectrum fisher_spectrum(const Jacobian& jacobian);

/// The nominal point, then for each parameter the members at value + (-2, -1, 1, 2) x step x scale.
Design stencil_points(const Nominal& nominal, double step);

/// Central differences of fourth order over `stencil_points`; of second order where an outer member is lost, none where an
/// inner one is. `outputs` is member by datum in units of its noise.
std::optional<Jacobian> stencil_jacobian(const Nominal& nominal, double step, std::size_t data,
                                         std::span<const double> outputs);

/// The slopes of a least-squares fit of 1, each parameter and, with members enough, its square, around the nominal point;
/// lost members (NaN) are left out. Nothing when there are fewer members than coefficients.
std::optional<Jacobian> fitted_jacobian(const Nominal& nominal, const Design& design, std::size_t data,
                                        std::span<const double> outputs);

}  // namespace voxvolt::uq
