// SPDX-License-Identifier: BSD-3-Clause
// The protocol of a cell as a campaign writes it, and what the solver takes.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "config/described.hpp"
#include "solvers/cell/porous_electrode/protocol.hpp"

namespace voxvolt::stages {

/// Frequencies of an impedance spectrum.
struct ImpedanceInput {
  double from = 1e4, to = 1e-3;  ///< Hz
  int per_decade = 10;
  static void describe(config::Describe<ImpedanceInput>& d);
  bool operator==(const ImpedanceInput&) const = default;
};
/// Even in the logarithm, both ends included, at least so many a decade. Not a number where an end is not known yet.
std::vector<double> frequencies_of(const ImpedanceInput& input);

/// An entry of `protocol`: a sentence, an impedance spectrum, or steps that are repeated or done at a temperature of their own.
struct ProtocolItem {
  std::string step;
  std::optional<config::File> file{};  ///< that the sentence names
  std::optional<std::int64_t> repeat{};
  std::optional<double> temperature{};  ///< K
  std::vector<ProtocolItem> steps{};
  std::optional<ImpedanceInput> impedance{};
  bool operator==(const ProtocolItem&) const = default;
  static void describe(config::Describe<ProtocolItem>& d);
};

/// Points of a drive cycle, from the text of its file: seconds and values. Throws Failure(input) with file and line.
cell::Profile profile_of(const std::string& text, const std::string& name);

/// Gives the profile of a file; throws Failure(input).
using Profiles = std::function<cell::Profile(const config::File&)>;

/// All steps in their order; cycles are the repetitions of the outermost `repeat`s, counted through from 1. C-rates count in
/// `capacity` (A h). The items are such as `describe` accepts.
cell::Protocol protocol_of(const std::vector<ProtocolItem>& items, const std::vector<std::string>& stop,
                           double capacity, const Profiles& profiles);

/// How many steps and cycles that makes; saturates far above what is allowed.
struct ProtocolSize {
  double steps = 0;
  double cycles = 0;
  double spectra = 0;
};
ProtocolSize size_of(const std::vector<ProtocolItem>& items);

/// All impedance spectra of a protocol, as they are written.
void each_impedance(const std::vector<ProtocolItem>& items, const std::function<void(const ImpedanceInput&)>& visit);

}  // namespace voxvolt::stages
