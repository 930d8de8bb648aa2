// SPDX-License-Identifier: BSD-3-Clause
// A stack kept as one file per slice: `slices/nmc_*.tif`, where a number stands for the star.
#pragma once

#include <string>
#include <vector>

namespace voxvolt::io {

/// True when a path names numbered files.
bool is_pattern(const std::string& path);

/// The files that match, in the order of their numbers (2 before 10). Throws Failure(ExitCode::input, `PATTERN: ...`)
/// when there are none, when something else than a number stands for the star, or when a number is missing or there
/// twice.
std::vector<std::string> numbered_files(const std::string& pattern);

}  // namespace voxvolt::io
