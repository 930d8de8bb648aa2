// SPDX-License-Identifier: BSD-3-Clause
// What a stage `surrogate` gives: its products by name, and what it says in words.
#pragma once

#include <string>

#include "campaign/product.hpp"
#include "surrogate/static_model.hpp"

namespace voxvolt::stages::of_surrogate {

using campaign::ProductSpec;

/// `table.stage.key` -> `stage.key`.
std::string path_of(const ProductSpec& column);
/// Of the output itself, not of its column.
std::string meaning_of(const ProductSpec& output);

// `output` and `input` are columns of the ensemble's table. `rows`: members were drawn from rows of an earlier table.
ProductSpec bound_spec(const ProductSpec& output, double coverage, bool rows);
ProductSpec coverage_spec(const ProductSpec& output);
ProductSpec rms_spec(const ProductSpec& output);
ProductSpec q2_spec(const ProductSpec& output);
ProductSpec validation_spec(const ProductSpec& output);
ProductSpec compared_spec(const ProductSpec& output, const std::string& form);
ProductSpec least_spec(const ProductSpec& input);
ProductSpec most_spec(const ProductSpec& input);
ProductSpec domain_spec();
ProductSpec inside_spec();
ProductSpec form_spec();
ProductSpec training_spec();
ProductSpec held_out_spec();
ProductSpec training_rows_spec();
ProductSpec held_out_rows_spec();
ProductSpec table_spec();
ProductSpec model_spec();
ProductSpec assumptions_spec();

std::string domain_text(const surrogate::StaticModel& model);
/// Which form each output has and, where forms were compared, why.
std::string form_text(const surrogate::StaticModel& model);
/// `lost`: members of the ensemble that have no values.
std::string assumptions_text(const surrogate::StaticModel& model, std::size_t lost);

}  // namespace voxvolt::stages::of_surrogate
