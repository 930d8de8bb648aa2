// SPDX-License-Identifier: BSD-3-Clause
// Free-key maps whose keys are paths: {cell.set: {positive: {porosity: 0.3}}} has the one key cell.set.positive.porosity.
#pragma once

#include <string>

#include "config/described.hpp"
#include "config/errors.hpp"
#include "config/tree.hpp"

namespace voxvolt::config {

/// The map with nested maps flattened to dotted keys, down to the first value of the map's item: a known key, or what
/// has the form of the item. A key given twice is a problem that names both places. `path` is where the map stands.
Node flatten(Node map, const MapShape& shape, const std::string& path, Problems& problems);

}  // namespace voxvolt::config
