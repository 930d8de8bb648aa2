// SPDX-License-Identifier: BSD-3-Clause
// A stage's checkpoint: at any moment there is a complete one, or none.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "numerics/archive.hpp"
#include "parallel/communicator.hpp"

namespace voxvolt::io {

/// Keeps `<stem>.<counter>.h5` and the manifest `<stem>.checkpoint.json`, which says which file counts, its hash and
/// the number of ranks. Members are collective.
class CheckpointFolder {
 public:
  CheckpointFolder(std::string folder, std::string stem, const parallel::Communicator& ranks);

  /// `write` puts all that influences later bits. Written under a temporary name, synced, renamed; then the manifest
  /// follows in the same way, then the older file goes: a kill at any moment leaves the old checkpoint or the new one.
  /// Throws the same AgreedFailure(machine) on all ranks.
  void save(const std::function<void(numerics::ArchiveWriter&)>& write);

  /// False when there is no checkpoint of this number of ranks that is whole; `why_ignored` says what was wrong with
  /// the one that is there, and is empty when there is none. What `read` throws passes.
  bool load(const std::function<void(numerics::ArchiveReader&)>& read);
  const std::string& why_ignored() const { return why_ignored_; }

  /// Removes manifest and file, if there are any.
  void remove();

 private:
  std::string manifest() const;
  std::string file_of(std::int64_t counter) const;
  std::vector<std::string> files_but(const std::string& kept) const;

  std::string folder_, stem_;
  parallel::Communicator ranks_;
  std::string why_ignored_;
};

}  // namespace voxvolt::io
