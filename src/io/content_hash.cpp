// SPDX-License-Identifier: BSD-3-Clause
#include "io/content_hash.hpp"

#include <fstream>
#include <vector>

#include "config/sha256.hpp"
#include "io/input_file.hpp"
#include "io/numbered_files.hpp"

namespace voxvolt::io {

std::string hash_of_file(const std::string& path, ExitCode blame) {
  size_of_file(path, blame);
  std::ifstream in(path, std::ios::binary);
  if (!in) throw Failure(blame, path + ": cannot be opened");
  config::Sha256 hash;
  std::vector<char> piece(std::size_t{1} << 20);
  while (in) {
    in.read(piece.data(), static_cast<std::streamsize>(piece.size()));
    hash.update(piece.data(), static_cast<std::size_t>(in.gcount()));
  }
  if (in.bad()) throw Failure(blame, path + ": cannot be read to its end");
  return hash.hex();
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
