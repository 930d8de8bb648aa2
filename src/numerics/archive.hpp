// SPDX-License-Identifier: BSD-3-Clause
// What a Stepper says to, and hears from, a checkpoint. Numerics knows no files; io keeps the archive.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace voxvolt::numerics {

/// Named arrays, one part per rank; what a rank saved it loads again, bit for bit, on an equal number of ranks.
class ArchiveWriter {
 public:
  virtual ~ArchiveWriter() = default;
  virtual void put(const std::string& name, std::span<const double> values) = 0;        ///< collective
  virtual void put(const std::string& name, std::span<const std::int64_t> values) = 0;  ///< collective
  virtual void put(const std::string& name, const std::string& text) = 0;               ///< collective; rank 0's text
};

class ArchiveReader {
 public:
  virtual ~ArchiveReader() = default;
  virtual std::vector<double> doubles(const std::string& name) = 0;         ///< collective; RecordFailure if absent
  virtual std::vector<std::int64_t> integers(const std::string& name) = 0;  ///< collective; RecordFailure if absent
  virtual std::string text(const std::string& name) = 0;                    ///< collective; RecordFailure if absent
};

}  // namespace voxvolt::numerics
