// SPDX-License-Identifier: BSD-3-Clause
// The names of units and their sizes. The only door to UDUNITS-2.
#pragma once

#include <map>
#include <string>

namespace voxvolt::config {

/// A unit in SI base units: (value + offset) * up / down. Two numbers, because most sizes are whole numbers or one over a
/// whole number, and then conversions round once.
struct UnitSize {
  double up = 1;
  double down = 1;
  double offset = 0;
  std::map<std::string, int> powers;  ///< of the base units m kg s A K mol cd rad; none is 0
};

/// The size of one name with its prefix (`um`, `kWh`, `degC`). Throws UnitError for what is no name of a unit of this
/// kind, and MachineFailure when the database of UDUNITS-2 cannot be read.
UnitSize unit_named(const std::string& name);

}  // namespace voxvolt::config
