// SPDX-License-Identifier: BSD-3-Clause
// What a text file may hold at all, before anybody parses it.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace voxvolt::config {

/// Where a text stops being text, and why.
struct TextFlaw {
  std::size_t at = 0;  ///< byte
  std::string reason;
};

/// The first byte that is not UTF-8 (RFC 3629), or a control character other than tab, line feed and carriage return
/// followed by line feed; direction overrides, which make a text read otherwise than it is, count as control characters.
std::optional<TextFlaw> find_flaw(std::string_view text);

/// Without a byte order mark, lines ended by a line feed alone.
std::string normalised(std::string_view text);

/// Line and column of a byte, from 1; columns count characters.
struct LineColumn {
  int line;
  int column;
};
LineColumn line_column(std::string_view text, std::size_t at);

}  // namespace voxvolt::config
