// SPDX-License-Identifier: BSD-3-Clause
// The fields of the Battery Parameter eXchange format and the parameter paths that they are, in the layouts 0.x and 1.x.
#pragma once

#include <span>
#include <string>

namespace voxvolt::parameters::bpx {

/// In which files a field stands, and whether it must.
enum Where : unsigned {
  kOptional = 0,
  kRequired = 1,
  kFull = 2,    ///< only in files for DFN and SPMe
  kLegacy = 4,  ///< only in layout 0.x
};

struct Field {
  const char* key;   ///< with its unit
  const char* path;  ///< of the parameter; below its section unless it names one
  unsigned where = kRequired;
  const char* moved = "";  ///< of a kLegacy one: where it stands in layout 1.x
};

std::span<const Field> cell_fields();
std::span<const Field> electrolyte_fields();
std::span<const Field> separator_fields();
/// Of an electrode as a whole.
std::span<const Field> electrode_fields();
/// Of one active material.
std::span<const Field> particle_fields();
/// Of the maps `Initial conditions` and `Thermal environment` in `State`, layout 1.x; numbers of electrodes left out.
std::span<const Field> initial_fields();
std::span<const Field> thermal_fields();

constexpr const char* kNegative = "Negative electrode";
constexpr const char* kPositive = "Positive electrode";
constexpr const char* kThermalConductivity = "Thermal conductivity [W.m-1.K-1]";  ///< in `User-defined` of layout 1.x
constexpr const char* kHysteresisState = "Initial hysteresis state: ";            ///< and an electrode, in `State`
constexpr const char* kOwn = "voxvolt";  ///< map in `User-defined` of what the format has no field for

/// dh/dt = decay constant (dq/dt - |dq/dt| h)/2 with q = -theta, as PyBaMM 25.10 and later read it: twice our rate.
constexpr double kDecayPerRate = 2;

}  // namespace voxvolt::parameters::bpx
