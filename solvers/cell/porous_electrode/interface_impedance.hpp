// SPDX-License-Identifier: BSD-3-Clause
// The small-signal impedance of an interface: a reaction with what follows it (the particle's surface, hysteresis) beside a
// double layer, behind a film. With z = d(U + z_h G + eta)/dj, all at i omega, and the current density j of both,
//   d w/dj = R_film + z y,   d w/dc = y d eta/dc,   y = 1/(1 + i omega C z)
// (Meyers, Doyle, Darling, Newman, J. Electrochem. Soc. 147 (2000) 2930). The double layer is charged by the cation, as
// the reaction takes the cation, so salt and potentials see one current. Without a double layer y = 1.
#pragma once

#include <complex>

#include "solvers/cell/porous_electrode/dfn_constants.hpp"

namespace voxvolt::cell {

/// What differs from an interface whose lithium and double layer stand still.
struct InterfaceChange {
  std::complex<double> per_j = 0;  ///< added to dw/dj, ohm m^2
  std::complex<double> share = 0;  ///< y - 1: of dw/dc
};

/// `w_j`: dw/dj at fixed theta, c and hysteresis, with the film; `follows`: what w gains by theta and hysteresis, per j.
inline InterfaceChange change_of_interface(double omega, double capacitance, double film, double w_j,
                                           const std::complex<double>& follows) {
  const std::complex<double> z = w_j - film + follows;
  const std::complex<double> y = 1.0 / (1.0 + std::complex<double>(0, omega * capacitance) * z);
  return {film + z * y - w_j, y - 1.0};
}

/// d z_h/dj of the state of hysteresis. At rest a current goes to and fro about zero, and |j| has no first harmonic.
inline std::complex<double> hysteresis_response(double omega, double rate, double j, double state, bool at_rest) {
  if (at_rest) return rate / std::complex<double>(0, omega);
  return rate * (1 - (j < 0 ? -state : state)) / std::complex<double>(rate * std::fabs(j), omega);
}

}  // namespace voxvolt::cell
