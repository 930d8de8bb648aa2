// SPDX-License-Identifier: BSD-3-Clause
// Evaluation of the part of a campaign between what an ensemble varies and what it collects, in this process.
#pragma once

#include <list>
#include <map>
#include <string>
#include <vector>

#include "campaign/campaign.hpp"
#include "campaign/context.hpp"

namespace voxvolt::campaign {

/// What a running campaign lends to its ensembles.
struct RunningCampaign {
  const Campaign& campaign;
  parallel::Communicator ranks;
  Log& log;
  parallel::StopRequest& stop;
  std::string folder;
  double memory_limit = 0;  ///< bytes per rank
  /// Products of a stage at its nominal values, read from the record when needed.
  std::function<const Products&(const std::string& stage)> nominal;
};

/// Collective. A field as an array over z, y and x (centres of voxels, m), all of it on every rank.
Product whole_field(const numerics::NamedField& field, const parallel::Communicator& ranks);

class InProcessSubGraph : public SubGraph {
 public:
  explicit InProcessSubGraph(const RunningCampaign& run) : run_(run) {}
  Plan prepare(const std::vector<std::string>& varied, const std::vector<std::string>& collect) override;
  double seconds(const Overrides& member) const override;
  std::vector<Member> evaluate(std::span<const Overrides> members, const parallel::Communicator& ranks) override;
  Member continued(const Overrides& failed, const Overrides& well, const parallel::Communicator& ranks) override;

 private:
  struct Result {
    Status status = Status::ok;
    std::string reason;
    std::shared_ptr<const Products> products;
    bool for_good = false;
  };
  struct MemberState;
  std::vector<const StageEntry*> between(const std::vector<std::string>& varied,
                                         const std::vector<std::string>& collect) const;
  const Products& nominal(const std::string& stage) const { return nominal_.at(stage); }
  void evaluate_stage(const StageEntry& stage, std::span<const Overrides> members, std::vector<MemberState>& states,
                      const parallel::Communicator& ranks, const Products* start = nullptr);
  std::optional<std::vector<std::string>> wanted_of(const StageEntry& stage) const;
  /// Of a stage's fields, those that are collected.
  std::vector<std::string> collected_fields(const StageEntry& stage) const;
  Member collected_of(const MemberState& state, const parallel::Communicator& ranks) const;
  bool prepare(const StageEntry& stage, const Overrides& overrides, MemberState& state, config::Value& inputs) const;
  const Result* remembered(const std::string& identity);
  void remember(const std::string& identity, Result result);

  const RunningCampaign& run_;
  std::vector<std::string> collect_;
  std::vector<const StageEntry*> between_;
  std::map<std::string, Products> nominal_;          ///< of stages that members refer to
  std::list<std::pair<std::string, Result>> cache_;  ///< by identity, newest first
};

}  // namespace voxvolt::campaign
