// SPDX-License-Identifier: BSD-3-Clause
// What is wrong with an input: all of it at once, each problem with its place.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "config/value.hpp"
#include "parallel/failure.hpp"

namespace voxvolt::config {

struct Problem {
  Place place;
  std::string key;           ///< dotted path, may be empty
  std::string message;       ///< what is wrong, what is allowed
  std::string text() const;  ///< file:line:column: key: message
  bool operator==(const Problem& other) const { return text() == other.text(); }
};

/// The input is wrong. `what()` has one line per problem, in the order of their places, each once.
class InputError : public Failure {
 public:
  explicit InputError(std::vector<Problem> problems);
  InputError(Place place, std::string key, std::string message);
  const std::vector<Problem>& problems() const { return problems_; }

 private:
  std::vector<Problem> problems_;
};

/// Collects problems. A hostile file can have a million of them: after `limit` they are only counted.
class Problems {
 public:
  static constexpr std::size_t limit = 500;
  void add(Place place, std::string key, std::string message);
  bool empty() const { return count_ == 0; }
  std::size_t size() const { return count_; }
  /// Sorted by place, duplicates dropped.
  std::vector<Problem> sorted() const;
  /// Throws InputError with all of them.
  void throw_if_any() const;

 private:
  std::vector<Problem> problems_;
  std::size_t count_ = 0;
};

/// The candidate that is meant by a misspelt word: the least number of insertions, deletions, substitutions and swaps of
/// neighbours, if that is at most a third of the word (and at least one is allowed); case counts half.
std::optional<std::string> nearest(std::string_view word, const std::vector<std::string>& candidates);

/// Text of a user as it may stand in a message: shortened to 60 characters, control characters escaped.
std::string shown(std::string_view text);

}  // namespace voxvolt::config
