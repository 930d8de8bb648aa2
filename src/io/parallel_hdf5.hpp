// SPDX-License-Identifier: BSD-3-Clause
// One HDF5 file written or read by all ranks of a communicator. Each function here is one collective step: it throws
// the same AgreedFailure on all ranks.
#pragma once

#include <array>
#include <functional>
#include <string>
#include <vector>

#include "io/hdf5.hpp"
#include "parallel/communicator.hpp"

namespace voxvolt::io::hdf5 {

/// What this rank holds of a dataset, slowest axis first; `count` of zeros for nothing.
struct Part {
  std::vector<hsize_t> first, count;
};

class ParallelFile {
 public:
  /// Creates `blame.file`, replacing it.
  static ParallelFile create(const Blame& blame, const parallel::Communicator& ranks);
  /// Opens `blame.file` for reading. Only for files whose content is known to be our own.
  static ParallelFile open(const Blame& blame, const parallel::Communicator& ranks);

  /// A file that was created and not closed is removed.
  ~ParallelFile();
  ParallelFile(ParallelFile&&) = default;
  ParallelFile& operator=(ParallelFile&&) = delete;

  hid_t id() const { return file_.id(); }
  /// Runs a step that all ranks take in the same way, such as creating an object.
  void step(const std::function<void()>& work) const;
  /// Contiguous, allocated at once, no fill values, no times.
  Dataset create_dataset(const std::string& path, const std::vector<hsize_t>& sizes, hid_t type) const;
  Dataset open_dataset(const std::string& path) const;
  /// Collective transfer of each rank's part; `memory` is the type of `values` (row-major).
  void write(const Dataset& dataset, const Part& part, hid_t memory, const void* values) const;
  void read(const Dataset& dataset, const Part& part, hid_t memory, void* values) const;
  /// Where the values of a dataset stand in the file, bytes.
  std::int64_t offset_of(const Dataset& dataset) const;
  /// Everything is in the file afterwards.
  void close();

 private:
  ParallelFile(Blame blame, const parallel::Communicator& ranks) : blame_(std::move(blame)), ranks_(ranks) {}

  Blame blame_;
  parallel::Communicator ranks_;
  File file_;
  bool created_ = false;
};

}  // namespace voxvolt::io::hdf5
