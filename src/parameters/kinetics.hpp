// SPDX-License-Identifier: BSD-3-Clause
// Kinetics of thermal runaway as data: a file of reactions and species, or a shipped set -> the solver's Mechanism.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "config/described.hpp"
#include "config/errors.hpp"
#include "parameters/kinetics_sources.hpp"
#include "solvers/runaway/kinetics/kinetics_params.hpp"

namespace voxvolt::parameters {

/// A kinetics file, read and checked.
struct KineticsSet {
  std::string name;  ///< `one_step`, or the path of the file
  std::string title;
  std::vector<std::string> papers;
  std::vector<std::string> caveats;
  std::map<std::string, Provenance> numbers;  ///< by path: `reactions.burn.heat`
  config::Value content;                      ///< of the described KineticsFile, in SI
};

/// Numbers of a set that are given otherwise, by path as in the file; as `validate` gives them for `kinetics_shape_of`.
using KineticsChanges = std::map<std::string, config::Value>;

/// Throws config::InputError with every problem and its place.
KineticsSet read_kinetics(const std::string& text, const std::string& file);

/// Names of the sets that the program was built with: the files of inputs/kinetics.
std::vector<std::string> shipped_kinetics_names();
/// `one_step` and `one_step.yaml` are one name; nothing when there is no such set.
std::optional<std::string> shipped_kinetics_name(const std::string& given);
/// First twelve digits of the SHA-256 of a shipped set.
std::string shipped_kinetics_version(const std::string& name);
/// Throws std::logic_error when there is none of this name.
KineticsSet shipped_kinetics(const std::string& name);

/// The set with some of its numbers changed. What is wrong with a change goes to `complaints`, by its path; changes that
/// are references still are passed over.
KineticsSet changed(const KineticsSet& set, const KineticsChanges& changes, std::vector<config::Complaint>& complaints);

/// The mechanism of a set that `read_kinetics` or `changed` has nothing against.
runaway::Mechanism mechanism_of(const KineticsSet& set);

/// The state of a cell, as far as it is known; what is absent is that of a fresh, charged cell.
struct HealthState {
  std::optional<double> soc{};                           ///< 1
  std::optional<double> sei_thickness{};                 ///< m
  std::optional<double> plated{};                        ///< 1, share of the capacity that is plated lithium
  std::optional<double> lli{};                           ///< 1, lost lithium inventory
  std::optional<double> lam_negative{}, lam_positive{};  ///< 1, lost active material
  /// Standard normal scores, by measure: how far its effects are off, in their own uncertainties.
  std::map<std::string, double> scores{};
};
/// soc, sei_thickness, ...
const std::vector<std::string>& health_measures();

/// Amounts of the species, in the order of the mechanism, of a cell in this state; `said` gets one sentence for each that
/// is not as in the file. A measure that the set does not map, and an amount below zero, go to `complaints`.
std::vector<double> initial_of(const KineticsSet& set, const HealthState& health, std::vector<std::string>& said,
                               std::vector<config::Complaint>& complaints);

/// The shape of a number that `changed` takes; nullptr when files have none at such a path.
config::ShapeRef kinetics_shape_of(const std::string& path);

/// Titles, numbers and uncertainties of the shipped sets, for people.
std::string kinetics_table();

}  // namespace voxvolt::parameters
