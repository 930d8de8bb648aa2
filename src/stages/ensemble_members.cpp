// SPDX-License-Identifier: BSD-3-Clause
#include "stages/ensemble_members.hpp"

#include <algorithm>
#include <cmath>

#include "campaign/member_shard.hpp"
#include "campaign/summary.hpp"
#include "parallel/agree.hpp"
#include "parallel/machine.hpp"

namespace voxvolt::stages {
namespace {

using campaign::Context;
using campaign::Members;
using campaign::Status;
using campaign::SubGraph;

// What a block may lose when it is stopped, and how little a message may be about.
constexpr parallel::BlockRule kFused{.first = 32, .least = 8, .most = 256, .seconds = 2};
constexpr parallel::BlockRule kOneByOne{.first = 1, .least = 1, .most = 256, .seconds = 0.02};
constexpr double kWriteEvery = 0.5;   // s
constexpr double kLongMember = 0.05;  // s: worth a write of its own

campaign::Overrides overrides_of(const std::vector<Target>& targets, const uq::Design& design, std::size_t member) {
  campaign::Overrides overrides;
  for (std::size_t i = 0; i < targets.size(); ++i)
    overrides.emplace_back(targets[i].as.path, value_of(targets[i], design.at(member, i)));
  return overrides;
}

// As few ranks as hold the largest stage.
int ranks_for(double bytes, double memory_of_rank) {
  int ranks = 1;
  while (bytes > ranks * memory_of_rank && ranks < (1 << 20)) ranks *= 2;  // NaN is never above
  return ranks;
}

SubGraph::Member given_up(parallel::Loss why, double limit) {
  if (why == parallel::Loss::rank_lost) return {Status::node_lost, "the rank that computed it was lost, twice", {}};
  return {Status::timeout, "took longer than member_time_limit = " + campaign::short_number(limit) + " s, twice", {}};
}

}  // namespace

MemberEvaluation::MemberEvaluation(const EnsembleInputs& inputs, const std::vector<Target>& targets, Context& context,
                                   MemberFields& fields)
    : inputs_(inputs), targets_(targets), context_(context), fields_(fields) {
  plan_ = context.sub_graph->prepare(varied_paths(inputs), inputs.collect);
  groups_.emplace(context.ranks, ranks_for(plan_.bytes, context.memory_limit));
  parallel::agree_on(context.ranks, [&] {
    if (!context.ranks.is_first()) return;
    campaign::MemberShard& shard = *context.shard;
    known_ = shard.load();
    fields_.load(shard.fields_path(), known_);
    if (!known_.empty())
      context.log.info(context.stage + ": " + std::to_string(known_.size()) + " members are kept from before");
    if (shard.altered() > 0)
      context.log.warn(context.stage + ": " + std::to_string(shard.altered()) +
                       " altered records of members were left out");
    for (const auto& [number, times] : shard.tried())
      if (times > 1 && inputs.member_time_limit)
        known_.try_emplace(number, given_up(parallel::Loss::overran, *inputs.member_time_limit));
  });
}

parallel::TaskQueue MemberEvaluation::queue_of(const uq::Design& design, std::size_t offset, const Range& range) {
  std::vector<parallel::Task> tasks;
  ended_ = 0;
  if (context_.ranks.is_first())
    for (std::size_t m = range.first; m < range.second; ++m) {
      if (known_.contains(offset + m)) {
        ++ended_;
        continue;
      }
      // Members that are computed together take as long as each other.
      const double seconds =
          plan_.fuses || fields_.wants_order() ? 0 : context_.sub_graph->seconds(overrides_of(targets_, design, m));
      const auto tried = context_.shard->tried().find(offset + m);
      tasks.push_back({m, seconds, tried == context_.shard->tried().end() ? 0 : tried->second});
    }
  return {std::move(tasks), plan_.fuses ? kFused : kOneByOne, groups_->count()};
}

void MemberEvaluation::write() {
  if (!waiting_.empty()) context_.shard->append(waiting_);
  waiting_.clear();
  written_ = parallel::seconds();
}

void MemberEvaluation::keep(Members members) {
  for (auto& [number, member] : members) {
    fields_.take(number, member);
    ended_ += known_.insert_or_assign(number, member).second ? 1 : 0;
    waiting_[number] = std::move(member);
  }
  const double now = parallel::seconds();
  const bool soon = now > written_ + kWriteEvery || now > kept_ + kLongMember;
  kept_ = now;
  if (!soon) return;
  write();
  fields_.save_now_and_then();
}

parallel::ScheduledWork MemberEvaluation::work_on(const uq::Design& design, std::size_t offset, const Range& range) {
  parallel::ScheduledWork work;
  work.limit = inputs_.member_time_limit.value_or(work.limit);
  work.run = [this, &design, offset](std::span<const std::size_t> tasks) {
    std::vector<campaign::Overrides> overrides;
    for (const std::size_t m : tasks) overrides.push_back(overrides_of(targets_, design, m));
    std::vector<SubGraph::Member> done = context_.sub_graph->evaluate(overrides, groups_->own());
    Members numbered;
    for (std::size_t i = 0; i < tasks.size(); ++i) numbered[offset + tasks[i]] = std::move(done[i]);
    return campaign::text_of(numbered);
  };
  const std::size_t all = range.second - range.first;
  work.keep = [this, offset, all](std::span<const std::size_t>, const std::string& results) {
    keep(campaign::members_of(results));
    context_.log.progress(context_.stage, static_cast<double>(ended_) / static_cast<double>(all),
                          std::to_string(ended_) + " of " + std::to_string(all) + " members" +
                              (offset > 0 ? " of a rare event's level" : ""));
  };
  work.give_up = [this, offset, limit = work.limit](std::span<const std::size_t> tasks, parallel::Loss why) {
    Members members;
    for (const std::size_t m : tasks) members[offset + m] = given_up(why, limit);
    keep(members);
  };
  work.hung = [this, offset](std::span<const std::size_t> tasks) {
    write();
    std::vector<std::size_t> numbers;
    for (const std::size_t m : tasks) numbers.push_back(offset + m);
    context_.shard->append_tried(numbers);
  };
  work.rest = [this] {
    if (!waiting_.empty() && parallel::seconds() > written_ + kWriteEvery) write();
  };
  return work;
}

bool MemberEvaluation::schedule(parallel::TaskQueue queue, const parallel::ScheduledWork& work) {
  const auto write_first = [&] {
    if (!context_.ranks.is_first()) return;
    write();
    fields_.save();
  };
  bool all = false;
  try {
    all = parallel::run_scheduled(*groups_, std::move(queue), work, context_.stop);
  } catch (const Failure&) {
    try {
      write_first();
    } catch (const Failure&) {  // the first failure is the one to tell of
    }
    throw;
  }
  parallel::agree_on(context_.ranks, write_first);
  return all;
}

// Each member that a solver failed, with the nearest that ended well by itself: in the space of the design, every column
// measured in its range; ties by index. Not those that were continued, so that no answer depends on the order.
std::map<std::size_t, std::size_t> MemberEvaluation::neighbours(const uq::Design& design, std::size_t offset) const {
  std::vector<double> least(design.inputs, 0), most(design.inputs, 0);
  for (std::size_t i = 0; i < design.inputs; ++i)
    for (std::size_t m = 0; m < design.members; ++m) {
      least[i] = m == 0 ? design.at(m, i) : std::min(least[i], design.at(m, i));
      most[i] = m == 0 ? design.at(m, i) : std::max(most[i], design.at(m, i));
    }
  const auto distance = [&](std::size_t a, std::size_t b) {
    double sum = 0;
    for (std::size_t i = 0; i < design.inputs; ++i)
      if (most[i] > least[i]) sum += std::pow((design.at(a, i) - design.at(b, i)) / (most[i] - least[i]), 2);
    return sum;
  };
  std::map<std::size_t, std::size_t> nearest;
  const auto ended = [&](std::size_t m, Status status) {
    const auto member = known_.find(offset + m);
    return member != known_.end() && member->second.status == status && !member->second.continued_from;
  };
  for (std::size_t m = 0; m < design.members; ++m) {
    if (!ended(m, Status::solver_fail) || known_.at(offset + m).for_good) continue;
    for (std::size_t other = 0; other < design.members; ++other) {
      if (!ended(other, Status::ok)) continue;
      const auto [at, fresh] = nearest.try_emplace(m, other);
      if (!fresh && distance(m, other) < distance(m, at->second)) at->second = other;
    }
  }
  return nearest;
}

bool MemberEvaluation::continue_failed(const uq::Design& design, std::size_t offset) {
  std::vector<std::int64_t> pairs;
  std::vector<parallel::Task> tasks;
  if (context_.ranks.is_first())
    for (const auto& [failed, well] : neighbours(design, offset)) {
      tasks.push_back({failed, 0, 0});
      pairs.insert(pairs.end(), {static_cast<std::int64_t>(failed), static_cast<std::int64_t>(well)});
    }
  pairs = context_.ranks.gather(std::span<const std::int64_t>(pairs));  // only rank 0 has any
  if (pairs.empty()) return true;
  std::map<std::size_t, std::size_t> from;
  for (std::size_t i = 0; i < pairs.size(); i += 2)
    from[static_cast<std::size_t>(pairs[i])] = static_cast<std::size_t>(pairs[i + 1]);
  parallel::ScheduledWork work = work_on(design, offset, {0, design.members});
  work.run = [&](std::span<const std::size_t> failed) {
    Members members;
    for (const std::size_t m : failed) {
      SubGraph::Member member = context_.sub_graph->continued(
          overrides_of(targets_, design, m), overrides_of(targets_, design, from.at(m)), groups_->own());
      member.continued_from = offset + from.at(m);
      members[offset + m] = std::move(member);
    }
    return campaign::text_of(members);
  };
  const bool all = schedule({std::move(tasks), kOneByOne, groups_->count()}, work);
  if (all && context_.ranks.is_first()) {
    const auto well = std::ranges::count_if(
        from, [&](const auto& pair) { return known_.at(offset + pair.first).status == Status::ok; });
    context_.log.warn(context_.stage + ": " + std::to_string(from.size()) +
                      " members that a solver had failed were continued: run once more after the others; " +
                      std::to_string(well) + " of them ended well");
  }
  return all;
}

std::vector<SubGraph::Member> MemberEvaluation::evaluate(const uq::Design& design, std::size_t offset,
                                                         std::optional<Range> part) {
  const Range range = part.value_or(Range{0, design.members});
  bool all = schedule(queue_of(design, offset, range), work_on(design, offset, range));
  if (all && !part && plan_.continues) all = continue_failed(design, offset);
  Members ended;
  if (context_.ranks.is_first())
    ended = Members(known_.lower_bound(offset + range.first), known_.lower_bound(offset + range.second));
  if (!all) {
    context_.stop.asked(context_.ranks);
    const auto count = context_.ranks.broadcast(static_cast<std::int64_t>(ended.size()));
    throw parallel::AgreedFailure(ExitCode::stopped, context_.stage + ": stopped (" + context_.stop.reason() +
                                                         ") after " + std::to_string(count) + " of " +
                                                         std::to_string(range.second - range.first) +
                                                         " members, which are kept: run again to go on");
  }
  if (context_.ranks.size() > 1) {
    const std::string text = context_.ranks.broadcast(campaign::text_of(ended));
    if (!context_.ranks.is_first()) ended = campaign::members_of(text);
  }
  std::vector<SubGraph::Member> members;
  for (auto& [number, member] : ended) members.push_back(std::move(member));
  return members;
}

}  // namespace voxvolt::stages
