// SPDX-License-Identifier: BSD-3-Clause
#include "io/piecewise_hash.hpp"

#include <algorithm>
#include <fstream>

#include "config/sha256.hpp"

namespace voxvolt::io {

FileHashes hash_file_and(const std::string& path, const std::vector<Stretch>& stretches, ExitCode blame) {
  std::ifstream in(path, std::ios::binary);
  if (!in) throw Failure(blame, path + ": cannot be opened");
  config::Sha256 whole;
  std::vector<config::Sha256> parts(stretches.size());
  std::vector<char> piece(std::size_t{1} << 20);
  std::int64_t position = 0;
  while (in) {
    in.read(piece.data(), static_cast<std::streamsize>(piece.size()));
    const std::int64_t end = position + in.gcount();
    whole.update(piece.data(), static_cast<std::size_t>(in.gcount()));
    for (std::size_t i = 0; i < stretches.size(); ++i) {
      const std::int64_t from = std::max(position, stretches[i].first);
      const std::int64_t to = std::min(end, stretches[i].first + stretches[i].bytes);
      if (from < to) parts[i].update(piece.data() + (from - position), static_cast<std::size_t>(to - from));
    }
    position = end;
  }
  if (in.bad()) throw Failure(blame, path + ": cannot be read to its end");
  FileHashes hashes{whole.hex(), {}};
  for (std::size_t i = 0; i < stretches.size(); ++i) {
    if (stretches[i].first + stretches[i].bytes > position) throw Failure(blame, path + ": is cut off");
    hashes.stretches.push_back(parts[i].hex());
  }
  return hashes;
}

}  // namespace voxvolt::io
