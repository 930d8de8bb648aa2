// SPDX-License-Identifier: BSD-3-Clause
// What is done to a cell, as plain data: everything that a sentence of a protocol becomes.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace voxvolt::cell {

/// current: A, > 0 discharges. voltage: V. power: W, > 0 discharges. resistance: ohm across the terminals, > 0.
enum class Control { current, voltage, power, resistance };

/// Piecewise linear in the time since the step's start; jumps are two points with one time. Ascending, from 0.
struct Profile {
  std::vector<double> time;   ///< s
  std::vector<double> value;  ///< as the control's unit
};

enum class Watched {
  voltage,            ///< V
  current_magnitude,  ///< A
  temperature,        ///< K
  soc,                ///< 1, by the stoichiometry limits of the positive electrode in a half-cell, else of the negative
  discharge_capacity,  ///< A h since the step's start, > 0 discharged
  anode_potential,     ///< V, solid minus electrolyte at the negative electrode's edge to the separator
};

/// Met when the watched quantity, having been on the other side, reaches the value.
struct StopCondition {
  Watched watched = Watched::voltage;
  bool below = true;  ///< met at or below `value`; else at or above
  double value = 0;
};

struct ProtocolStep {
  Control control = Control::current;
  double value = 0;
  std::optional<Profile> profile{};    ///< instead of `value`; the step ends with it
  std::optional<double> duration{};    ///< s
  std::vector<StopCondition> until{};  ///< the first met ends the step
  std::optional<double> ambient{};     ///< K; the cell's own when absent. Isothermal cells take this temperature
  /// Hz. Where given, nothing else is done: the step takes the impedance of the cell as it stands, at the current that
  /// flows, on the linearised equations, and no time.
  std::shared_ptr<const std::vector<double>> impedance{};
  int cycle = 0;  ///< which cycle the step belongs to, from 1; 0: none
};

/// Steps one after another. A step that is met when it starts is passed over (StepEnd::met_at_start). A step without
/// duration, profile or condition is an input error.
struct Protocol {
  std::vector<ProtocolStep> steps;
  std::vector<StopCondition> stop{};  ///< met in any step: the protocol is over
};

/// Complains in words about a protocol that cannot be run; empty when all is well.
std::string complaints_about(const Protocol& protocol);

}  // namespace voxvolt::cell
