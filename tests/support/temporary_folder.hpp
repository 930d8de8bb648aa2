// SPDX-License-Identifier: BSD-3-Clause
// A folder of this test's own, the same on all ranks, removed at the end.
#pragma once

#include <filesystem>
#include <string>

#include "parallel/communicator.hpp"
#include "parallel/machine.hpp"

namespace voxvolt::test {

class TemporaryFolder {
 public:
  /// Collective; `name` tells tests of one process apart.
  TemporaryFolder(const parallel::Communicator& ranks, const std::string& name) : ranks_(ranks) {
    const auto unique = "voxvolt-" + name + "-" + std::to_string(ranks.broadcast(std::int64_t{parallel::process_id()}));
    path_ = std::filesystem::temp_directory_path() / unique;
    if (ranks_.is_first()) std::filesystem::create_directories(path_);
    ranks_.barrier();
  }
  ~TemporaryFolder() {
    ranks_.barrier();
    if (ranks_.is_first()) std::filesystem::remove_all(path_);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  std::string path() const { return path_; }
  std::string operator/(const std::string& name) const { return path_ / name; }

 private:
  parallel::Communicator ranks_;
  std::filesystem::path path_;
};

}  // namespace voxvolt::test
