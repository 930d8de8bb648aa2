// SPDX-License-Identifier: BSD-3-Clause
// YAML from a stranger -> our own tree. The part of YAML that is accepted: one document of maps with scalar keys, lists
// and scalars, in block or flow style. Anchors, aliases, tags and merge keys are refused where they first appear.
#pragma once

#include <cstddef>
#include <string>

#include "config/tree.hpp"

namespace voxvolt::config {

struct LoadLimits {
  std::size_t bytes = 16u << 20;        ///< of the text
  std::size_t nodes = 1'000'000;        ///< scalars, lists and maps together
  std::size_t depth = 64;               ///< levels; a dotted key counts as many as it stands for
  std::size_t scalar_bytes = 1u << 20;  ///< of one scalar
  std::size_t key_bytes = 512;
};

/// Throws InputError with file:line:column for whatever is not acceptable. `source_name` is what messages call it; for a
/// file it is its path, and relative paths in it are joined to its folder.
Node load_yaml(const std::string& text, const std::string& source_name, const LoadLimits& limits = {});

/// Applies the option `--set path=value`, the `index`-th (from 1), to a loaded campaign. `path` is `title`, `seed` or
/// `stage.key...`; `path.2` is the second element of a list; the value `~` removes the key. Problems say `--set #2`.
void apply_set(Node& root, const std::string& argument, int index);

}  // namespace voxvolt::config
