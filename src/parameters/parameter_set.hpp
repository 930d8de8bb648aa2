// SPDX-License-Identifier: BSD-3-Clause
// A parameter set as a file gives it: every number with its unit and where it is from.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "config/errors.hpp"
#include "parameters/setting.hpp"

namespace voxvolt::parameters {

/// A measured curve that came with a set.
struct Measurement {
  std::string name;
  std::vector<double> time;         ///< s
  std::vector<double> current;      ///< A, positive when it discharges
  std::vector<double> voltage;      ///< V
  std::vector<double> temperature;  ///< K; may be empty
};

struct ParameterSet {
  std::string name;  ///< `chen2020`, or the path of the file
  std::string title;
  std::vector<std::string> papers;  ///< that values were taken from, in the order of the file
  Settings settings;
  std::map<std::string, config::Place> places;  ///< of each setting
  std::map<std::string, std::string> sources;   ///< of each setting: a key of the file's `sources`
  std::vector<std::string> remarks;  ///< what is in the file and not used, or read otherwise than it may be meant
  std::vector<config::Complaint> not_in_release;  ///< why no cell can be made of it in this release
  std::vector<Measurement> measurements;
};

/// Reads
///   voxvolt_parameters: 1
///   title: ...
///   based_on: chen2020            # optional: a shipped set, of which the entries below take the place of some
///   sources: {chen2020: "...doi:..."}
///   negative: {thickness: {value: 85.2 um, source: chen2020}, ocp: {expression: "...", unit: V, source: chen2020}}
/// An entry has one of value, expression, table, its source, and a note if need be. Throws config::InputError with
/// every problem and its place.
ParameterSet read_parameter_set(const std::string& text, const std::string& file);

/// A set that the program was built with; throws std::logic_error when there is none of this name.
ParameterSet shipped_set(const std::string& name);

/// `base` with what `given` says instead, keeping what belongs together together: of keys that are forms of one thing
/// (transport_efficiency, tortuosity, bruggeman_exponent) the given one stays; of active fraction, radius and surface, a
/// lone one keeps the radius, or the fraction when it is the radius. Materials of an electrode that `base` gives as one take
/// the place of all it says of particles; a particle_radius alone takes that of a distribution of sizes.
Settings overridden(const Settings& base, const Settings& given);

/// Groups of paths of which at most one may be given in one place; with those of the materials in `settings`.
std::vector<std::vector<std::string>> exclusive_groups(const Settings& settings);

/// What settings that were given in one place have against each other: keys and messages.
std::vector<config::Complaint> contradictions(const Settings& given);

}  // namespace voxvolt::parameters
