// SPDX-License-Identifier: BSD-3-Clause
#include "config/errors.hpp"

#include <algorithm>
#include <array>
#include <tuple>

namespace voxvolt::config {

std::string Problem::text() const {
  std::string text;
  for (const std::string& part : {place.text(), key, message})
    if (!part.empty()) text += (text.empty() ? "" : ": ") + part;
  return text;
}

namespace {

std::string lines_of(const std::vector<Problem>& problems) {
  std::string lines;
  for (const Problem& problem : problems) lines += (lines.empty() ? "" : "\n") + problem.text();
  return lines;
}

bool comes_before(const Problem& a, const Problem& b) {
  const auto rank = [](const Problem& p) {
    return std::make_tuple(p.place.source ? std::string_view(*p.place.source) : std::string_view{}, p.place.line,
                           p.place.column);
  };
  return rank(a) < rank(b);
}

}  // namespace

InputError::InputError(std::vector<Problem> problems)
    : Failure(ExitCode::input, lines_of(problems)), problems_(std::move(problems)) {}

InputError::InputError(Place place, std::string key, std::string message)
    : InputError(std::vector<Problem>{{std::move(place), std::move(key), std::move(message)}}) {}

void Problems::add(Place place, std::string key, std::string message) {
  if (++count_ <= limit) problems_.push_back({std::move(place), std::move(key), std::move(message)});
}

std::vector<Problem> Problems::sorted() const {
  std::vector<Problem> sorted = problems_;
  std::ranges::stable_sort(sorted, comes_before);
  std::vector<Problem> once;
  for (Problem& problem : sorted)
    if (std::ranges::find(once, problem) == once.end()) once.push_back(std::move(problem));
  if (count_ > limit) {
    Problem rest;
    rest.message = "and " + std::to_string(count_ - limit) + " more problems";
    once.push_back(std::move(rest));
  }
  return once;
}

void Problems::throw_if_any() const {
  if (!empty()) throw InputError(sorted());
}

namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

/// Optimal string alignment, in half edits: 2 for an edit, 1 for another case.
std::size_t distance(std::string_view a, std::string_view b) {
  if (std::ranges::equal(a, b, {}, lower, lower)) return a == b ? 0 : 1;
  std::vector<std::size_t> before(b.size() + 1), last(b.size() + 1), row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) last[j] = 2 * j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = 2 * i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const bool same_letter = lower(a[i - 1]) == lower(b[j - 1]);
      const std::size_t substitution = a[i - 1] == b[j - 1] ? 0 : same_letter ? 1 : 2;
      row[j] = std::min({last[j] + 2, row[j - 1] + 2, last[j - 1] + substitution});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) row[j] = std::min(row[j], before[j - 2] + 2);
    }
    before.swap(last);
    last.swap(row);
  }
  return last[b.size()];
}

}  // namespace

std::optional<std::string> nearest(std::string_view word, const std::vector<std::string>& candidates) {
  constexpr std::size_t longest_word = 128;
  if (word.empty() || word.size() > longest_word) return {};
  std::optional<std::string> best;
  // Another letter is no slip of the pen in a word of one letter.
  std::size_t least = word.size() == 1 ? 2 : 2 * std::max<std::size_t>(1, word.size() / 3) + 1;
  for (const std::string& candidate : candidates) {
    if (candidate.size() > 2 * word.size() + 2) continue;
    const std::size_t d = distance(word, candidate);
    if (d >= least) continue;
    least = d;
    best = candidate;
  }
  return best;
}

std::string shown(std::string_view text) {
  constexpr std::size_t most = 60;
  constexpr std::string_view digits = "0123456789abcdef";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool continues_character = (byte & 0xC0u) == 0x80u;
    if (out.size() >= most && !continues_character) return out + "...";
    if (byte < 0x20 || byte == 0x7F) out += std::string("\\x") + digits[byte >> 4] + digits[byte & 15u];
    else out += c;
  }
  return out;
}

}  // namespace voxvolt::config
