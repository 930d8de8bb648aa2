// SPDX-License-Identifier: BSD-3-Clause
// Properties of the materials that layers of a cell are made of: the file inputs/parameters/materials.yaml.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "parameters/kinetics_sources.hpp"
#include "parameters/shipped_sets.hpp"

namespace voxvolt::parameters {

struct Material {
  std::string meaning;
  double density = 0;        ///< kg/m^3
  double heat_capacity = 0;  ///< J/(kg K)
  double conductivity = 0;   ///< W/(m K)
  double in_plane = 0;       ///< W/(m K): that of `conductivity` where the material is isotropic
  std::vector<std::string> papers;
};

/// The file, as it was when the program was built. Defined by a file that the build makes.
const std::vector<ShippedSet>& shipped_materials_file();

/// Materials by name. Throws config::InputError with every problem and its place.
std::map<std::string, Material> read_materials(const std::string& text, const std::string& file);

/// Those of the shipped file.
const std::map<std::string, Material>& shipped_materials();

}  // namespace voxvolt::parameters
