// SPDX-License-Identifier: BSD-3-Clause
#include "config/described.hpp"

#include <stdexcept>

#include "config/units.hpp"

namespace voxvolt::config {

std::string Unit::allowed_text() const {
  if (least && most && *least == *most) return with_unit(*least, si);
  std::string text;
  const auto say = [&](const char* word, const std::optional<double>& bound) {
    if (bound) text += (text.empty() ? "" : " and ") + std::string(word) + " " + with_unit(*bound, si);
  };
  say("at least", least);
  say("above", strictly_above);
  say("at most", most);
  say("below", strictly_below);
  return text;
}

namespace {

/// A member's shape is shared and constant, so a changed one takes its place.
template <class S, class Change>
void reshape(Member& member, const char* what, Change change) {
  const S* form = member.shape ? std::get_if<S>(&member.shape->form) : nullptr;
  if (form == nullptr) throw std::logic_error("described member " + member.key + " is no " + what);
  S changed = *form;
  change(changed);
  member.shape = make_shape(std::move(changed));
}

}  // namespace

Member& Member::length(std::size_t least, std::size_t most) {
  reshape<ListShape>(*this, "list", [&](ListShape& list) {
    list.least = least;
    list.most = most;
  });
  return *this;
}

Member& Member::path_keys() {
  reshape<MapShape>(*this, "free-key map", [](MapShape& map) { map.keys_are_paths = true; });
  return *this;
}

Member& Member::keys(std::function<ShapeRef(const std::string&)> known, std::vector<std::string> names,
                     std::function<std::string(const std::string&)> meaning) {
  reshape<MapShape>(*this, "free-key map", [&](MapShape& map) {
    map.meaning = std::move(meaning);
    map.known = std::move(known);
    map.names = std::move(names);
  });
  return *this;
}

const Member* Schema::find(std::string_view key) const {
  for (const Member& member : members)
    if (member.key == key) return &member;
  return nullptr;
}

}  // namespace voxvolt::config
