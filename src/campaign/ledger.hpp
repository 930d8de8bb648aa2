// SPDX-License-Identifier: BSD-3-Clause
// ledger.jsonl: one line for each finished stage, chained by hashes. A stage is done if and only if its line exists and
// its file matches.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace voxvolt::campaign {

struct LedgerLine {
  std::int64_t sequence = 0;  ///< from 1
  std::string previous;       ///< hash of the line before; 64 zeros for the first
  std::string event;          ///< "started" (file is resolved.yaml), "stage", or "finished" (file is results.h5)
  std::string stage;
  std::string identity;  ///< hex SHA-256
  std::string file;      ///< relative to the run's folder; empty when the stage failed
  std::string sha256;    ///< of the file
  std::string status;    ///< ok, or how it failed
  std::string reason;
  std::string stages;  ///< of "started": `name:identity` for each stage, in order, spaces between
  std::string commit;  ///< of the program
  std::int64_t ranks = 1;
  std::string time;  ///< UTC, ISO 8601
  std::string hash;  ///< of this line up to here
};

class Ledger {
 public:
  /// Reads a ledger; a missing file is an empty one. What stands after the last newline is a torn line: kept out, and
  /// reported by torn(). Throws RecordFailure naming the first line whose hash, sequence or chain does not hold.
  static Ledger read(const std::string& path);

  const std::vector<LedgerLine>& lines() const { return lines_; }
  bool torn() const { return torn_; }
  /// Cuts a torn last line from the file.
  void cut_torn_line();
  /// Fills in sequence, previous and hash, and appends durably.
  void append(LedgerLine line);
  /// The last line that lists `file`; nullptr when none does.
  const LedgerLine* line_of_file(const std::string& file) const;
  /// The last line of a stage that ended well with this identity.
  const LedgerLine* done(const std::string& stage, const std::string& identity) const;
  /// The last line of an event; nullptr when there is none.
  const LedgerLine* last(const std::string& event) const;

 private:
  std::string path_;
  std::vector<LedgerLine> lines_;
  bool torn_ = false;
};

}  // namespace voxvolt::campaign
