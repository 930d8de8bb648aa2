// SPDX-License-Identifier: BSD-3-Clause
// Divides a landscape of heights into the catchments of its summits, on any number of ranks.
#pragma once

#include <cstdint>
#include <vector>

#include "numerics/field.hpp"
#include "parallel/communicator.hpp"

namespace voxvolt::voxel {

/// Heights of the own planes, x fastest; places of height 0 lie outside of the landscape.
struct Landscape {
  numerics::VoxelGrid grid;
  numerics::Block block;
  std::vector<float> heights;
};

/// Two summits are one when the way from the lower one to the other need not go down by more than the larger of these.
struct Merging {
  double depth = 0;     ///< in the unit of the heights
  double relative = 0;  ///< of the lower summit's height
};

struct Catchments {
  std::vector<std::uint32_t> of_place;  ///< of each own place: its catchment, counted from 1; 0 outside
  std::vector<double> summits;          ///< heights; on all ranks
};

/// Collective. Every place leads to that of the 26 around it to which it rises most steeply, and so to a summit; summits are
/// then joined in the order of the saddles between them, highest first, the lower to the higher (persistence: Edelsbrunner,
/// H., Letscher, D., Zomorodian, A. (2002). Discrete Comput. Geom. 28, 511-533, doi:10.1007/s00454-002-2885-2). Among equals
/// the place stored later leads. Equal on any number of ranks. Takes 12 bytes per place, 32 per place of a plane and rank, and
/// on every rank 12 per summit and 24 per pair of neighbouring ones. Throws AgreedFailure(machine) when a rank holds 2^31
/// places or more: use more ranks.
Catchments find_catchments(const Landscape& landscape, const Merging& merging, const parallel::Communicator& ranks);

}  // namespace voxvolt::voxel
