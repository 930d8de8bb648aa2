// SPDX-License-Identifier: BSD-3-Clause
#include "campaign/sub_graph.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "campaign/identity.hpp"
#include "campaign/references.hpp"
#include "config/names.hpp"

namespace voxvolt::campaign {
namespace {

constexpr std::size_t kRemembered = 64;  // results of stages kept for members of equal identity

constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();

std::string head_of(const std::string& path) { return path.substr(0, path.find('.')); }

}  // namespace

struct InProcessSubGraph::MemberState {
  std::map<std::string, Result> results;        // by stage
  std::map<std::string, std::string> identity;  // by stage
};

// Every stage on a path from a varied key to a collected product, in order.
std::vector<const StageEntry*> InProcessSubGraph::between(const std::vector<std::string>& varied,
                                                          const std::vector<std::string>& collect) const {
  std::set<std::string> moved;
  for (const std::string& path : varied) moved.insert(head_of(path));
  for (const StageEntry& entry : run_.campaign.stages)
    if (std::ranges::any_of(entry.upstream, [&](const std::string& name) { return moved.contains(name); }))
      moved.insert(entry.name);
  std::set<std::string> wanted;
  for (const std::string& path : collect)
    for (const StageEntry* entry : run_.campaign.needed_for(head_of(path))) wanted.insert(entry->name);
  std::vector<const StageEntry*> stages;
  for (const StageEntry& entry : run_.campaign.stages)
    if (moved.contains(entry.name) && wanted.contains(entry.name)) stages.push_back(&entry);
  return stages;
}

SubGraph::Plan InProcessSubGraph::prepare(const std::vector<std::string>& varied,
                                          const std::vector<std::string>& collect) {
  collect_ = collect;
  between_ = between(varied, collect);
  Plan plan;
  std::set<std::string> shared;
  for (const std::string& path : collect) shared.insert(head_of(path));
  for (const StageEntry* stage : between_) {
    plan.continues = plan.continues || stage->kind->continues;
    plan.fuses = plan.fuses || stage->kind->batches;
    plan.bytes = std::max(plan.bytes, stage->kind
                                          ->estimate(stage->inputs,
                                                     [](const std::string&) {
                                                       return Estimate{kUnknown, kUnknown, kUnknown};
                                                     })
                                          .bytes);
    shared.insert(stage->upstream.begin(), stage->upstream.end());
  }
  for (const StageEntry* stage : between_) shared.erase(stage->name);
  for (const std::string& name : shared) {
    Products& products = nominal_[name] = run_.nominal(name);
    // What is here is here on all ranks together; a member's few read it from its file.
    if (run_.ranks.size() > 1)
      for (Product& product : products.all()) product.field.here = nullptr;
  }
  return plan;
}

// What is collected of a stage that no other stage between goes on from; of such a one, all.
std::optional<std::vector<std::string>> InProcessSubGraph::wanted_of(const StageEntry& stage) const {
  for (const StageEntry* other : between_)
    if (std::ranges::find(other->upstream, stage.name) != other->upstream.end()) return std::nullopt;
  std::vector<std::string> names;
  for (const std::string& path : collect_)
    if (head_of(path) == stage.name) names.push_back(path.substr(stage.name.size() + 1));
  return names;
}

double InProcessSubGraph::seconds(const Overrides& member) const {
  std::map<std::string, Estimate> estimates;
  const Estimates before = [&](const std::string& stage) {
    const auto found = estimates.find(stage);
    return found == estimates.end() ? Estimate{kUnknown, kUnknown, kUnknown} : found->second;
  };
  double sum = 0;
  for (const StageEntry* stage : between_) {
    config::Value inputs = stage->inputs;
    config::Problems problems;
    for (const auto& [path, value] : member)
      if (head_of(path) == stage->name)
        config::assign(inputs, *stage->kind->shape, path.substr(stage->name.size() + 1), value, problems);
    if (!problems.empty()) continue;  // it will end at once
    const Estimate& one = estimates[stage->name] = stage->kind->estimate(inputs, before);
    if (std::isfinite(one.seconds)) sum += one.seconds;
  }
  return sum;
}

std::vector<SubGraph::Member> InProcessSubGraph::evaluate(std::span<const Overrides> members,
                                                          const parallel::Communicator& ranks) {
  std::vector<MemberState> states(members.size());
  for (const StageEntry* stage : between_) evaluate_stage(*stage, members, states, ranks);

  std::vector<Member> done;
  for (const MemberState& state : states) done.push_back(collected_of(state));
  return done;
}

SubGraph::Member InProcessSubGraph::collected_of(const MemberState& state) const {
  Member member;
  for (const std::string& path : collect_) {
    const std::string stage = head_of(path);
    const auto own = state.results.find(stage);
    if (own != state.results.end() && own->second.status != Status::ok)
      return {own->second.status, own->second.reason, {}};
    const Products& products = own == state.results.end() ? nominal(stage) : *own->second.products;
    member.collected.push_back(products.at(path.substr(stage.size() + 1)));
  }
  return member;
}

SubGraph::Member InProcessSubGraph::continued(const Overrides& failed, const Overrides& well,
                                              const parallel::Communicator& ranks) {
  std::vector<MemberState> from(1), states(1);
  for (const StageEntry* stage : between_) evaluate_stage(*stage, {&well, 1}, from, ranks);
  for (const StageEntry* stage : between_) {
    evaluate_stage(*stage, {&failed, 1}, states, ranks);
    const Result& start = from[0].results[stage->name];
    if (states[0].results[stage->name].status != Status::solver_fail || !stage->kind->continues || !start.products)
      continue;
    states[0].results.erase(stage->name);
    evaluate_stage(*stage, {&failed, 1}, states, ranks, start.products.get());
  }
  return collected_of(states[0]);
}

// The member's inputs of this stage, with references replaced; false when the member cannot have this stage.
bool InProcessSubGraph::prepare(const StageEntry& stage, const Overrides& overrides, MemberState& state,
                                config::Value& inputs) const {
  Result& result = state.results[stage.name];
  for (const std::string& name : stage.upstream)
    if (const auto before = state.results.find(name);
        before != state.results.end() && before->second.status != Status::ok) {
      result = before->second;
      return false;
    }
  inputs = stage.inputs;
  config::Problems problems;
  for (const auto& [path, value] : overrides)
    if (head_of(path) == stage.name)
      config::assign(inputs, *stage.kind->shape, path.substr(stage.name.size() + 1), value, problems);
  state.identity[stage.name] = identity_of(stage, inputs, [&](const std::string& name) {
    const auto own = state.identity.find(name);
    return own == state.identity.end() ? run_.campaign.at(name).identity : own->second;
  });
  substitute(
      inputs, *stage.kind, stage.name,
      [&](const std::string& name) -> const Products& {
        const auto own = state.results.find(name);
        return own == state.results.end() ? nominal(name) : *own->second.products;
      },
      problems);
  if (problems.empty()) return true;
  result = {Status::infeasible_input, config::InputError(problems.sorted()).what(), nullptr};
  return false;
}

void InProcessSubGraph::evaluate_stage(const StageEntry& stage, std::span<const Overrides> members,
                                       std::vector<MemberState>& states, const parallel::Communicator& ranks,
                                       const Products* start) {
  struct Task {
    std::string identity;
    config::Value inputs;
    std::size_t member;
  };
  std::map<std::string, std::vector<Task>> batches;
  std::set<std::string> planned;
  for (std::size_t i = 0; i < members.size(); ++i) {
    config::Value inputs;
    if (!prepare(stage, members[i], states[i], inputs)) continue;
    const std::string& identity = states[i].identity[stage.name];
    if ((!start && remembered(identity)) || !planned.insert(identity).second) continue;
    batches[stage.kind->batch_key(inputs)].push_back({identity, std::move(inputs), i});
  }
  std::map<std::string, Result> fresh;
  for (auto& [key, tasks] : batches) {
    std::vector<config::Value> inputs;
    for (Task& task : tasks) inputs.push_back(std::move(task.inputs));
    Context context{.ranks = ranks,
                    .stage = stage.name,
                    .identity = stage.identity,
                    .is_member = true,
                    .log = run_.log,
                    .stop = run_.stop,
                    .folder = run_.folder,
                    .memory_limit = run_.memory_limit};
    context.fields_to_write = stage.fields_to_write();
    context.start = start;
    context.wanted = wanted_of(stage);
    context.upstream = [&](std::size_t k, const std::string& name) -> const Products& {
      const MemberState& state = states[tasks[k].member];
      const auto own = state.results.find(name);
      return own == state.results.end() ? nominal(name) : *own->second.products;
    };
    std::vector<Outcome> outcomes = stage.kind->run(inputs, context);
    for (std::size_t k = 0; k < tasks.size(); ++k)
      fresh[tasks[k].identity] = {outcomes[k].status, outcomes[k].reason,
                                  std::make_shared<const Products>(std::move(outcomes[k].products))};
  }
  for (std::size_t i = 0; i < members.size(); ++i) {
    const auto identity = states[i].identity.find(stage.name);
    if (identity == states[i].identity.end() || states[i].results[stage.name].status != Status::ok) continue;
    const auto computed = fresh.find(identity->second);
    states[i].results[stage.name] = computed == fresh.end() ? *remembered(identity->second) : computed->second;
  }
  // What was started from elsewhere is a member's own affair: others of equal identity must not depend on who came first.
  if (start) return;
  for (auto& [identity, result] : fresh) remember(identity, std::move(result));
}

const InProcessSubGraph::Result* InProcessSubGraph::remembered(const std::string& identity) {
  const auto found = std::ranges::find(cache_, identity, [](const auto& entry) { return entry.first; });
  if (found == cache_.end()) return nullptr;
  cache_.splice(cache_.begin(), cache_, found);
  return &cache_.front().second;
}

void InProcessSubGraph::remember(const std::string& identity, Result result) {
  cache_.emplace_front(identity, std::move(result));
  if (cache_.size() > kRemembered) cache_.pop_back();
}

}  // namespace voxvolt::campaign
