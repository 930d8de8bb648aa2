// SPDX-License-Identifier: BSD-3-Clause
// Checks that every reader makes before it opens a file of unknown origin.
#pragma once

#include <cstdint>
#include <string>

#include "parallel/failure.hpp"

namespace voxvolt::io {

/// Throws Failure(code, `FILE: ...`) unless `path` is a regular file that can be read and is not empty. Pipes and
/// devices would block or never end.
void require_regular_file(const std::string& path, ExitCode code = ExitCode::input);

/// Bytes of a regular file.
std::int64_t size_of_file(const std::string& path, ExitCode code = ExitCode::input);

/// `1.2 MiB`, `340 MiB`, `17 bytes`
std::string bytes_text(double bytes);

}  // namespace voxvolt::io
