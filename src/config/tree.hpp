// SPDX-License-Identifier: BSD-3-Clause
// What was written, before anything is known of what it should be: the loader's own tree. Every node knows its place.
#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "config/errors.hpp"
#include "config/value.hpp"

namespace voxvolt::config {

struct Entry;

struct Node {
  struct Scalar {
    std::string text;
    bool quoted = false;  ///< in quotes, or a block scalar: always text, never a word of the language
  };
  using Nodes = std::vector<Node>;
  using Entries = std::vector<Entry>;

  std::variant<std::monostate, Scalar, Nodes, Entries> content;
  Place place;  ///< of the value; of its key when nothing is written

  bool is_null() const { return content.index() == 0; }  ///< nothing is written; `~` is a scalar
  bool is_scalar() const { return content.index() == 1; }
  bool is_list() const { return content.index() == 2; }
  bool is_map() const { return content.index() == 3; }
  const Scalar& scalar() const { return std::get<Scalar>(content); }
  const Nodes& list() const { return std::get<Nodes>(content); }
  Nodes& list() { return std::get<Nodes>(content); }
  const Entries& map() const { return std::get<Entries>(content); }
  Entries& map() { return std::get<Entries>(content); }
  /// The entry of this very key (dots are not interpreted); nullptr when there is none, or this is no map.
  const Entry* find(std::string_view key) const;
  Entry* find(std::string_view key);
  /// Is this the unquoted scalar `word`?
  bool is_word(std::string_view word) const { return is_scalar() && !scalar().quoted && scalar().text == word; }
};

struct Entry {
  std::string key;  ///< as written: a dotted key is kept as it is
  Place place;      ///< of the key
  Node value;
};

/// `a null`, `a map`, `a list`, or the scalar itself: how a node is named in a message.
std::string named(const Node& node);

/// The map with the first dot of every key turned into a level: {a.b: 1, a: {c: 2}} -> {a: {b: 1, c: 2}}. A clash is a
/// problem that names both lines. `path` is where the map stands.
Node expand(Node map, const std::string& path, Problems& problems);

}  // namespace voxvolt::config
