// SPDX-License-Identifier: BSD-3-Clause
// Members of an unfinished ensemble, kept as they end: checkpoints/<stage>.<identity12>.members.jsonl, named by the
// ensemble's identity, one sealed line each. A process that computes a piece of them has a file of its own,
// <stage>.<identity12>.members.<first>-<end>.jsonl; whoever reads, reads all of them.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "campaign/member_text.hpp"

namespace voxvolt::campaign {

/// For one process of a run: rank 0.
class MemberShard {
 public:
  /// `stem`: checkpoints/<stage>.<identity12>; `piece`: <first>-<end>, empty for the run that finishes the ensemble.
  explicit MemberShard(std::string stem, const std::string& piece = "")
      : stem_(std::move(stem)), path_(stem_ + ".members" + (piece.empty() ? "" : "." + piece) + ".jsonl") {}
  const std::string& path() const { return path_; }
  /// Sums over members' fields are kept here; removed with the rest.
  std::string fields_path() const { return stem_ + ".members.fields"; }

  /// Members that ended before, by index, in whatever piece; of two records the one that ended well stands, else the
  /// later. A torn last line is cut (of this file) or left out, an altered line is left out and counted.
  Members load();
  long altered() const { return altered_; }
  /// How often a member was given up by a job that it kept from ending.
  const std::map<std::size_t, int>& tried() const { return tried_; }

  /// Durable once it returns; several members are one write.
  void append(const Members& members);
  /// These members were begun and kept the job from ending.
  void append_tried(const std::vector<std::size_t>& numbers);
  /// With all pieces.
  void remove() const;

 private:
  std::vector<std::string> files() const;
  void read(const std::string& file, Members& members);

  std::string stem_;
  std::string path_;
  long altered_ = 0;
  std::map<std::size_t, int> tried_;
};

}  // namespace voxvolt::campaign
