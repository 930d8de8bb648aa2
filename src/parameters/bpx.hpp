// SPDX-License-Identifier: BSD-3-Clause
// Battery Parameter eXchange files (BPX, the Faraday Institution): JSON or YAML, layouts 0.x and 1.x. What they say that
// is a parameter becomes a setting; settings become a file of layout 1.x again.
#pragma once

#include <string>
#include <vector>

#include "config/tree.hpp"
#include "parameters/function.hpp"
#include "parameters/parameter_set.hpp"
#include "solvers/cell/porous_electrode/porous_electrode_params.hpp"

namespace voxvolt::parameters {

/// Which law the reaction rate constants K of a file were fitted to, with j0 = F K sqrt(c_e/c_e0 theta (1 - theta)). The
/// standard says 2 j0 sinh since 0.3 and said j0 sinh before, yet files of one cell with either version carry one K.
enum class BpxReaction { two_j0_sinh, j0_sinh };

/// Is this tree a BPX file, as far as its top tells?
bool is_bpx(const config::Node& root);

/// A BPX file that was loaded. Throws config::InputError with every problem: file, line, key, the value, what is allowed.
ParameterSet read_bpx(const config::Node& root, const std::string& file, BpxReaction reaction);

/// A parameter file of either kind: a BPX file, or one of Voxvolt's own.
ParameterSet read_parameter_file(const std::string& text, const std::string& file,
                                 BpxReaction reaction = BpxReaction::two_j0_sinh);

/// What a file is to hold.
struct BpxContent {
  const Settings& settings;
  const cell::CellParams& cell;  ///< what they resolve to
  std::string title;
  std::vector<std::string> papers;
  std::vector<Measurement> measurements{};
  bool single_particle = false;  ///< the settings have no electrolyte: a file for SPM
};
struct BpxText {
  std::string text;                  ///< JSON
  std::vector<std::string> remarks;  ///< what the format cannot say, and how the file says it instead
};

/// A file of layout 1.x. What the format has no field for stands in `User-defined.voxvolt` by path, where `read_bpx` finds
/// it. Throws Failure(input) for a half-cell.
BpxText bpx_of(const BpxContent& content);

}  // namespace voxvolt::parameters
