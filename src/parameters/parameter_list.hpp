// SPDX-License-Identifier: BSD-3-Clause
// Every parameter path that a set or a campaign may give, with unit, bounds and meaning: the one list that files, `set:`
// and the manual share. A path is a section and the BPX field in snake_case without its unit.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "config/described.hpp"
#include "parameters/setting.hpp"

namespace voxvolt::parameters {

/// Of a function, concentrations in mol/m^3; sizes: no function, but a distribution of sizes.
enum class Argument { none, stoichiometry, concentration, sizes };

struct ParameterSpec {
  std::string path;
  config::Unit unit;
  std::string meaning;
  Argument argument = Argument::none;  ///< none: a number; of a function: a number, an expression or a table
  bool is_of_particles = false;        ///< of an electrode's active material, of which it may have several
};

/// `negative.materials.graphite.diffusivity`, in parts. An electrode of several materials has their parameters there.
struct MaterialPath {
  std::string electrode, material, field;
};
/// Nothing where the path is no such one, whatever its field.
std::optional<MaterialPath> material_path(const std::string& path);
/// The section of a material of an electrode; the electrode itself for one without a name.
std::string section_of(const std::string& electrode, const std::string& material);
/// Where these settings describe an electrode's particles: the electrode itself, or each of its materials, by name.
std::vector<std::string> particle_sections(const Settings& settings, const std::string& electrode);

const std::vector<ParameterSpec>& parameter_list();
/// Of a material's path: that of the electrode. nullptr when there is no such path.
const ParameterSpec* find_parameter(const std::string& path);
std::vector<std::string> parameter_paths();

/// What may stand at a path: a quantity, or the choice constant | expression | table. nullptr for an unknown path.
config::ShapeRef shape_of(const std::string& path);
/// The meaning of a path, for the manual.
std::string meaning_of(const std::string& path);
/// The table of all paths with unit and meaning, for people.
std::string parameter_table();

}  // namespace voxvolt::parameters
