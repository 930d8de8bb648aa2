// SPDX-License-Identifier: BSD-3-Clause
// A layout with other distances: bodies of a type thicker or thinner, cells further apart. What lies beyond moves, what
// spans the place is stretched; so that bodies that touched still touch, and none overlap that did not.
#pragma once

#include <array>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "meshes/layout/layout.hpp"

namespace voxvolt::layout {

struct Reshape {
  std::map<std::string, double> thickness{};       ///< m, by type: of its bodies, along their shortest axis
  std::array<std::optional<double>, 3> spacing{};  ///< m, along x, y, z: between `rigid` bodies side by side
  bool is_empty() const { return thickness.empty() && !spacing[0] && !spacing[1] && !spacing[2]; }
};

/// What is wrong with one of the values; `key` is like `thickness.barrier` or `spacing.x`.
struct ReshapeComplaint {
  std::string key, message;
};

/// Bodies of the types `rigid`, and round ones, keep their size. Of no use where there are complaints.
Layout reshaped(const Layout& layout, const Reshape& to, const std::set<std::string>& rigid,
                std::vector<ReshapeComplaint>& complaints);

}  // namespace voxvolt::layout
