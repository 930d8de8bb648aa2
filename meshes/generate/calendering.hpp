// SPDX-License-Identifier: BSD-3-Clause
// Calendering: the box is compressed along one axis, particle centres and axes with it; the particles keep size and
// shape and push each other apart. The pressure follows from the porosity (Heckel's law with a floor, as in Meyer et
// al. 2017, J. Mater. Process. Technol. 249, 172-178, doi:10.1016/j.jmatprotec.2017.05.031).
#pragma once

#include "meshes/generate/packing.hpp"

namespace voxvolt::generate {

/// The strain 1 - thickness/(thickness before) that brings a porosity from `before` to `after`; solids keep their
/// volume.
double strain_between(double before, double after);
/// The porosity that `strain` leaves of `before`; negative when there is not that much to leave.
double porosity_after(double before, double strain);

struct PressureLaw {
  double floor = 0;           ///< porosity that no pressure goes below
  double characteristic = 0;  ///< Pa
};
/// p from (porosity - floor)/(before - floor) = exp(-p/p_c), Pa. Throws Failure(input), saying what is possible, unless
/// floor < after <= before.
double pressure(const PressureLaw& law, double before, double after);

/// The largest fraction that particles are compressed to: 0.62, or 0.52 of ellipsoids beyond an aspect of 1/3 or 3.
double densest_calendered(double aspect);

struct Compression {
  std::size_t axis = 2;
  double strain = 0;  ///< from 0 to below 1
};

/// On this rank alone. `box` is the box before, and becomes that after. Throws Failure(input) when a particle would be
/// longer than half of the box, Failure(solver) when the particles jam.
Packing calender_alone(const Packing& packing, Vector& box, const Compression& compression);

}  // namespace voxvolt::generate
