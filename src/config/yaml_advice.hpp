// SPDX-License-Identifier: BSD-3-Clause
// What a parser's complaint means for the person who wrote the text. Knows the text, not the parser.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace voxvolt::config {

struct Advice {
  int line = 0;
  std::string message;
};

/// `kind:cell` -> what to write instead; empty when the text does not look like a key and its value. Addresses
/// (`https://`) do not.
std::optional<std::string> missing_space(std::string_view text);

/// The likely cause of the parser's `complaint` at `line` (from 1), with the line where it stands.
Advice advise(const std::string& text, int line, const std::string& complaint);

/// The byte of a `%` that starts a line before the document.
std::optional<std::size_t> find_directive(std::string_view text);

/// Is the quote that opens at this byte ever closed?
bool quote_closes(std::string_view text, std::size_t opening);

}  // namespace voxvolt::config
