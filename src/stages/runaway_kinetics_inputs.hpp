// SPDX-License-Identifier: BSD-3-Clause
// What burns in a cell, and the state of the cell that says how much of it there is.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "config/described.hpp"
#include "parameters/setting.hpp"

namespace voxvolt::stages {

/// A shipped set by its name, or a file.
struct KineticsInput {
  std::string name;
  std::optional<config::File> file{};
  std::optional<std::string> version{};  // of a shipped set: part of the identity
  static void describe(config::Describe<KineticsInput>& d);
};

struct HealthInput {
  std::optional<double> soc{};                           // 1
  std::optional<double> sei_thickness{};                 // m
  std::optional<double> plated{};                        // 1
  std::optional<double> lli{};                           // 1
  std::optional<double> lam_negative{}, lam_positive{};  // 1
  std::map<std::string, double> scores;                  // standard deviations
  static void describe(config::Describe<HealthInput>& d);
};

/// Paths of the numbers of all shipped sets.
std::vector<std::string> kinetics_paths();

}  // namespace voxvolt::stages
