// SPDX-License-Identifier: BSD-3-Clause
// From settings to the cell that solvers take: rules between parameters, defaults, everything derived.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "config/described.hpp"
#include "parameters/function.hpp"
#include "parameters/setting.hpp"

namespace voxvolt::parameters {

enum class Thermal { none, lumped, through_stack };

struct ResolveOptions {
  bool half_cell = false;        ///< lithium metal in the place of the negative electrode
  bool single_particle = false;  ///< without electrolyte: what the model never looks at may be missing
  Thermal thermal = Thermal::none;
  std::optional<double> heat_capacity{};                         ///< J/K, lumped: instead of the set's
  std::optional<double> cooling{};                               ///< W/K, lumped: instead of the set's
  std::optional<double> negative_cooling{}, positive_cooling{};  ///< W/m^2/K, of the stack's faces
};

/// A cell and what a run starts from unless it says otherwise.
struct ResolvedCell {
  cell::CellParams cell;
  std::optional<double> negative_stoichiometry{}, positive_stoichiometry{};
  std::vector<double> negative_families{}, positive_families{};  ///< of each family, where an electrode has several
  std::optional<double> soc{};                                   ///< instead
};

/// Resolves settings that `contradictions` has nothing against. What is missing or impossible goes to `complaints`, by
/// path; the cell is then of no use. Numbers that are not known yet (references, NaN) are passed on and never complained
/// of.
ResolvedCell resolve(const Settings& settings, const ResolveOptions& options, FunctionCompiler& functions,
                     std::vector<config::Complaint>& complaints);

/// What these settings do not give and a `single_particle` does not need: something stands in, which is not to be shown.
std::vector<std::string> single_particle_stand_ins(const Settings& settings);

/// A resolved number as a product: `parameters.PATH`.
struct ResolvedParameter {
  std::string path, unit, meaning;
  double (*value)(const cell::CellParams&);
};
/// Those of a full cell, or of a half-cell.
const std::vector<ResolvedParameter>& resolved_parameters(bool half_cell);

}  // namespace voxvolt::parameters
