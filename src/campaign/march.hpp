// SPDX-License-Identifier: BSD-3-Clause
// The one loop in time. It owns output times, events, progress, the stop request and checkpoints; the Stepper owns the
// physics and its step sizes. Interrupted and resumed on equal ranks it gives the bits of an uninterrupted run, because a
// checkpoint holds all that influences later bits and nothing of the loop influences a step.
#pragma once

#include <string>
#include <vector>

#include "campaign/context.hpp"
#include "numerics/stepper.hpp"

namespace voxvolt::campaign {

struct Schedule {
  double start = 0;               ///< s
  double end = 0;                 ///< s
  std::vector<double> record_at;  ///< s, ascending: when the model records its series
  double checkpoint_every = 600;  ///< s of wall clock between checkpoints; 0: one after each step
};

struct MarchEnd {
  std::string reason;                   ///< "end of schedule", or the name of the event that ended it
  std::vector<numerics::Event> events;  ///< in order of time
  bool resumed = false;                 ///< went on from a checkpoint
};

/// Collective over context.ranks. Marches `model` from its state (or from the context's checkpoint, when there is one) to
/// the end. When a stop was asked for, throws AgreedFailure(stopped) after a checkpoint; an AgreedFailure of the model passes
/// after a checkpoint of the last accepted step.
MarchEnd march(numerics::Stepper& model, const Schedule& schedule, Context& context);

}  // namespace voxvolt::campaign
