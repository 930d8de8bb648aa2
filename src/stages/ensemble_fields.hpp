// SPDX-License-Identifier: BSD-3-Clause
// Fields that an ensemble collects: taken into their statistics as members end, and not kept.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "campaign/context.hpp"
#include "campaign/member_text.hpp"
#include "uq/field_indices.hpp"
#include "uq/field_moments.hpp"

namespace voxvolt::stages {

/// What an ensemble declares for the fields among what it collects: mean.PATH, sd.PATH, least.PATH, most.PATH, and, where
/// there are pairs that differ in one of the `inputs`, sobol.first.PATH.input_K and sobol.total.PATH.input_K.
std::vector<campaign::ProductSpec> field_specs(const std::vector<campaign::ProductSpec>& collected,
                                               const std::vector<std::string>& inputs);

/// The statistics of members' fields. Sums are exact, so that their bits do not depend on ranks, order or interruptions.
class MemberFields {
 public:
  /// Collective. `counted`: members of the design that count; their fields are of the grid of the nominal stage's. `inputs`: of
  /// a saltelli design whose indices are asked for; otherwise empty.
  MemberFields(const std::vector<campaign::ProductSpec>& collected, std::vector<bool> counted,
               const std::vector<std::string>& inputs, const campaign::Context& context);
  bool any() const { return !fields_.empty(); }
  /// Are members best computed in the order of their numbers? Their fields wait for those that they are compared with.
  bool wants_order() const { return any() && !inputs_.empty(); }

  // On rank 0:
  /// The file next to the members' shard. A member whose fields are not in it has to be computed again: it is taken out.
  void load(const std::string& path, campaign::Members& members);
  /// Takes a member's fields in, unless they are already, and away from it; it is `corrupt` if they do not fit.
  void take(std::size_t number, campaign::SubGraph::Member& member);
  /// Durable once it returns. Members must have been written before.
  void save();
  /// As `save`, but no more often than is worth it.
  void save_now_and_then();

  /// Collective. Writes them, and adds the products.
  void add(campaign::Products& products, campaign::Context& context, const std::string& sample) const;

 private:
  struct Collected {
    std::size_t place = 0;  ///< in what is collected
    campaign::ProductSpec spec;
    numerics::VoxelGrid grid;
    numerics::VoxelWidths widths;
    std::vector<campaign::Axis> axes;
    uq::FieldMoments moments;  ///< these are of no voxels on other ranks than the first
    uq::FieldIndices indices;
  };
  using Fields = std::vector<std::vector<double>>;  ///< of one member, in the order of fields_
  struct Result {
    campaign::ProductSpec spec;
    std::vector<double> values;
  };
  std::vector<Result> results(const Collected& one, const std::string& sample) const;
  std::optional<std::size_t> pair_of(std::size_t number) const;
  void lose_pair(std::size_t number);
  void take_into_pair(std::size_t number, Fields fields);

  std::vector<Collected> fields_;
  std::vector<bool> counted_;
  std::vector<std::string> inputs_;
  std::set<std::size_t> taken_;                                ///< members, into moments
  std::set<std::size_t> pairs_;                                ///< into indices
  std::set<std::size_t> lost_pairs_;                           ///< a member of these failed, if only at first
  std::map<std::size_t, std::map<std::size_t, Fields>> open_;  ///< by pair, then by place in it
  std::string path_;
  bool changed_ = false;
  double saved_ = 0, takes_ = 0;  ///< s: when, and how long it takes
};

}  // namespace voxvolt::stages
