// SPDX-License-Identifier: BSD-3-Clause
// SHA-256 of what files hold: the part of an identity that comes from outside, and the proof that a record is
// unchanged.
#pragma once

#include <string>

#include "parallel/failure.hpp"

namespace voxvolt::io {

/// 64 hex digits over the bytes of a file. Throws Failure(blame, `FILE: ...`).
std::string hash_of_file(const std::string& path, ExitCode blame = ExitCode::record);

/// The content that an input names: one file, or (with a `*` in the name) the numbered files of a stack in their order,
/// whose names do not count. 64 hex digits. Throws Failure(ExitCode::input, `FILE: ...`).
std::string content_hash(const std::string& path);

}  // namespace voxvolt::io
