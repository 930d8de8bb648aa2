// SPDX-License-Identifier: BSD-3-Clause
// The members of an ensemble: shared out over the ranks, kept as they end, found again.
#pragma once

#include <optional>
#include <vector>

#include "campaign/member_text.hpp"
#include "parallel/scheduler.hpp"
#include "stages/ensemble_fields.hpp"
#include "stages/ensemble_targets.hpp"
#include "uq/design.hpp"

namespace voxvolt::stages {

/// What all evaluations of one ensemble share. A member is computed by one rank alone, or by as few as its memory needs, so
/// that its bits do not depend on how many ranks there are.
class MemberEvaluation {
 public:
  /// Collective.
  MemberEvaluation(const EnsembleInputs& inputs, const std::vector<Target>& targets, campaign::Context& context,
                   MemberFields& fields);

  using Range = std::pair<std::size_t, std::size_t>;  ///< [first, end) of a design
  /// Collective. The members of a design (or a range of them), on all ranks; `offset`: number of its first member in the
  /// record. Throws AgreedFailure when asked to stop, after keeping what was computed.
  std::vector<campaign::SubGraph::Member> evaluate(const uq::Design& design, std::size_t offset,
                                                   std::optional<Range> range = {});
  const EnsembleInputs& inputs() const { return inputs_; }
  campaign::Context& context() { return context_; }

 private:
  parallel::TaskQueue queue_of(const uq::Design& design, std::size_t offset, const Range& range);
  parallel::ScheduledWork work_on(const uq::Design& design, std::size_t offset, const Range& range);
  /// Collective. Did all of it end?
  bool schedule(parallel::TaskQueue queue, const parallel::ScheduledWork& work);
  std::map<std::size_t, std::size_t> neighbours(const uq::Design& design, std::size_t offset) const;
  /// Collective. One more try, after all others have ended, for what a solver failed.
  bool continue_failed(const uq::Design& design, std::size_t offset);
  void keep(campaign::Members members);
  void write();

  const EnsembleInputs& inputs_;
  const std::vector<Target>& targets_;
  campaign::Context& context_;
  MemberFields& fields_;
  campaign::SubGraph::Plan plan_;
  std::optional<parallel::RankGroups> groups_;
  // On rank 0:
  campaign::Members known_;        ///< by number in the record
  std::size_t ended_ = 0;          ///< of the design under way
  campaign::Members waiting_;      ///< to be written: a sync of the disk takes longer than many a member
  double kept_ = 0, written_ = 0;  ///< s
};

}  // namespace voxvolt::stages
