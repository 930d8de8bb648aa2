// SPDX-License-Identifier: BSD-3-Clause
// A run's folder as the campaign leaves it: records, ledger, resolved.yaml, times; made of what a test gives.
#pragma once

#include <string>
#include <vector>

#include "campaign/stage_file.hpp"

namespace voxvolt::report::test {

/// A folder of this test's own, removed at the end.
class SampleRun {
 public:
  explicit SampleRun(const std::string& name);
  ~SampleRun();
  SampleRun(const SampleRun&) = delete;
  SampleRun& operator=(const SampleRun&) = delete;

  const std::string& folder() const { return folder_; }
  std::string at(const std::string& name) const { return folder_ + "/" + name; }

  void write_file(const std::string& name, const std::string& text) const;
  std::string read_file(const std::string& name) const;
  /// Puts the stages on the record; those in `failed` have a line with their reason instead of a file.
  void record(const std::string& resolved_yaml, const std::vector<campaign::StageRecord>& done,
              const std::vector<std::pair<std::string, std::string>>& failed = {}) const;

 private:
  std::string folder_;
};

/// The identity that SampleRun gives a stage.
std::string identity_of(const std::string& stage);

campaign::StageRecord record_of(const std::string& stage, const std::string& kind);
campaign::ProductSpec spec(const std::string& name, const std::string& unit, const std::string& meaning,
                           bool main = false);

/// The numbers of a .dat file, row by row; comments and empty lines are left out.
std::vector<std::vector<double>> rows_of(const std::string& data);

}  // namespace voxvolt::report::test
