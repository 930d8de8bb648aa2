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

/// Says who is running in DIR for as long as it lives; gone by itself when the process dies. A run that finishes a
/// campaign is there alone; those that compute pieces of it are there together, and take turns with what they share.
class FolderLock {
 public:
  enum class Use { alone, together };
  /// Rank 0 only. Throws Failure(input) naming host, process and start of the holder.
  FolderLock(const RunFolder& folder, Use use);
  ~FolderLock();
  FolderLock(const FolderLock&) = delete;
  FolderLock& operator=(const FolderLock&) = delete;

 private:
  int descriptor_ = -1;
  Use use_;
};

/// The turn of one of the processes that are in a folder together, until it is destroyed. Waits for it.
class Turn {
 public:
  /// Rank 0 only.
  explicit Turn(const RunFolder& folder);
  ~Turn();
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;

 private:
  int descriptor_ = -1;
};

/// A file that one process writes, held by it as the folder is by a run. Throws Failure(input) when another has it.
class FileLock {
 public:
  explicit FileLock(const std::string& path);
  ~FileLock();
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;

 private:
  int descriptor_ = -1;
};

/// UTC, ISO 8601, to the second.
std::string time_now();

}  // namespace voxvolt::campaign
