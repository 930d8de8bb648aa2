// SPDX-License-Identifier: BSD-3-Clause
// All that a running stage may touch. There are no globals.
#pragma once

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "campaign/log.hpp"
#include "campaign/stage_kind.hpp"
#include "insitu/field_sink.hpp"
#include "io/checkpoint.hpp"
#include "parallel/communicator.hpp"
#include "parallel/stop_request.hpp"

namespace voxvolt::campaign {

/// One member of an ensemble: what differs from the nominal campaign, as stage.key... and its value in SI.
using Overrides = std::vector<std::pair<std::string, config::Value>>;

/// Evaluation of the part of the graph between what an ensemble varies and what it collects.
class SubGraph {
 public:
  virtual ~SubGraph() = default;
  struct Member {
    Status status = Status::ok;
    std::string reason;              ///< with the stage that failed
    std::vector<Product> collected;  ///< in the order of `collect`; empty unless ok
    /// The member whose products it was started from when it had failed, well or not.
    std::optional<std::size_t> continued_from{};
    bool for_good = false;  ///< see Outcome: it is not continued
  };
  /// What the scheduler needs to know of the part of the graph.
  struct Plan {
    bool fuses = false;      ///< some stage between is worth running for many members at once
    bool continues = false;  ///< some stage between can start from the products of another member
    double bytes = 0;        ///< of the largest stage at its nominal values; NaN when not known
  };
  /// Collective over the campaign's ranks, before `seconds` and `evaluate`, which any group of ranks may call for itself:
  /// fetches what all members share.
  virtual Plan prepare(const std::vector<std::string>& varied, const std::vector<std::string>& collect) = 0;
  /// Predicted for a member, s on one core; 0 when not known.
  virtual double seconds(const Overrides& member) const = 0;
  /// Collective over `ranks`. Members go breadth-first: per stage, grouped by batch key; stages of equal identity are
  /// computed once.
  virtual std::vector<Member> evaluate(std::span<const Overrides> members, const parallel::Communicator& ranks) = 0;
  /// Collective over `ranks`. A member that failed, each of its stages started from the products of one that ended well.
  virtual Member continued(const Overrides& failed, const Overrides& well, const parallel::Communicator& ranks) = 0;
};

/// An append-only file of finished members, one hashed line each, durable once `append` returns.
class MemberShard;

struct Context {
  parallel::Communicator ranks;
  std::string stage;       ///< name: the prefix of its PETSc options is `<stage>_`
  std::string identity;    ///< hex SHA-256; of the nominal stage for members
  bool is_member = false;  ///< runs for an ensemble: its failure is data
  std::size_t member = 0;  ///< which of the batch is running, for kinds that run one by one
  Log& log;
  parallel::StopRequest& stop;
  /// Where fields go; nullptr for members of an ensemble whose fields are not collected.
  insitu::FieldSink* fields = nullptr;
  /// Names of the field products that this stage is to write.
  std::vector<std::string> fields_to_write{};
  /// Between these simulated times (s) fields are written; 0: at the end only.
  double fields_every = 0;
  /// Where the march saves its state; nullptr for members.
  io::CheckpointFolder* checkpoint = nullptr;
  /// Products of a stage that the inputs of member i refer to.
  std::function<const Products&(std::size_t member, const std::string& stage)> upstream{};
  /// Products of this stage at inputs nearby, to start from; nullptr unless a failed member is continued.
  const Products* start = nullptr;
  /// The only products of this stage that anything looks at; absent: all of them. A kind may leave the others out, and
  /// the values of these must not depend on it.
  std::optional<std::vector<std::string>> wanted{};
  /// Where field files of upstream products are.
  std::string folder{};
  const Surroundings* surroundings = nullptr;
  SubGraph* sub_graph = nullptr;  ///< for ensembles
  MemberShard* shard = nullptr;   ///< for ensembles; rank 0 uses it
  /// For ensembles: compute these members of the design only, [first, end), and give no products.
  std::optional<std::pair<std::size_t, std::size_t>> piece{};
  /// Largest memory a stage may take on this rank, bytes.
  double memory_limit = 0;

  bool writes(const std::string& field) const;
  bool wants(const std::string& product) const;
};

}  // namespace voxvolt::campaign
