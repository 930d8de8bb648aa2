// SPDX-License-Identifier: BSD-3-Clause
// What may differ between ranks becomes an exception only through here: all ranks throw the same error, or none does.
#pragma once

#include <functional>
#include <optional>

#include "parallel/communicator.hpp"
#include "parallel/failure.hpp"

namespace voxvolt::parallel {

/// What one rank has to say of a piece of work: nothing (it went well), or the failure.
using Status = std::optional<Failure>;

/// Collective. Returns when every rank brings an empty status; otherwise every rank throws the failure of the lowest
/// failing rank (same text, same code; the text names the rank when there are several ranks and not all failed alike).
void agree(const Communicator& ranks, const Status& status);

/// Collective. Runs `work` on this rank, turns whatever it throws into a Status (an exception that is not a Failure
/// counts as ExitCode::machine, bad_alloc says how), and agrees. `work` must not be collective.
void agree_on(const Communicator& ranks, const std::function<void()>& work);

/// Collective. Runs `work` on rank 0 only, agrees, and returns its text on every rank.
std::string on_first(const Communicator& ranks, const std::function<std::string()>& work);

}  // namespace voxvolt::parallel
