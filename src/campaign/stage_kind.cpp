// SPDX-License-Identifier: BSD-3-Clause
#include "campaign/stage_kind.hpp"

#include <algorithm>

#include "campaign/context.hpp"
#include "parallel/agree.hpp"

namespace voxvolt::campaign {

std::string status_word(Status status) {
  switch (status) {
    case Status::ok: return "ok";
    case Status::early_stop: return "early_stop";
    case Status::solver_fail: return "solver_fail";
    case Status::infeasible_input: return "infeasible_input";
    case Status::timeout: return "timeout";
    case Status::node_lost: return "node_lost";
    case Status::corrupt: return "corrupt";
  }
  return {};
}

std::vector<Outcome> run_one_by_one(std::size_t members, Context& context,
                                    const std::function<Products(std::size_t)>& run) {
  std::vector<Outcome> outcomes;
  for (std::size_t i = 0; i < members; ++i) {
    Outcome outcome;
    try {
      context.member = i;
      outcome.products = run(i);
    } catch (const Failure& failure) {
      const bool in_step = context.ranks.size() == 1 || dynamic_cast<const parallel::AgreedFailure*>(&failure);
      if (!context.is_member || !in_step) throw;
      if (failure.code() == ExitCode::solver) outcome.status = Status::solver_fail;
      else if (failure.code() == ExitCode::input) outcome.status = Status::infeasible_input;
      else throw;
      outcome.reason = failure.what();
    }
    outcomes.push_back(std::move(outcome));
  }
  return outcomes;
}

const StageKind* Catalogue::find(const std::string& name) const {
  const auto found = std::find_if(kinds.begin(), kinds.end(), [&](const StageKind& kind) { return kind.name == name; });
  return found == kinds.end() ? nullptr : &*found;
}

bool Context::wants(const std::string& product) const {
  return !wanted || std::find(wanted->begin(), wanted->end(), product) != wanted->end();
}
bool Context::writes(const std::string& field) const {
  return std::find(fields_to_write.begin(), fields_to_write.end(), field) != fields_to_write.end();
}

}  // namespace voxvolt::campaign
