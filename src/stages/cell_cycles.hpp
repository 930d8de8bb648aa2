// SPDX-License-Identifier: BSD-3-Clause
// What each cycle of a protocol came to.
#pragma once

#include <vector>

#include "solvers/cell/porous_electrode/batch.hpp"

namespace voxvolt::stages {

struct CycleSummary {
  double capacity = 0;    ///< A h
  double resistance = 0;  ///< ohm; not a number when no current jumped
};
inline constexpr const char* kCycleCapacity = "charge that the discharging steps of each cycle delivered";
inline constexpr const char* kCycleResistance =
    "drop of the voltage over rise of the current, where the current jumps most between two steps of a cycle";

/// In the order of the cycles; one that was not reached is left out.
std::vector<CycleSummary> summaries_of_cycles(const cell::CellResult& result);

}  // namespace voxvolt::stages
