// SPDX-License-Identifier: BSD-3-Clause
// Members of an unfinished ensemble, kept as they end: checkpoints/<stage>.<identity12>.members.jsonl, named by the
// ensemble's identity, one sealed line each.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "campaign/context.hpp"

namespace voxvolt::campaign {

class MemberShard {
 public:
  MemberShard(std::string path, const parallel::Communicator& ranks) : path_(std::move(path)), ranks_(ranks) {}
  /// Collective. Members that ended before, by index; a torn last line is cut, an altered line is left out and counted.
  std::map<std::size_t, SubGraph::Member> load();
  long altered() const { return altered_; }
  /// Collective. Durable once it returns; several members are one write.
  void append(std::size_t first, const std::vector<SubGraph::Member>& members);
  /// Rank 0 only.
  void remove() const;

 private:
  std::string path_;
  parallel::Communicator ranks_;
  long altered_ = 0;
};

}  // namespace voxvolt::campaign
