// SPDX-License-Identifier: BSD-3-Clause
// A record of one line: a JSON map that ends with the SHA-256 of all that stands before it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "config/value.hpp"

namespace voxvolt::campaign {

/// The line, with its newline.
std::string seal(const config::Map& map);

struct Unsealed {
  config::Value content;
  std::string hash;
};
/// Nothing when the line (without its newline) does not match its own hash.
std::optional<Unsealed> unseal(const std::string& line);

/// A file of such lines. What stands after the last newline is not a line: torn, it begins at byte `whole`.
struct SealedFile {
  std::vector<std::optional<Unsealed>> lines;
  bool torn = false;
  std::size_t whole = 0;
};
/// A missing file has no lines. Throws MachineFailure when it cannot be read.
SealedFile read_sealed(const std::string& path);
/// Cuts `path` to its whole lines.
void cut_torn(const std::string& path, const SealedFile& file);

/// The text or integer at a key of a map; empty or 0 when there is none.
std::string text_at(const config::Value& map, const std::string& key);
std::int64_t integer_at(const config::Value& map, const std::string& key);

}  // namespace voxvolt::campaign
