// SPDX-License-Identifier: BSD-3-Clause
#include "config/yaml_advice.hpp"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "config/errors.hpp"
#include "config/names.hpp"

namespace voxvolt::config {

std::optional<std::string> missing_space(std::string_view text) {
  const auto colon = text.find(':');
  if (colon == std::string_view::npos || colon + 1 == text.size()) return {};
  const std::string_view key = text.substr(0, colon), value = text.substr(colon + 1);
  const std::string_view avoided = "/\\: ";
  if (!is_path(key) || element_number(key) || avoided.find(value.front()) != std::string_view::npos) return {};
  const std::string first_word(value.substr(0, value.find_first_of(" \n")));
  return "`" + shown(std::string(key) + ":" + first_word) + "` needs a space after the colon: `" + shown(key) + ": " +
         shown(first_word) + "`";
}

namespace {

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (true) {
    const auto end = text.find('\n');
    lines.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return lines;
    text.remove_prefix(end + 1);
  }
}

std::string_view without_indent(std::string_view line) {
  const auto first = line.find_first_not_of(" -");
  return first == std::string_view::npos ? std::string_view{} : line.substr(first);
}

bool is_indented_by_tab(std::string_view line) {
  return line.substr(0, line.find_first_not_of(" \t")).find('\t') != std::string_view::npos;
}

std::string in_words(const std::string& complaint) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 13> words{{
      {"illegal tab", "a tab indents this line; use spaces"},
      {"end of sequence flow not found", "a `[` before this place is not closed with `]`, or a comma is missing"},
      {"end of map flow not found", "a `{` before this place is not closed with `}`, or a comma is missing"},
      {"illegal flow end", "a bracket closes here that was never opened"},
      {"illegal map value",
       "a `: ` where no key can be; indent keys of one level alike, and quote a text with `: ` in it"},
      {"illegal map key", "a key where none can be; indent keys of one level alike"},
      {"illegal block entry", "a `- ` where no list can be; start it on a line of its own"},
      {"end of map not found", "keys of one level must be indented alike"},
      {"end of sequence not found", "elements of one list must be indented alike"},
      {"unknown token", "a value cannot start with this character; quote it"},
      {"illegal EOF in scalar", "the text ends within quotes"},
      {"unknown escape character",
       "an unknown escape after `\\` in double quotes; use single quotes to take `\\` as it is"},
      {"the referenced anchor is not defined",
       "an alias (`*name`) is not accepted: write the value where it is needed"},
  }};
  for (const auto& [start, meaning] : words)
    if (complaint.starts_with(start)) return std::string(meaning);
  return "this is not YAML: " + shown(complaint);
}

}  // namespace

Advice advise(const std::string& text, int line, const std::string& complaint) {
  // `kind:cell` swallows the following lines, so the parser complains a line or two too late.
  constexpr int lines_back = 3;
  const auto lines = lines_of(text);
  for (int at = line; at > std::max(0, line - lines_back); --at) {
    if (static_cast<std::size_t>(at) > lines.size()) continue;
    if (const auto advice = missing_space(without_indent(lines[static_cast<std::size_t>(at - 1)])))
      return {at, *advice};
  }
  // It skips a tab, and complains of what follows as if nothing indented it.
  const auto at = static_cast<std::size_t>(std::max(line, 1));
  return {line, in_words(at <= lines.size() && is_indented_by_tab(lines[at - 1]) ? "illegal tab" : complaint)};
}

std::optional<std::size_t> find_directive(std::string_view text) {
  std::size_t at = 0;
  for (const std::string_view line : lines_of(text)) {
    if (line.starts_with('%')) return at;
    if (!line.empty() && line.front() != '#' && line.front() != '\r') return {};
    at += line.size() + 1;
  }
  return {};
}

bool quote_closes(std::string_view text, std::size_t opening) {
  const char quote = text[opening];
  for (std::size_t i = opening + 1; i < text.size(); ++i) {
    if (quote == '"' && text[i] == '\\') {
      ++i;
    } else if (text[i] == quote) {
      const bool doubled = quote == '\'' && i + 1 < text.size() && text[i + 1] == '\'';
      if (!doubled) return true;
      ++i;
    }
  }
  return false;
}

}  // namespace voxvolt::config
