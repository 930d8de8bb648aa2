// SPDX-License-Identifier: BSD-3-Clause
#include "io/parallel_hdf5.hpp"

#include <cstdio>

#include "parallel/agree.hpp"

namespace voxvolt::io::hdf5 {
namespace {

Properties shared_access(const Blame& blame, const parallel::Communicator& ranks) {
  Properties access = properties(H5P_FILE_ACCESS, blame);
  blame.checked(H5Pset_fapl_mpio(access.id(), ranks.handle(), MPI_INFO_NULL), "set up parallel HDF5");
  blame.checked(H5Pset_all_coll_metadata_ops(access.id(), true), "set up parallel HDF5");
  blame.checked(H5Pset_coll_metadata_write(access.id(), true), "set up parallel HDF5");
  set_format(access, blame);
  return access;
}

Properties together(const Blame& blame) {
  Properties transfer = properties(H5P_DATASET_XFER, blame);
  blame.checked(H5Pset_dxpl_mpio(transfer.id(), H5FD_MPIO_COLLECTIVE), "set up parallel HDF5");
  return transfer;
}

/// The same part in the file and in memory.
struct Selection {
  Space file, memory;
  Selection(const Dataset& dataset, const Part& part, const Blame& blame)
      : file(blame.checked(H5Dget_space(dataset.id()), "read the shape of a dataset")) {
    hsize_t values = 1;
    for (const hsize_t count : part.count) values *= count;
    memory = Space(blame.checked(H5Screate_simple(1, &values, nullptr), "set up HDF5"));
    if (values == 0) {
      blame.checked(H5Sselect_none(file.id()), "set up HDF5");
      blame.checked(H5Sselect_none(memory.id()), "set up HDF5");
    } else {
      blame.checked(
          H5Sselect_hyperslab(file.id(), H5S_SELECT_SET, part.first.data(), nullptr, part.count.data(), nullptr),
          "select a part of a dataset");
    }
  }
};

}  // namespace

ParallelFile ParallelFile::create(const Blame& blame, const parallel::Communicator& ranks) {
  ParallelFile made(blame, ranks);
  made.created_ = true;
  made.step([&] {
    const Properties access = shared_access(blame, ranks);
    const Properties creation = timeless(H5P_FILE_CREATE, blame);
    made.file_ =
        File(blame.checked(H5Fcreate(blame.file.c_str(), H5F_ACC_TRUNC, creation.id(), access.id()), "create it"));
  });
  return made;
}

ParallelFile ParallelFile::open(const Blame& blame, const parallel::Communicator& ranks) {
  ParallelFile opened(blame, ranks);
  opened.step([&] {
    const Properties access = shared_access(blame, ranks);
    opened.file_ = File(blame.checked(H5Fopen(blame.file.c_str(), H5F_ACC_RDONLY, access.id()), "open it"));
  });
  return opened;
}

ParallelFile::~ParallelFile() {
  if (!file_.is_open()) return;
  const QuietErrors quiet;
  file_.reset();
  if (created_ && ranks_.is_first()) std::remove(blame_.file.c_str());
}

void ParallelFile::step(const std::function<void()>& work) const {
  const QuietErrors quiet;
  parallel::agree_on(ranks_, work);
}

Dataset ParallelFile::create_dataset(const std::string& path, const std::vector<hsize_t>& sizes, hid_t type) const {
  Dataset dataset;
  step([&] {
    const Space space(
        blame_.checked(H5Screate_simple(static_cast<int>(sizes.size()), sizes.data(), nullptr), "shape " + path));
    const Properties links = properties(H5P_LINK_CREATE, blame_);
    blame_.checked(H5Pset_create_intermediate_group(links.id(), 1), "set up HDF5");
    const Properties creation = timeless(H5P_DATASET_CREATE, blame_);
    blame_.checked(H5Pset_alloc_time(creation.id(), H5D_ALLOC_TIME_EARLY), "set up HDF5");
    blame_.checked(H5Pset_fill_time(creation.id(), H5D_FILL_TIME_NEVER), "set up HDF5");
    dataset = Dataset(
        blame_.checked(H5Dcreate2(file_.id(), path.c_str(), type, space.id(), links.id(), creation.id(), H5P_DEFAULT),
                       "create " + path));
  });
  return dataset;
}

Dataset ParallelFile::open_dataset(const std::string& path) const {
  Dataset dataset;
  step([&] { dataset = hdf5::open_dataset(file_.id(), path, blame_); });
  return dataset;
}

void ParallelFile::write(const Dataset& dataset, const Part& part, hid_t memory, const void* values) const {
  step([&] {
    const Selection selection(dataset, part, blame_);
    const Properties transfer = together(blame_);
    blame_.checked(H5Dwrite(dataset.id(), memory, selection.memory.id(), selection.file.id(), transfer.id(), values),
                   "write values");
  });
}

void ParallelFile::read(const Dataset& dataset, const Part& part, hid_t memory, void* values) const {
  step([&] {
    const Selection selection(dataset, part, blame_);
    const Properties transfer = together(blame_);
    blame_.checked(H5Dread(dataset.id(), memory, selection.memory.id(), selection.file.id(), transfer.id(), values),
                   "read values");
  });
}

std::int64_t ParallelFile::offset_of(const Dataset& dataset) const {
  const haddr_t offset = H5Dget_offset(dataset.id());
  if (offset == HADDR_UNDEF) blame_.fail("the values of a dataset have no place in it");
  return static_cast<std::int64_t>(offset);
}

void ParallelFile::close() {
  step([&] { blame_.checked(H5Fflush(file_.id(), H5F_SCOPE_GLOBAL), "write it to disk"); });
  step([&] { blame_.checked(file_.reset(), "close it"); });
}

}  // namespace voxvolt::io::hdf5
