// SPDX-License-Identifier: BSD-3-Clause
// Records of cells as two arrays of numbers, for checkpoints.
#pragma once

#include "numerics/archive.hpp"
#include "solvers/cell/porous_electrode/cell_record.hpp"

namespace voxvolt::cell {

class RecordWriter {
 public:
  void add(const CellRecord& record);
  void put(numerics::ArchiveWriter& into, const std::string& name) const;

 private:
  std::vector<double> numbers_;
  std::vector<std::int64_t> integers_;
};

class RecordReader {
 public:
  RecordReader(numerics::ArchiveReader& from, const std::string& name);
  /// The next record, in the order they were added. Throws RecordFailure when there is none.
  void take(CellRecord& record);

 private:
  std::vector<double> numbers_;
  std::vector<std::int64_t> integers_;
  std::size_t number_ = 0, integer_ = 0;
};

}  // namespace voxvolt::cell
