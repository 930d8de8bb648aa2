// SPDX-License-Identifier: BSD-3-Clause
// Fields on disk: one parallel HDF5 file per snapshot, and an XDMF index that ParaView opens.
#pragma once

#include <string>
#include <vector>

#include "insitu/field_sink.hpp"
#include "io/field_handle.hpp"
#include "numerics/field.hpp"
#include "parallel/communicator.hpp"

namespace voxvolt::io {

/// Writes every snapshot to `fields/<stem>.<step, 6 digits>.h5` below a folder. Equal fields give equal hashes on any
/// number of ranks. Members are collective and throw the same AgreedFailure(machine) on all ranks.
class FieldFiles : public insitu::FieldSink {
 public:
  /// `folder` is the run's folder; `stem` names this stage's files, `stage` the index.
  FieldFiles(std::string folder, std::string stem, std::string stage, const parallel::Communicator& ranks);

  /// z slabs go to one file by collective writes, under a temporary name until it is complete. All fields of a snapshot
  /// have one grid; a snapshot without fields writes nothing.
  void write(const insitu::Snapshot& snapshot) override;
  /// What was written so far, in order; on all ranks.
  const std::vector<FieldHandle>& handles() const { return handles_; }
  /// Writes `fields/<stage>.xmf` for what was written so far: XDMF 2, a temporal collection when there are several
  /// snapshots, cell data on a mesh of equal voxels. Nothing when there are no fields.
  void write_index() const;

  std::string state() const override;
  void restore(const std::string& state) override;

 private:
  std::string folder_, stem_, stage_;
  parallel::Communicator ranks_;
  std::vector<FieldHandle> handles_;
};

/// Collective. Checks the file's and the values' hashes, then reads each rank's slab. Throws the same
/// AgreedFailure(record) on all ranks when the file is missing or not the one that the handle was made for.
numerics::NamedField read_field(const FieldHandle& handle, const std::string& folder,
                                const parallel::Communicator& ranks);

}  // namespace voxvolt::io
