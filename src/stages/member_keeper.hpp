// SPDX-License-Identifier: BSD-3-Clause
// Members of an ensemble are written in batches.
#pragma once

#include <vector>

#include "campaign/context.hpp"
#include "campaign/member_shard.hpp"
#include "parallel/machine.hpp"

namespace voxvolt::stages {

/// Members on their way to the shard: written together every half second, since a sync of the disk takes longer than many a
/// member. Collective.
class MemberKeeper {
 public:
  explicit MemberKeeper(campaign::Context& context) : context_(context) {}
  MemberKeeper(const MemberKeeper&) = delete;
  MemberKeeper& operator=(const MemberKeeper&) = delete;

  void keep(std::size_t first, const std::vector<campaign::SubGraph::Member>& members) {
    if (first != first_ + waiting_.size()) write();
    if (waiting_.empty()) first_ = first;
    waiting_.insert(waiting_.end(), members.begin(), members.end());
    const double waited = parallel::seconds() - written_;
    if (context_.ranks.broadcast(static_cast<std::int64_t>(waited > 0.5)) != 0) write();
  }
  void write() {
    if (!waiting_.empty()) context_.shard->append(first_, waiting_);
    waiting_.clear();
    written_ = parallel::seconds();
  }

 private:
  campaign::Context& context_;
  std::size_t first_ = 0;
  std::vector<campaign::SubGraph::Member> waiting_;
  double written_ = parallel::seconds();
};

}  // namespace voxvolt::stages
