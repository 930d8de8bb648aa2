// SPDX-License-Identifier: BSD-3-Clause
// From what a campaign says of a stack to what the solver takes.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "campaign/stage_kind.hpp"
#include "config/described.hpp"
#include "meshes/layout/layout.hpp"
#include "parallel/communicator.hpp"
#include "parameters/kinetics.hpp"
#include "solvers/runaway/detection/sensors.hpp"
#include "solvers/runaway/propagation/batch.hpp"
#include "stages/runaway_inputs.hpp"

namespace voxvolt::stages {

/// A case and what was assumed to make it, in sentences.
struct MadeStack {
  runaway::StackCase what;
  std::vector<std::string> assumptions;
};

/// What products depend on before anything runs.
struct StackOutline {
  int layers = 1, cells = 1;
  std::vector<std::string> gases{};
  bool is_grid = false;
};
StackOutline outline_of(const MadeStack& made);

/// Makes cases of inputs that are equal but for numbers: kinetics are read once, mechanisms shared.
class StackMaker {
 public:
  /// Reads each file that the inputs name: rank 0, then all have it. Collective; throws AgreedFailure(input).
  void read_files(const RunawayInputs& inputs, const parallel::Communicator& ranks);

  /// The case; what speaks against it goes to `complaints` (keys below the stage), and it is then of no use. Numbers
  /// that are references still are never complained of.
  /// `only_to_check`: a layout is then divided as little as can be.
  MadeStack make(const RunawayInputs& inputs, std::vector<config::Complaint>& complaints, bool only_to_check = false);
  /// Voxels of a layout that `make` had nothing against.
  double voxels(const RunawayInputs& inputs);

  /// How uncertain the number of kinetics at a key of the stage is, as its own file says.
  campaign::Spread spread(const RunawayInputs& inputs, const std::string& key);
  /// The papers of the inputs' kinetics.
  std::vector<std::string> papers(const RunawayInputs& inputs);

 private:
  const layout::Layout& layout_for(const config::File& file);
  const parameters::KineticsSet& set_for(const KineticsInput& kinetics);
  runaway::Layer layer_of(const LayerInput& in, const LimiterChoice& limiter, const std::string& at, MadeStack& made,
                          std::vector<config::Complaint>& complaints);
  void make_line(const RunawayInputs& in, MadeStack& made, std::vector<config::Complaint>& complaints);
  void make_grid(const RunawayInputs& in, MadeStack& made, std::vector<config::Complaint>& complaints,
                 bool only_to_check);

  std::map<std::string, std::string> texts_;       // of files, by path
  std::map<std::string, layout::Layout> layouts_;  // by path
  std::map<std::string, parameters::KineticsSet> sets_;
  std::map<std::string, std::shared_ptr<const runaway::Mechanism>> mechanisms_;
};

/// Does any number wait for a stage that has not run?
bool has_references(const RunawayInputs& inputs);
/// Have all files been found and read by the campaign?
bool files_are_read(const RunawayInputs& inputs);

/// Layer of the n-th cell, n from 1.
int layer_of_cell(const runaway::StackParams& stack, int cell);

runaway::Detection detection_of(const DetectionInput& in);

}  // namespace voxvolt::stages
