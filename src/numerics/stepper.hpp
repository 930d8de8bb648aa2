// SPDX-License-Identifier: BSD-3-Clause
// The contract between a time-dependent model and the one loop that marches it (campaign/march.hpp).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "numerics/archive.hpp"
#include "numerics/field.hpp"

namespace voxvolt::numerics {

/// Something that happened within a step: a threshold crossed, a cell gone.
struct Event {
  std::string name;
  double time = 0;    ///< s
  bool ends = false;  ///< the march stops here
};

/// A model that advances in time. Adaptivity stays inside. All members are collective over the model's ranks.
class Stepper {
 public:
  virtual ~Stepper() = default;
  virtual double time() const = 0;         ///< s, end of the last accepted step
  virtual std::int64_t steps() const = 0;  ///< accepted steps so far
  /// One accepted step, ending at `end` (s) at the latest. Steps must not depend on when outputs or checkpoints are due.
  /// Throws parallel::AgreedFailure with ExitCode::solver (which, where, at what time) and then stands at the last accepted
  /// step.
  virtual void advance(double end) = 0;
  /// Events of the last step, in order of time.
  virtual std::vector<Event> events() = 0;
  /// Interpolates to `time` (s) within the last step and appends to the model's own series, which are part of its state.
  virtual void record(double time) = 0;
  /// Fields at `time` (s) within the last step.
  virtual std::vector<NamedField> fields(double time) = 0;
  /// All that influences later bits, and the series so far.
  virtual void save(ArchiveWriter& into) const = 0;
  virtual void load(ArchiveReader& from) = 0;
};

}  // namespace voxvolt::numerics
