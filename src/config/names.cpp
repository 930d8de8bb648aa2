// SPDX-License-Identifier: BSD-3-Clause
#include "config/names.hpp"

#include <algorithm>

namespace voxvolt::config {

namespace {
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
}  // namespace

bool is_name(std::string_view text) {
  return !text.empty() && is_letter(text.front()) &&
         std::ranges::all_of(text, [](char c) { return is_letter(c) || is_digit(c) || c == '_'; });
}

std::optional<std::size_t> element_number(std::string_view text) {
  if (text.empty() || text.size() > 9 || text.front() == '0' || !std::ranges::all_of(text, is_digit)) return {};
  std::size_t number = 0;
  for (const char digit : text) number = 10 * number + static_cast<std::size_t>(digit - '0');
  return number;
}

bool is_path(std::string_view text) {
  return std::ranges::all_of(split_path(text), [](const std::string& s) { return is_name(s) || element_number(s); });
}

std::vector<std::string> split_path(std::string_view path) {
  std::vector<std::string> parts;
  while (true) {
    const auto dot = path.find('.');
    parts.emplace_back(path.substr(0, dot));
    if (dot == std::string_view::npos) return parts;
    path.remove_prefix(dot + 1);
  }
}

std::string join_path(const std::string& above, const std::string& key) {
  if (above.empty()) return key;
  return key.empty() ? above : above + "." + key;
}

std::string listed(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

}  // namespace voxvolt::config
