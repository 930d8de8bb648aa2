// SPDX-License-Identifier: BSD-3-Clause
// A voxel image with named phases: plain data, distributed as slabs of z planes.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "numerics/field.hpp"

namespace voxvolt::voxel {

/// At most this many phases: an index fits a byte, and one value is left over.
inline constexpr std::size_t kMostPhases = 255;

struct Image {
  numerics::Field<std::uint8_t> labels;  ///< index into `phases`, per voxel
  std::vector<std::string> phases;
  int through = 2;  ///< the through-plane axis: 0 x, 1 y, 2 z
};

}  // namespace voxvolt::voxel
