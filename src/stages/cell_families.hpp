// SPDX-License-Identifier: BSD-3-Clause
// What stage `cell` tells of electrodes with several families of particles: which material works when.
#pragma once

#include <string>
#include <vector>

#include "campaign/product.hpp"
#include "campaign/stage_kind.hpp"
#include "parameters/setting.hpp"
#include "stages/cell_batch.hpp"

namespace voxvolt::stages {

/// An electrode that has several families, as its parameters say without their numbers.
struct BlendedElectrode {
  std::string electrode;
  std::vector<std::string> materials;  ///< their names; empty: one without a name, of several sizes
};
/// Those of a cell, the negative one first.
std::vector<BlendedElectrode> blended_electrodes(const parameters::Settings& settings, bool half_cell);

/// What products need of a cell's families, in the order of Curves' families.
std::vector<FamilyFact> family_facts(const cell::CellParams& cell);

std::vector<campaign::ProductSpec> family_specs(const std::vector<BlendedElectrode>& electrodes);
std::vector<campaign::Produced> family_produces();
void add_families(const std::vector<BlendedElectrode>& electrodes, const CellOutcome& outcome,
                  campaign::Products& products);

}  // namespace voxvolt::stages
