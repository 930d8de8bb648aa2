// SPDX-License-Identifier: BSD-3-Clause
// What the bodies of a layout are made of, and what surrounds them.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "config/described.hpp"
#include "stages/runaway_boundary_inputs.hpp"
#include "stages/runaway_kinetics_inputs.hpp"

namespace voxvolt::stages {

/// Values of a type of body that reacts.
struct CellTypeInput {
  std::vector<double> conductivity;     // W/(m K), one or along its own x, y, z
  double density = 0;                   // kg/m^3
  double heat_capacity = 0;             // J/(kg K)
  double initial_temperature = 298.15;  // K
  std::vector<int> volumes{1, 1, 1};
  KineticsInput kinetics;
  std::map<std::string, parameters::RawSetting> set;
  std::optional<HealthInput> health{};
  static void describe(config::Describe<CellTypeInput>& d);
};

/// Of one that does not: barriers, plates, casings, fillings.
struct PartTypeInput {
  std::vector<double> conductivity;     // W/(m K), one or along its own x, y, z
  double density = 0;                   // kg/m^3
  double heat_capacity = 0;             // J/(kg K)
  double initial_temperature = 298.15;  // K
  std::vector<int> volumes{1, 1, 1};
  static void describe(config::Describe<PartTypeInput>& d);
};

/// Of every face that touches nothing.
struct OutsideInput {
  double coefficient = 0;  // W/(m^2 K)
  double emissivity = 0;   // 1
  ProgrammeChoice ambient;
  std::map<std::string, double> faces;  // W/(m^2 K): outer faces with another coefficient
  std::vector<std::string> insulated;
  static void describe(config::Describe<OutsideInput>& d);
};

/// left, right (along x), front, back (y), bottom, top (z).
extern const std::vector<std::string> kFaces;

}  // namespace voxvolt::stages
