// SPDX-License-Identifier: BSD-3-Clause
// Files in which each number says where it is from: {value: 1.4 MJ/kg, source: NAME, uncertainty: 20 %, note: ...}.
#pragma once

#include <functional>
#include <map>
#include <string>
#include <vector>

#include "config/errors.hpp"
#include "config/tree.hpp"

namespace voxvolt::parameters {

/// What stands beside one number.
struct Provenance {
  std::string source;      ///< a name of the file's `sources`
  double uncertainty = 0;  ///< relative standard deviation; 0: none is stated
  std::string note;
};

/// A tree with every {value: ..., source: ...} replaced by its value, and what stood beside it, by path.
struct Sourced {
  config::Node tree;
  std::map<std::string, std::string> sources;  ///< of the file: name and paper
  std::map<std::string, Provenance> numbers;

  /// Papers that numbers name, in the order of their names.
  std::vector<std::string> papers() const;
};

/// `is_bare`: paths of numbers that are no measurements and stand alone; every other number needs its source. Problems
/// go to `problems`.
Sourced take_sources(config::Node root, const std::function<bool(const std::string& path)>& is_bare,
                     config::Problems& problems);

}  // namespace voxvolt::parameters
