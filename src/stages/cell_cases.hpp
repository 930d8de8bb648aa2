// SPDX-License-Identifier: BSD-3-Clause
// From what a campaign says of a cell to what the solver takes.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "config/described.hpp"
#include "parallel/communicator.hpp"
#include "parameters/bpx.hpp"
#include "parameters/function.hpp"
#include "parameters/parameter_set.hpp"
#include "solvers/cell/porous_electrode/batch.hpp"
#include "stages/cell_families.hpp"
#include "stages/cell_inputs.hpp"

namespace voxvolt::stages {

/// The parameter set of a choice; `text` is that of its file. Throws config::InputError.
parameters::ParameterSet set_of(const ParameterChoice& choice, const std::string& text);
/// The file that a choice names; nullptr for a shipped set.
const config::File* file_of(const ParameterChoice& choice);

/// All drive cycles of a protocol.
void each_drive_cycle(const std::vector<ProtocolItem>& items, const std::function<void(const config::File&)>& visit);

/// Makes cases of inputs that are equal but for numbers: sets and drive cycles are read once, curves shared.
class CaseMaker {
 public:
  /// Reads each file that the inputs name: rank 0, then all have it. Collective; throws AgreedFailure(input).
  void read_files(const CellInputs& inputs, const parallel::Communicator& ranks);

  /// The case; what speaks against it goes to `complaints` (keys below the stage), and it is then of no use. Numbers
  /// that are references still are never complained of.
  cell::CellCase make(const CellInputs& inputs, std::vector<config::Complaint>& complaints);

  /// The parameters of the cell, as the set and the inputs give them.
  parameters::Settings settings(const CellInputs& inputs);
  /// The papers of the inputs' parameter set.
  std::vector<std::string> papers(const CellInputs& inputs);
  /// What its file has to say.
  std::vector<std::string> remarks(const CellInputs& inputs);
  /// The curve that the inputs compare with; nullptr when they do not.
  const parameters::Measurement* measured(const CellInputs& inputs);
  /// The cell as a BPX file. Throws config::InputError when the inputs are no cell.
  parameters::BpxText bpx(const CellInputs& inputs);
  /// The electrodes with several materials or sizes.
  std::vector<BlendedElectrode> blended(const CellInputs& inputs);
  /// Parameters that neither the set nor the inputs give and the model does not need.
  std::vector<std::string> not_given(const CellInputs& inputs);

 private:
  const parameters::ParameterSet& set_for(const ParameterChoice& choice);
  std::shared_ptr<const cell::Protocol> protocol_for(const CellInputs& inputs, double capacity,
                                                     std::vector<config::Complaint>& complaints);

  std::map<std::string, std::string> texts_;              // of files, by path
  std::map<std::string, parameters::ParameterSet> sets_;  // by name or path
  std::map<std::string, cell::Profile> profiles_;         // by path
  parameters::FunctionCompiler functions_;
  struct {
    std::shared_ptr<const cell::Protocol> of;
    std::vector<ProtocolItem> items;
    std::vector<std::string> stop;
    double capacity = 0;  // A h
  } protocol_;            // the last one without complaints
};

/// What a state belongs to: model, electrodes and mesh, in numbers that stand before it in the product `final_state`.
std::vector<double> mark_of_state(const CellInputs& inputs);

/// Does any number that the case needs wait for a stage that has not run?
bool has_references(const CellInputs& inputs);

}  // namespace voxvolt::stages
