// SPDX-License-Identifier: BSD-3-Clause
// How uncertain the parameters of a cell are: a file beside the parameter set, shipped or the user's own.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "campaign/stage_kind.hpp"
#include "parameters/parameter_set.hpp"
#include "stages/cell_inputs.hpp"
#include "stages/vary.hpp"

namespace voxvolt::stages {

/// One parameter: about the value that the cell has, or a distribution that is written out.
struct UncertainParameter {
  std::optional<Quantity> sd;   ///< normal about the cell's value
  std::optional<double> cv;     ///< 1; the same, relative to it
  std::optional<double> sigma;  ///< 1; lognormal, its median the cell's value
  std::optional<Law> law;
  std::string source;
  std::optional<std::string> note;
  static void describe(Describe<UncertainParameter>& d);
};
struct CorrelatedParameters {
  std::vector<std::string> between;
  double value = 0;  // 1, of normal scores
  std::string source;
  std::optional<std::string> note;
  static void describe(Describe<CorrelatedParameters>& d);
};
struct UncertaintyFile {
  std::int64_t version = 1;
  std::string title;
  std::map<std::string, std::string> sources;
  std::map<std::string, UncertainParameter> distributions;  ///< by the path of the parameter
  std::vector<CorrelatedParameters> correlations;
  static void describe(Describe<UncertaintyFile>& d);
};

/// Reads such a file; throws config::InputError with every problem and its place.
UncertaintyFile read_uncertainty(const std::string& text, const std::string& file);

/// The file that belongs to a cell: `uncertainty`, else what is shipped beside its set; none when that comes without.
std::optional<UncertaintyFile> uncertainty_of(const CellInputs& cell);

/// What that file says of `key`, an entry of `set`; reads it anew. `settings` are the cell's parameters.
campaign::Spread spread_of(const CellInputs& cell, const parameters::Settings& settings, const std::string& key);

}  // namespace voxvolt::stages
