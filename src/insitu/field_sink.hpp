// SPDX-License-Identifier: BSD-3-Clause
// Where fields on meshes go at a step. Files and in-situ plugins are sinks behind one call.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "numerics/field.hpp"

namespace voxvolt::insitu {

struct Snapshot {
  std::int64_t step = 0;
  double time = 0;  ///< s
  std::vector<numerics::NamedField> fields;
};

class FieldSink {
 public:
  virtual ~FieldSink() = default;
  /// Collective over the ranks that hold the fields. Throws MachineFailure, the same on all ranks.
  virtual void write(const Snapshot& snapshot) = 0;
  /// What a checkpoint must keep so that snapshots written before it still count after `restore`; empty if nothing.
  virtual std::string state() const { return {}; }
  virtual void restore(const std::string& /*state*/) {}
};

}  // namespace voxvolt::insitu
