// SPDX-License-Identifier: BSD-3-Clause
// A checkpoint in memory.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "numerics/archive.hpp"

namespace voxvolt::test {

class MemoryArchive : public numerics::ArchiveWriter, public numerics::ArchiveReader {
 public:
  void put(const std::string& name, std::span<const double> x) override { doubles_[name].assign(x.begin(), x.end()); }
  void put(const std::string& name, std::span<const std::int64_t> x) override {
    integers_[name].assign(x.begin(), x.end());
  }
  void put(const std::string& name, const std::string& x) override { texts_[name] = x; }
  std::vector<double> doubles(const std::string& name) override { return doubles_.at(name); }
  std::vector<std::int64_t> integers(const std::string& name) override { return integers_.at(name); }
  std::string text(const std::string& name) override { return texts_.at(name); }

 private:
  std::map<std::string, std::vector<double>> doubles_;
  std::map<std::string, std::vector<std::int64_t>> integers_;
  std::map<std::string, std::string> texts_;
};

}  // namespace voxvolt::test
