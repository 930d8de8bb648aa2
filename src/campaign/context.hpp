// SPDX-License-Identifier: BSD-3-Clause
// All that a running stage may touch. There are no globals.
#pragma once

#include <functional>
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
  };
  /// How many members are worth evaluating at once: one when no stage between fuses members.
  virtual std::size_t block(const std::vector<std::string>& varied, const std::vector<std::string>& collect) const = 0;
  /// Members go breadth-first: per stage, grouped by batch key; stages of equal identity are computed once.
  virtual std::vector<Member> evaluate(std::span<const Overrides> members, const std::vector<std::string>& collect) = 0;
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
  /// Where fields go; discards them for members of an ensemble.
  insitu::FieldSink* fields = nullptr;
  /// Names of the field products that this stage is to write.
  std::vector<std::string> fields_to_write{};
  /// Between these simulated times (s) fields are written; 0: at the end only.
  double fields_every = 0;
  /// Where the march saves its state; nullptr for members.
  io::CheckpointFolder* checkpoint = nullptr;
  /// Products of a stage that the inputs of member i refer to.
  std::function<const Products&(std::size_t member, const std::string& stage)> upstream{};
  /// Where field files of upstream products are.
  std::string folder{};
  const Surroundings* surroundings = nullptr;
  SubGraph* sub_graph = nullptr;  ///< for ensembles
  MemberShard* shard = nullptr;   ///< for ensembles
  /// Largest memory a stage may take on this rank, bytes.
  double memory_limit = 0;

  bool writes(const std::string& field) const;
};

}  // namespace voxvolt::campaign
