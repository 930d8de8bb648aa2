// SPDX-License-Identifier: BSD-3-Clause
// A campaign is a graph of stages: read, checked as a whole, put in order, given identities. Nothing runs here.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "campaign/stage_kind.hpp"
#include "parallel/communicator.hpp"

namespace voxvolt::campaign {

/// What the user gave: all that decides the graph.
struct CampaignSource {
  std::string file;  ///< path, as messages call it
  std::string text;
  std::vector<std::string> sets;   ///< --set, in order
  std::vector<std::string> petsc;  ///< words after `--`, which the session has been given
};

/// `fields: {write: [temperature], every: 10 s}` of a stage.
struct FieldsRequest {
  std::optional<std::vector<std::string>> write;  ///< all of the stage's fields when not given
  double every = 0;                               ///< s
  static void describe(config::Describe<FieldsRequest>& d);
};

struct StageEntry {
  std::string name;
  config::Place place;
  const StageKind* kind = nullptr;
  config::Value inputs;  ///< validated; references are still references
  FieldsRequest fields;
  std::map<std::string, std::string> petsc;  ///< option without its prefix, value
  std::vector<std::string> upstream;         ///< stages that come first, by name
  std::vector<ProductSpec> declared;
  std::string identity;  ///< hex SHA-256

  std::vector<std::string> fields_to_write() const;
};

struct Campaign {
  std::string title;
  std::uint64_t seed = 0;
  std::vector<StageEntry> stages;  ///< each after all it needs, else in the order of the file
  const Catalogue* catalogue = nullptr;

  const StageEntry* find(const std::string& stage) const;
  const StageEntry& at(const std::string& stage) const;
  /// The stage and all that it needs, in order.
  std::vector<const StageEntry*> needed_for(const std::string& stage) const;
};

/// Collective. Reads, validates, orders, declares, hashes files, gives identities. Throws InputError with every problem.
Campaign load_campaign(const CampaignSource& source, const Catalogue& catalogue, const parallel::Communicator& ranks);

/// The stages of a campaign as a kind may see them while it declares or runs.
class StageView : public Surroundings {
 public:
  /// `memory`: bytes of all ranks together.
  StageView(const std::vector<StageEntry>& stages, const std::vector<std::string>& visible, double memory)
      : stages_(stages), visible_(visible), memory_(memory) {}
  const std::vector<ProductSpec>* declared(const std::string& stage) const override;
  Input input(const std::string& path) const override;
  std::vector<std::string> needs(const std::string& stage) const override;
  std::string objection(const std::string& path, const config::Value& value) const override;
  Spread spread(const std::string& path) const override;
  std::vector<std::string> stages() const override;
  std::string kind_of(const std::string& stage) const override;
  double memory() const override { return memory_; }

 private:
  const StageEntry* find(const std::string& stage) const;
  const std::vector<StageEntry>& stages_;
  const std::vector<std::string>& visible_;
  double memory_;
};

/// The campaign as it was understood: every key, with units; loads again to the same campaign.
std::string resolved_yaml(const Campaign& campaign);

}  // namespace voxvolt::campaign
