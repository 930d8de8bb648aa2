// SPDX-License-Identifier: BSD-3-Clause
// Voltage at the terminals of cells that get hot, from the temperatures and conversions that a run recorded. What flows
// here heats nothing: electrical heat is a `Short` of propagation.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace voxvolt::runaway {

/// Separator that melts: its conductance grows from 0 where the hottest part of the cell has been at `melts` to
/// 1/resistance at melts + width, and stays.
struct Separator {
  double melts = 408.15;     ///< K
  double width = 10;         ///< K
  double resistance = 1e-2;  ///< ohm, of what is left when all has melted
};

/// An ohmic short across a cell's terminals.
struct TerminalShort {
  std::size_t cell = 0;
  double start = 0;       ///< s
  double resistance = 1;  ///< ohm
};

/// Groups of `parallel` cells that follow each other, the groups in series.
struct CellString {
  double capacity = 3600;              ///< C, of a cell
  double soc = 1;                      ///< at the start
  double resistance = 1e-2;            ///< ohm, of a cell
  std::vector<double> soc_of_voltage;  ///< increasing
  std::vector<double> voltage;         ///< V, open circuit, one for each; constant beyond the ends
  std::optional<Separator> separator{};
  std::size_t parallel = 1;  ///< cells of a group; divides the number of cells
  double current = 0;        ///< A, of the load of the string, > 0 discharges
  std::vector<TerminalShort> shorts{};
};

/// What was recorded of the cells, (time, cell), time slowest.
struct CellHistory {
  std::span<const double> time;         ///< s, not decreasing
  std::span<const double> temperature;  ///< K, of the hottest part
  std::span<const double> conversion;   ///< released share of the heat
  std::size_t cells = 1;
};

struct TerminalCurves {
  std::vector<double> cell;    ///< V, (time, cell)
  std::vector<double> string;  ///< V, (time)
  std::vector<double> soc;     ///< 1, (time, cell)
};

/// Throws std::invalid_argument where groups do not fit the cells or the open-circuit voltage is no table.
TerminalCurves terminal_curves(const CellString& string, const CellHistory& history);

}  // namespace voxvolt::runaway
