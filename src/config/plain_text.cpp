// SPDX-License-Identifier: BSD-3-Clause
#include "config/plain_text.hpp"

#include <algorithm>
#include <array>
#include <cstdint>

namespace voxvolt::config {

namespace {

struct Decoded {
  std::uint32_t character = 0;
  std::size_t bytes = 0;  ///< 0: no UTF-8
};

Decoded decode(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(text[i]); };
  const std::uint8_t lead = byte(0);
  if (lead < 0x80) return {lead, 1};
  const std::size_t bytes = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || text.size() < bytes) return {};
  std::uint32_t character = lead & (0x7Fu >> bytes);
  for (std::size_t i = 1; i < bytes; ++i) {
    if ((byte(i) & 0xC0u) != 0x80u) return {};
    character = character << 6 | (byte(i) & 0x3Fu);
  }
  constexpr std::array<std::uint32_t, 5> least{0, 0, 0x80, 0x800, 0x10000};  // shorter encodings exist below
  const bool surrogate = character >= 0xD800 && character <= 0xDFFF;
  if (character < least[bytes] || surrogate || character > 0x10FFFF) return {};
  return {character, bytes};
}

bool is_control(std::uint32_t c) {
  const bool c0 = c < 0x20 && c != '\t' && c != '\n';
  const bool direction = (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
  return c0 || (c >= 0x7F && c <= 0x9F) || direction || c == 0x2028 || c == 0x2029 || c == 0xFEFF;
}

std::string code_point(std::uint32_t c) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string text = "U+0000";
  for (std::size_t i = 0; i < 4; ++i) text[5 - i] = digits[c >> (4 * i) & 15u];
  return text;
}

constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

}  // namespace

std::optional<TextFlaw> find_flaw(std::string_view text) {
  std::size_t at = text.starts_with(byte_order_mark) ? byte_order_mark.size() : 0;
  while (at < text.size()) {
    const Decoded next = decode(text.substr(at));
    if (next.bytes == 0) return TextFlaw{at, "a byte that is not UTF-8"};
    const bool line_end = next.character == '\r' && at + 1 < text.size() && text[at + 1] == '\n';
    if (next.character == 0) return TextFlaw{at, "a NUL character"};
    if (is_control(next.character) && !line_end)
      return TextFlaw{at, "the control character " + code_point(next.character)};
    at += next.bytes;
  }
  return {};
}

std::string normalised(std::string_view text) {
  if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i)
    if (text[i] != '\r' || i + 1 == text.size() || text[i + 1] != '\n') out += text[i];
  return out;
}

LineColumn line_column(std::string_view text, std::size_t at) {
  const std::string_view before = text.substr(0, at);
  const auto newline = before.rfind('\n');
  const std::string_view line = newline == std::string_view::npos ? before : before.substr(newline + 1);
  const auto characters =
      std::ranges::count_if(line, [](char c) { return (static_cast<std::uint8_t>(c) & 0xC0u) != 0x80u; });
  return {static_cast<int>(std::ranges::count(before, '\n')) + 1, static_cast<int>(characters) + 1};
}

}  // namespace voxvolt::config
