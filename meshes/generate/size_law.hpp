// SPDX-License-Identifier: BSD-3-Clause
// Particles are drawn by number; measured size distributions are often by volume. From one to the other.
#pragma once

#include <functional>

namespace voxvolt::generate {

using Quantile = std::function<double(double)>;  ///< share in (0, 1) to diameter, m

/// The quantile function by number of diameters whose distribution by volume is `cumulative` on [least, most] (m): the
/// number of particles in dd is in proportion to dF/d^3. Exact for an F that is straight within each of 4096 parts of
/// equal ratio. Throws Failure(input) unless 0 < least < most.
Quantile by_number(const std::function<double(double)>& cumulative, double least, double most);

}  // namespace voxvolt::generate
