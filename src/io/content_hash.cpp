// SPDX-License-Identifier: BSD-3-Clause
#include "io/content_hash.hpp"

#include "config/sha256.hpp"
#include "io/input_file.hpp"
#include "io/numbered_files.hpp"
#include "io/piecewise_hash.hpp"

namespace voxvolt::io {

std::string hash_of_file(const std::string& path, ExitCode blame) {
  size_of_file(path, blame);
  return hash_file_and(path, {}, blame).file;
}

std::string content_hash(const std::string& path) {
  if (!is_pattern(path)) {
    require_regular_file(path);
    return hash_of_file(path, ExitCode::input);
  }
  config::Sha256 hash;
  for (const std::string& file : numbered_files(path)) hash.update(hash_of_file(file, ExitCode::input));
  return hash.hex();
}

}  // namespace voxvolt::io
