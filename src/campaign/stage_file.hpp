// SPDX-License-Identifier: BSD-3-Clause
// stages/<stage>.<identity12>.h5: the record of one stage; and results.h5, which is made from such records. One group per
// stage, datasets named by the whole dotted product path, each with units, long_name and a dimension scale on every axis.
// Equal products give equal bytes.
#pragma once

#include <string>
#include <vector>

#include "campaign/product.hpp"

namespace voxvolt::campaign {

struct StageRecord {
  std::string stage;
  std::string kind;
  std::int64_t revision = 1;
  std::string release;
  std::string identity;
  std::string inputs;  ///< JSON, resolved, SI
  std::vector<std::string> cites;
  Products products;
};

/// Writes under a temporary name, syncs, renames. One process. Throws MachineFailure.
void write_records(const std::string& path, const std::vector<StageRecord>& records);

/// One process. Throws RecordFailure when the file is not such a record.
std::vector<StageRecord> read_records(const std::string& path);

}  // namespace voxvolt::campaign
