// SPDX-License-Identifier: BSD-3-Clause
// A batch of cells over the ranks of a stage, and what it came to on all of them.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "campaign/context.hpp"
#include "solvers/cell/porous_electrode/batch.hpp"

namespace voxvolt::stages {

/// A family of particles of an electrode that has several, in numbers.
struct FamilyFact {
  std::string electrode, substance;  ///< the latter as in cell::ParticleFamily
  double radius = 0, fraction = 0;   ///< m, volume over volume of electrode
  double sites = 0;                  ///< for lithium, mol/m^3 of electrode
};

/// What one member came to. `parameters`: the resolved numbers that it reports, in their order.
struct CellOutcome {
  campaign::Status status = campaign::Status::ok;
  std::string reason;  ///< when the status is not ok
  cell::CellResult result;
  std::vector<double> parameters;
  std::vector<FamilyFact> families;  ///< where an electrode has several
};

/// A case, or why there is none.
struct PreparedCell {
  cell::CellCase what;
  std::string refusal;  ///< empty when it can be run
  std::vector<double> parameters;
  std::vector<FamilyFact> families;
};

/// Collective. Runs `members` cells, shared out over the ranks: `prepare` is called for a rank's own members only. Every
/// rank returns all outcomes, in their order. A cell that fails is an outcome and never an exception; a stop request is
/// an AgreedFailure, after a checkpoint where the context has one.
std::vector<CellOutcome> run_cells(std::size_t members, const std::function<PreparedCell(std::size_t)>& prepare,
                                   campaign::Context& context);

}  // namespace voxvolt::stages
