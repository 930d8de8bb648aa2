// SPDX-License-Identifier: BSD-3-Clause
// A Stepper's archive in one HDF5 file: each array is a one-dimensional dataset with the ranks' parts in rank order.
#pragma once

#include <string>

#include "io/parallel_hdf5.hpp"
#include "numerics/archive.hpp"
#include "parallel/communicator.hpp"

namespace voxvolt::io {

class ArchiveFileWriter : public numerics::ArchiveWriter {
 public:
  /// Collective, as are all members. Creates `path`, replacing it.
  ArchiveFileWriter(const std::string& path, const parallel::Communicator& ranks);
  void put(const std::string& name, std::span<const double> values) override;
  void put(const std::string& name, std::span<const std::int64_t> values) override;
  void put(const std::string& name, const std::string& text) override;
  void close() { file_.close(); }

 private:
  /// `local` values of this rank after those of the ranks before it.
  void put_parts(const std::string& name, std::size_t local, hid_t stored, hid_t memory, const void* values);

  hdf5::Blame blame_;
  parallel::Communicator ranks_;
  hdf5::ParallelFile file_;
};

/// Only for files whose hash was checked.
class ArchiveFileReader : public numerics::ArchiveReader {
 public:
  ArchiveFileReader(const std::string& path, const parallel::Communicator& ranks);
  std::vector<double> doubles(const std::string& name) override;
  std::vector<std::int64_t> integers(const std::string& name) override;
  std::string text(const std::string& name) override;

 private:
  template <class T>
  std::vector<T> part(const std::string& name, hid_t stored, hid_t memory);
  hdf5::Dataset open(const std::string& path, hid_t stored) const;

  hdf5::Blame blame_;
  parallel::Communicator ranks_;
  hdf5::ParallelFile file_;
};

}  // namespace voxvolt::io
