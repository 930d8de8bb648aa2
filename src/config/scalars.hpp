// SPDX-License-Identifier: BSD-3-Clause
// One scalar of the tree -> one value. What is wrong goes to the problems; the value is then of no use.
#pragma once

#include <string>

#include "config/described.hpp"
#include "config/errors.hpp"
#include "config/tree.hpp"

namespace voxvolt::config {

/// Where a value is read, and where complaints go.
struct Reading {
  std::string path;
  Problems& problems;
  void complain(const Place& place, const std::string& message) const { problems.add(place, path, message); }
};

/// Is this `$...`? A text in quotes is none, but for keys that take no text.
bool is_reference(const Node& node, bool quotes_count = false);
/// `$stage.product.path`
Value read_reference(const Node& node, const Reading& reading);

Value read(const Node& node, const QuantityShape& shape, const Reading& reading);
Value read(const Node& node, const AnyQuantityShape& shape, const Reading& reading);
Value read(const Node& node, const TextShape& shape, const Reading& reading);
Value read(const Node& node, const FlagShape& shape, const Reading& reading);
Value read(const Node& node, const FileShape& shape, const Reading& reading);
Value read(const Node& node, const StageShape& shape, const Reading& reading);

/// Complains when a number in SI is out of the bounds of its key. `given` is how it was written.
void check_number(double value, const QuantityShape& shape, const std::string& given, const Place& place,
                  const Reading& reading);

}  // namespace voxvolt::config
