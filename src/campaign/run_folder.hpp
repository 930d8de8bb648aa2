// SPDX-License-Identifier: BSD-3-Clause
// A run's folder: its names, its lock, what `--fresh` removes.
#pragma once

#include <string>

#include "parallel/communicator.hpp"

namespace voxvolt::campaign {

/// Names below DIR; the only place where they are spelt.
struct RunFolder {
  std::string path;

  std::string at(const std::string& name) const { return path + "/" + name; }
  std::string ledger() const { return at("ledger.jsonl"); }
  std::string results() const { return at("results.h5"); }
  std::string log() const { return at("log.txt"); }
  std::string times() const { return at("run.jsonl"); }
  std::string checkpoints() const { return at("checkpoints"); }
  /// stages/<stage>.<identity12>.h5, relative to DIR.
  static std::string stage_file(const std::string& stage, const std::string& identity);
  /// <stage>.<identity12>
  static std::string stem(const std::string& stage, const std::string& identity);

  /// Rank 0 only. Creates DIR; Failure(input) when DIR is a file, or holds files but no ledger of ours.
  void open() const;
  /// Rank 0 only. Removes what the ledger lists, and checkpoints, figures, shards, logs and derived files; nothing else.
  void clear() const;
};

/// Says who is running in DIR for as long as it lives; gone by itself when the process dies.
class FolderLock {
 public:
  /// Rank 0 only. Throws Failure(input) naming host, process and start of the holder.
  explicit FolderLock(const RunFolder& folder);
  ~FolderLock();
  FolderLock(const FolderLock&) = delete;
  FolderLock& operator=(const FolderLock&) = delete;

 private:
  int descriptor_ = -1;
};

/// UTC, ISO 8601, to the second.
std::string time_now();

}  // namespace voxvolt::campaign
