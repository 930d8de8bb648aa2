// SPDX-License-Identifier: BSD-3-Clause
#include "config/tree.hpp"

#include <algorithm>
#include <unordered_map>

#include "config/names.hpp"

namespace voxvolt::config {

const Entry* Node::find(std::string_view key) const {
  if (!is_map()) return nullptr;
  for (const Entry& entry : map())
    if (entry.key == key) return &entry;
  return nullptr;
}

Entry* Node::find(std::string_view key) { return const_cast<Entry*>(std::as_const(*this).find(key)); }

std::string named(const Node& node) {
  if (node.is_scalar()) return "`" + shown(node.scalar().text) + "`";
  if (node.is_list()) return "a list";
  return node.is_map() ? "a map" : "nothing";
}

Node expand(Node map, const std::string& path, Problems& problems) {
  Node expanded{Node::Entries{}, map.place};
  std::unordered_map<std::string, std::size_t> index;
  for (Entry& entry : map.map()) {
    const std::string written = entry.key;
    const auto dot = written.find('.');
    if (dot != std::string::npos) {
      const Place place = entry.place;
      entry.key = written.substr(dot + 1);
      entry = Entry{written.substr(0, dot), place, Node{Node::Entries{std::move(entry)}, place}};
    }
    const auto [known, is_new] = index.emplace(entry.key, expanded.map().size());
    if (is_new) {
      expanded.map().push_back(std::move(entry));
      continue;
    }
    Entry& earlier = expanded.map()[known->second];
    if (earlier.value.is_map() && entry.value.is_map())
      std::ranges::move(entry.value.map(), std::back_inserter(earlier.value.map()));
    else
      problems.add(entry.place, join_path(path, written),
                   "given twice: here and at " + earlier.place.text() + "; keep one");
  }
  return expanded;
}

}  // namespace voxvolt::config
