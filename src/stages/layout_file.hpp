// SPDX-License-Identifier: BSD-3-Clause
// A layout file: where the bodies of a module are.
#pragma once

#include <string>

#include "meshes/layout/layout.hpp"

namespace voxvolt::stages {

/// Throws config::InputError with every problem and its place; overlaps and gaps are among them.
layout::Layout read_layout(const std::string& text, const std::string& file);

}  // namespace voxvolt::stages
