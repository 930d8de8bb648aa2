// SPDX-License-Identifier: BSD-3-Clause
// What a file of this room includes: the campaign's contract, and the catalogue that lists them all.
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "campaign/context.hpp"
#include "campaign/stage_kind.hpp"
#include "config/described.hpp"
#include "parallel/agree.hpp"

namespace voxvolt::stages {

/// Every stage kind of this release, in the order of the manual.
campaign::Catalogue catalogue();

}  // namespace voxvolt::stages
