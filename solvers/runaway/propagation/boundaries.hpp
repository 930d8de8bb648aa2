// SPDX-License-Identifier: BSD-3-Clause
// What a stack exchanges with its surroundings at a time.
#pragma once

#include "solvers/runaway/propagation/stack_params.hpp"

namespace voxvolt::runaway {

double value_at(const Programme& programme, double t);  ///< K
/// K/s; at a knot the slope after it.
double rate_at(const Programme& programme, double t);
/// The first knot after t, where the programme's slope changes; infinity if there is none.
double knot_after(const Programme& programme, double t);

/// A flux out of the stack, W/m^2 of its cross-section, and its derivatives.
struct OutFlux {
  double value = 0;
  double per_kelvin = 0;  ///< of the end volume's temperature
  double per_second = 0;  ///< by the programme alone
};

/// An end as its volume sees it: `half` is the conductance of the half volume, W/(m^2 K). `slope_time` says on which
/// piece of the programme the rate is taken.
OutFlux flux_out(const End& end, double half, double temperature, double t, double slope_time);

}  // namespace voxvolt::runaway
