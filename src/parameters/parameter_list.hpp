// SPDX-License-Identifier: BSD-3-Clause
// Every parameter path that a set or a campaign may give, with unit, bounds and meaning: the one list that files, `set:`
// and the manual share. A path is a section and the BPX field in snake_case without its unit.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "config/described.hpp"

namespace voxvolt::parameters {

enum class Argument { none, stoichiometry, concentration };  ///< of a function; concentrations in mol/m^3

struct ParameterSpec {
  std::string path;
  config::Unit unit;
  std::string meaning;
  Argument argument = Argument::none;  ///< none: a number; else a number, an expression or a table
};

const std::vector<ParameterSpec>& parameter_list();
/// nullptr when there is no such path.
const ParameterSpec* find_parameter(const std::string& path);
std::vector<std::string> parameter_paths();

/// What may stand at a path: a quantity, or the choice constant | expression | table. nullptr for an unknown path.
config::ShapeRef shape_of(const std::string& path);
/// The meaning of a path, for the manual.
std::string meaning_of(const std::string& path);
/// The table of all paths with unit and meaning, for people.
std::string parameter_table();

}  // namespace voxvolt::parameters
