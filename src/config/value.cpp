// SPDX-License-Identifier: BSD-3-Clause
#include "config/value.hpp"

#include "config/names.hpp"

namespace voxvolt::config {

std::string Place::text() const {
  std::string text = source ? *source : std::string{};
  if (line > 0) text += (text.empty() ? "line " : ":") + std::to_string(line);
  if (line > 0 && column > 0) text += ":" + std::to_string(column);
  return text;
}

namespace {

/// Keys of free-key maps may hold dots, so the longest key that leads on wins.
const Value* find_in(const Value& value, std::string_view path) {
  if (path.empty()) return &value;
  if (value.is<List>()) {
    const auto dot = path.find('.');
    const auto number = element_number(path.substr(0, dot));
    const List& list = value.as<List>();
    if (!number || *number > list.size()) return nullptr;
    return find_in(list[*number - 1], dot == std::string_view::npos ? "" : path.substr(dot + 1));
  }
  if (!value.is<Map>()) return nullptr;
  const Value* found = nullptr;
  std::size_t longest = 0;
  for (const auto& [key, below] : value.as<Map>()) {
    const bool leads = path.starts_with(key) && (path.size() == key.size() || path[key.size()] == '.');
    if (!leads || key.size() < longest) continue;
    if (const Value* hit = find_in(below, path.size() == key.size() ? "" : path.substr(key.size() + 1))) {
      found = hit;
      longest = key.size();
    }
  }
  return found;
}

}  // namespace

const Value* Value::find(const std::string& dotted_path) const { return find_in(*this, dotted_path); }
Value* Value::find(const std::string& dotted_path) { return const_cast<Value*>(find_in(*this, dotted_path)); }

double Value::number() const {
  if (is<std::int64_t>()) return static_cast<double>(as<std::int64_t>());
  return as<double>();
}

}  // namespace voxvolt::config
