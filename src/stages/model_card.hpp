// SPDX-License-Identifier: BSD-3-Clause
// A static surrogate as text: the JSON card that is a product of `surrogate`, a file of `voxvolt export --as json`, and what
// `predict` reads.
#pragma once

#include <string>

#include "surrogate/static_model.hpp"

namespace voxvolt::stages {

std::string card_of(const surrogate::StaticModel& model);
/// Reads back the same model, to the bit. Throws Failure(input) `SOURCE: key: what is wrong` for anything else; a card may be a
/// stranger's.
surrogate::StaticModel model_of(const std::string& card, const std::string& source);

}  // namespace voxvolt::stages
