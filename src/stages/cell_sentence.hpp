// SPDX-License-Identifier: BSD-3-Clause
// One sentence of a protocol, as PyBaMM's experiments are written: "Discharge at C/10 for 10 hours or until 3.3 V".
#pragma once

#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "solvers/cell/porous_electrode/protocol.hpp"

namespace voxvolt::stages {

/// What is wrong with a sentence: the sentence, the word, what is allowed. Has no place yet.
class SentenceError : public std::invalid_argument {
 public:
  using std::invalid_argument::invalid_argument;
};

/// A number that may be a C-rate: then it counts in nominal capacities per hour.
struct Rated {
  double value = 0;
  bool is_rate = false;
  double with(double nominal_capacity) const { return is_rate ? value * nominal_capacity : value; }
};

struct StopPhrase {
  cell::Watched watched = cell::Watched::voltage;
  bool below = true;
  Rated value;  ///< V, A, K, 1, A h
};

struct Sentence {
  cell::Control control = cell::Control::current;
  Rated value;                       ///< signed: > 0 discharges; A, V, W, ohm
  std::string file;                  ///< of a drive cycle; its columns are s and the control's unit
  std::optional<double> duration{};  ///< s
  std::vector<StopPhrase> until{};
};

/// Verbs, joints and units in any case. Throws SentenceError.
///   discharge|charge at CURRENT|POWER|RESISTANCE [for TIME] [or until CONDITION]...
///   hold at VOLTAGE ...     rest for TIME ...     run FILE (A|W|V) ...
/// CURRENT: 2 A, 50 mA, 1C, C/20. CONDITION: 2.5 V, 50 mA, C/20, or NAME above|below VALUE with NAME one of voltage,
/// current, temperature, soc, discharge_capacity, anode_potential.
Sentence parse_sentence(const std::string& text);

/// A condition alone: `temperature above 60 degC`. Throws SentenceError.
StopPhrase parse_stop(const std::string& text);

/// The file that a sentence names; empty when it names none or is no sentence.
std::string file_named_in(const std::string& text);

}  // namespace voxvolt::stages
