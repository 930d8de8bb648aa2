// SPDX-License-Identifier: BSD-3-Clause
#include "report/safe_text.hpp"

#include <algorithm>

#include "config/plain_text.hpp"
#include "config/sha256.hpp"

namespace voxvolt::report {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

std::string valid_text(std::string_view text) {
  std::string valid;
  while (const auto flaw = config::find_flaw(text)) {
    valid += text.substr(0, flaw->at);
    valid += kReplacement;
    text.remove_prefix(flaw->at + 1);
  }
  return valid += text;
}

bool begins_character(char c) { return (static_cast<unsigned char>(c) & 0xC0u) != 0x80u; }

}  // namespace

std::string clean_text(std::string_view text) {
  std::string clean = valid_text(text);
  std::ranges::replace_if(
      clean, [](char c) { return c == '\n' || c == '\r' || c == '\t'; }, ' ');
  return clean;
}

std::string shortened(std::string_view text, std::size_t most) {
  if (static_cast<std::size_t>(std::ranges::count_if(text, begins_character)) <= most) return std::string(text);
  std::size_t end = 0, kept = 0;
  for (; end < text.size(); ++end)
    if (begins_character(text[end]) && kept++ + 1 == most) break;
  return std::string(text.substr(0, end)) + "…";
}

std::string gnuplot_text(std::string_view text) {
  std::string quoted = "'";
  for (char c : clean_text(text)) quoted += c == '\'' ? "''" : std::string(1, c);
  return quoted + "'";
}

std::string html_text(std::string_view text) {
  std::string html;
  for (char c : valid_text(text)) {
    switch (c) {
      case '&': html += "&amp;"; break;
      case '<': html += "&lt;"; break;
      case '>': html += "&gt;"; break;
      case '"': html += "&quot;"; break;
      case '\'': html += "&#39;"; break;
      default: html += c;
    }
  }
  return html;
}

std::string file_name(std::string_view text) {
  constexpr std::size_t most = 120, digits = 8;
  std::string name(text);
  const auto is_plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.' ||
           c == '-';
  };
  std::ranges::replace_if(
      name, [&](char c) { return !is_plain(c); }, '_');
  if (name.empty() || name.front() == '.' || name.front() == '-') name.insert(0, "_");
  if (name == text && name.size() <= most) return name;
  return name.substr(0, most - digits - 1) + "-" + config::sha256_hex(text).substr(0, digits);
}

std::string base64(std::string_view bytes) {
  constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::size_t here = std::min<std::size_t>(3, bytes.size() - i);
    unsigned group = 0;
    for (std::size_t k = 0; k < 3; ++k) group = group << 8 | (k < here ? static_cast<unsigned char>(bytes[i + k]) : 0u);
    for (std::size_t k = 0; k < 4; ++k) text += k <= here ? letters[group >> (18 - 6 * k) & 63u] : '=';
  }
  return text;
}

}  // namespace voxvolt::report
