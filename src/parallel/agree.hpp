// SPDX-License-Identifier: BSD-3-Clause
// What may differ between ranks becomes an exception only through here: all ranks throw the same error, or none does.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "parallel/communicator.hpp"
#include "parallel/failure.hpp"

namespace voxvolt::parallel {

/// A failure that every rank throws, at the same point: the job may end, or go on, in step. Any other exception that
/// leaves a stage on several ranks may have left the others waiting, and aborts the job. What `agree` throws is of this
/// type; so may be what follows from values that are the same on all ranks by construction (an agreed stop request).
class AgreedFailure : public Failure {
 public:
  using Failure::Failure;
};

/// What one rank has to say of a piece of work: nothing (it went well), or the failure.
using Status = std::optional<Failure>;

/// Collective. Returns when every rank brings an empty status, at the price of one small allreduce; otherwise every
/// rank throws the AgreedFailure of the lowest failing rank: same code, same text, which ends with " (rank 2 of 3)"
/// when there are several ranks and not all failed alike. Ranks count from 0.
void agree(const Communicator& ranks, const Status& status);

/// Collective. Runs `work` on this rank, turns whatever it throws into a Status (an exception that is not a Failure
/// counts as ExitCode::machine, bad_alloc says how), and agrees. `work` must not be collective.
void agree_on(const Communicator& ranks, const std::function<void()>& work);

/// Collective. Runs `work` on rank 0 only and returns its text on every rank, or throws its failure on every rank: one
/// broadcast of a few bytes and one of the text. No rank is named, since only one took part.
std::string on_first(const Communicator& ranks, const std::function<std::string()>& work);

}  // namespace voxvolt::parallel
