// SPDX-License-Identifier: BSD-3-Clause
// From the members of an ensemble to a model with a bound.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "surrogate/static_model.hpp"

namespace voxvolt::surrogate {

/// Members of an ensemble: `values` member by input, `results` output by member, all finite. Where members were drawn from the
/// rows of an earlier table, `rows` says which row each has (any numbers, equal for members of one row); else it is empty.
struct Sample {
  std::size_t members = 0;
  std::vector<double> values;
  std::vector<std::vector<double>> results;
  std::vector<std::size_t> rows{};
};

struct FitSettings {
  double hold_out = 0.2, coverage = 0.95;
  std::uint64_t seed = 0;
  std::optional<Form> form = Form::pce;  ///< none: for each output the better one, by cross-validation
};

/// The members held out: their numbers, drawn by a counter-based stream; at least one stays for training. Of rows that share is
/// held out, each with all its members, so that no member in training has a row of a member that was held out.
std::vector<std::size_t> held_out_members(const Sample& sample, const FitSettings& settings);

/// Fits `model`, whose inputs and outputs have their names and units, to the members that are not held out, and measures bounds
/// (conformal.hpp) on those that are: they hold for new members, of new rows where there are rows. Forms are compared by the
/// root mean square error in five-fold cross-validation over the training members, rows kept together: members held out have
/// no part in the choice. Equal results for equal arguments. Throws std::invalid_argument for an input that does not vary and
/// for too few members or rows.
void fit(StaticModel& model, const Sample& sample, const FitSettings& settings);

}  // namespace voxvolt::surrogate
