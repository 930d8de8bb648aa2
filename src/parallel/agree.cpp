// SPDX-License-Identifier: BSD-3-Clause
#include "parallel/agree.hpp"

#include <cstdio>
#include <exception>
#include <new>

#include "parallel/machine.hpp"

namespace voxvolt::parallel {

namespace {

std::string out_of_memory() {
  char text[96];
  std::snprintf(text, sizeof text, "out of memory (this process has held up to %.2f GiB)",
                peak_memory_bytes() / 0x1p30);
  return text;
}

// To be called where an exception is being handled.
Failure failure_being_handled() {
  try {
    throw;
  } catch (const Failure& failure) { return failure; } catch (const std::bad_alloc&) {
    return MachineFailure(out_of_memory());
  } catch (const std::exception& other) { return MachineFailure(other.what()); } catch (...) {
    return MachineFailure("something was thrown that is no exception of ours");
  }
}

Status outcome_of(const std::function<void()>& work) {
  try {
    work();
  } catch (...) { return failure_being_handled(); }
  return std::nullopt;
}

struct Told {
  std::int64_t code;
  std::string text;
};

Told tell(const Communicator& ranks, const Status& status, int root) {
  const bool mine = ranks.rank() == root;
  const auto code = ranks.broadcast(mine ? static_cast<std::int64_t>(status->code()) : 0, root);
  return {code, ranks.broadcast(mine ? std::string(status->what()) : std::string(), root)};
}

}  // namespace

void agree(const Communicator& ranks, const Status& status) {
  const auto first = static_cast<int>(ranks.least(std::int64_t{status ? ranks.rank() : ranks.size()}));
  if (first == ranks.size()) return;
  auto [code, text] = tell(ranks, status, first);
  const bool alike = status && static_cast<std::int64_t>(status->code()) == code && status->what() == text;
  if (!ranks.all(alike)) text += " (rank " + std::to_string(first) + " of " + std::to_string(ranks.size()) + ")";
  throw AgreedFailure(static_cast<ExitCode>(code), text);
}

void agree_on(const Communicator& ranks, const std::function<void()>& work) { agree(ranks, outcome_of(work)); }

std::string on_first(const Communicator& ranks, const std::function<std::string()>& work) {
  std::string text;
  Status status;
  if (ranks.is_first()) status = outcome_of([&] { text = work(); });
  if (ranks.broadcast(std::int64_t{status.has_value()}) == 0) return ranks.broadcast(text);
  const auto [code, reason] = tell(ranks, status, 0);
  throw AgreedFailure(static_cast<ExitCode>(code), reason);
}

}  // namespace voxvolt::parallel
