// SPDX-License-Identifier: BSD-3-Clause
// Short ways to write cases of cells in tests.
#pragma once

#include <optional>
#include <utility>
#include <vector>

#include "solvers/cell/porous_electrode/batch.hpp"
#include "support/chen2020.hpp"
#include "support/memory_archive.hpp"

namespace voxvolt::test {

inline cell::StopCondition voltage_below(double v) { return {cell::Watched::voltage, true, v}; }
inline cell::StopCondition voltage_above(double v) { return {cell::Watched::voltage, false, v}; }
inline cell::StopCondition current_below(double a) { return {cell::Watched::current_magnitude, true, a}; }

inline cell::ProtocolStep held(cell::Control control, double value, std::optional<double> duration,
                               std::vector<cell::StopCondition> until = {}) {
  cell::ProtocolStep step;
  step.control = control;
  step.value = value;
  step.duration = duration;
  step.until = std::move(until);
  return step;
}

/// Frequencies in Hz.
inline cell::ProtocolStep impedance_at(std::vector<double> frequencies) {
  cell::ProtocolStep step;
  step.impedance = std::make_shared<const std::vector<double>>(std::move(frequencies));
  return step;
}

inline cell::CellCase chen2020_case(std::vector<cell::ProtocolStep> steps) {
  cell::CellCase what;
  what.parameters = std::make_shared<const cell::CellParams>(chen2020());
  what.protocol = std::make_shared<const cell::Protocol>(cell::Protocol{std::move(steps), {}});
  what.initial.negative_stoichiometry = chen2020_initial_negative();
  what.initial.positive_stoichiometry = chen2020_initial_positive();
  return what;
}

inline cell::CellResult run_one(cell::CellCase what) {
  cell::Batch batch({std::move(what)});
  batch.run();
  return batch.result(0);
}

/// Does a batch of these cases, saved anywhere and loaded into another, end with the same bits?
template <class Same>
void expect_checkpoints_resume(const std::vector<cell::CellCase>& cases, const cell::Batch& whole, const Same& same) {
  cell::Batch first(cases);
  for (const std::int64_t steps : {1, 7, 60, 40}) {
    first.advance(steps);
    MemoryArchive archive;
    first.save(archive, "cells");
    cell::Batch second(cases);
    second.load(archive, "cells");
    while (second.advance(13) > 0) {}
    for (std::int64_t i = 0; i < second.size(); ++i) same(second.result(i), whole.result(i));
  }
}

}  // namespace voxvolt::test
