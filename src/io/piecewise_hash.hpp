// SPDX-License-Identifier: BSD-3-Clause
// Hashes of a file and of stretches of it, in one pass.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "parallel/failure.hpp"

namespace voxvolt::io {

struct Stretch {
  std::int64_t first = 0;  ///< byte
  std::int64_t bytes = 0;
};

struct FileHashes {
  std::string file;  ///< SHA-256, hex
  std::vector<std::string> stretches;
};

/// One process. Throws Failure(blame) when the file cannot be read or ends before a stretch does.
FileHashes hash_file_and(const std::string& path, const std::vector<Stretch>& stretches, ExitCode blame);

}  // namespace voxvolt::io
