// SPDX-License-Identifier: BSD-3-Clause
// Tree + description -> checked values in SI. All complaints at once.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "config/described.hpp"
#include "config/errors.hpp"
#include "config/tree.hpp"

namespace voxvolt::config {

/// The value that `node` means for `shape`: converted to SI, defaults filled in, keys in the order of the description,
/// choices as {word: {...}}. `path` is where it stands. What is wrong goes to `problems`; the value is only of use when
/// nothing was added.
Value validate(const Node& node, const Shape& shape, const std::string& path, Problems& problems);

/// What a struct holds when nothing is written.
Value defaults_of(const Schema& schema);
/// The keys that a struct takes in this release.
std::vector<std::string> keys_of(const Schema& schema);

/// Visits every reference of a validated value, stage references included, with the shape that stands there and its
/// path. The visitor may replace the value.
using ReferenceVisitor = std::function<void(Value& reference, const Shape& expected, const std::string& path)>;
void each_reference(Value& value, const Shape& shape, const ReferenceVisitor& visit, const std::string& path = "");

/// The shape of the key at a dotted path: through structs, choices by their word, free-key maps, lists counted from 1.
/// nullptr when there is no such key.
ShapeRef shape_at(const Shape& shape, const std::string& dotted_path);

/// What the description says of the key at a dotted path, or of the nearest one above that it speaks of; empty when of none.
std::string sentence_at(const Shape& shape, const std::string& dotted_path);

/// Sets one key of a validated value, as an ensemble does with a varied key. Creates missing entries of free-key maps,
/// switches absent structs and other alternatives on (with their defaults), and checks bounds and the structs on the way.
/// A `Value` is in SI. `root` is only changed when nothing was added to `problems`.
void assign(Value& root, const Shape& shape, const std::string& dotted_path, const Node& node, Problems& problems);
void assign(Value& root, const Shape& shape, const std::string& dotted_path, Value value, Problems& problems);

/// Does a value, and all below it, keep types and bounds of its shape? For what took the place of a reference.
void check_bounds(const Value& value, const Shape& shape, const std::string& path, Problems& problems);

}  // namespace voxvolt::config
