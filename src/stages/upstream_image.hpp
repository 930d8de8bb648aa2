// SPDX-License-Identifier: BSD-3-Clause
// The voxel image of an earlier stage, for stages that compute on it.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "campaign/context.hpp"
#include "numerics/field.hpp"

namespace voxvolt::stages {

struct UpstreamImage {
  std::shared_ptr<const numerics::NamedField> field;
  std::vector<std::string> phases;
  std::vector<double> fractions;  ///< of each phase
  double porosity = 0;            ///< with the binder's pores; NaN when there is no phase `pore`
  int through = 2;

  const numerics::Field<std::uint8_t>& labels() const;
  /// Share of a phase; of `pore`: the porosity.
  double pore_share(std::size_t phase) const;
};

/// The phases that a stage's image will have; complains, with the key that names the stage, when it has no image.
std::optional<std::vector<std::string>> declared_phases(const std::string& stage,
                                                        const campaign::Surroundings& surroundings,
                                                        const std::string& key,
                                                        std::vector<config::Complaint>& complaints);

/// Collective. From memory, or from the file of the record: throws AgreedFailure(record) when that is not the one.
UpstreamImage upstream_image(const std::string& stage, const campaign::Context& context);

}  // namespace voxvolt::stages
