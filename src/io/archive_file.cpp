// SPDX-License-Identifier: BSD-3-Clause
#include "io/archive_file.hpp"

#include <vector>

namespace voxvolt::io {
namespace {

std::string values_of(const std::string& name) { return "/" + name + "/values"; }
std::string counts_of(const std::string& name) { return "/" + name + "/counts"; }

}  // namespace

ArchiveFileWriter::ArchiveFileWriter(const std::string& path, const parallel::Communicator& ranks)
    : blame_{path, ExitCode::machine}, ranks_(ranks), file_(hdf5::ParallelFile::create(blame_, ranks)) {}

void ArchiveFileWriter::put_parts(const std::string& name, std::size_t local, hid_t stored, hid_t memory,
                                  const void* values) {
  const std::vector<std::int64_t> counts = ranks_.gather(static_cast<std::int64_t>(local));
  hsize_t total = 0, before = 0;
  for (std::size_t rank = 0; rank < counts.size(); ++rank) {
    if (static_cast<int>(rank) == ranks_.rank()) before = total;
    total += static_cast<hsize_t>(counts[rank]);
  }
  const hsize_t parts = counts.size();
  const auto counts_set = file_.create_dataset(counts_of(name), {parts}, H5T_STD_I64LE);
  file_.write(counts_set, {{0}, {ranks_.is_first() ? parts : 0}}, H5T_NATIVE_INT64, counts.data());
  const auto values_set = file_.create_dataset(values_of(name), {total}, stored);
  if (total > 0) file_.write(values_set, {{before}, {local}}, memory, values);
}

void ArchiveFileWriter::put(const std::string& name, std::span<const double> values) {
  put_parts(name, values.size(), H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE, values.data());
}

void ArchiveFileWriter::put(const std::string& name, std::span<const std::int64_t> values) {
  put_parts(name, values.size(), H5T_STD_I64LE, H5T_NATIVE_INT64, values.data());
}

void ArchiveFileWriter::put(const std::string& name, const std::string& text) {
  put_parts(name, ranks_.is_first() ? text.size() : 0, H5T_STD_U8LE, H5T_NATIVE_UINT8, text.data());
}

ArchiveFileReader::ArchiveFileReader(const std::string& path, const parallel::Communicator& ranks)
    : blame_{path, ExitCode::record}, ranks_(ranks), file_(hdf5::ParallelFile::open(blame_, ranks)) {}

hdf5::Dataset ArchiveFileReader::open(const std::string& path, hid_t stored) const {
  hdf5::Dataset dataset = file_.open_dataset(path);
  file_.step([&] {
    const hdf5::Type type(blame_.checked(H5Dget_type(dataset.id()), "read the type of " + path));
    if (H5Tequal(type.id(), stored) <= 0) blame_.fail(path + " holds values of another type");
  });
  return dataset;
}

template <class T>
std::vector<T> ArchiveFileReader::part(const std::string& name, hid_t stored, hid_t memory) {
  const auto counts_set = open(counts_of(name), H5T_STD_I64LE);
  const auto all = static_cast<std::size_t>(ranks_.size());
  std::vector<std::int64_t> counts(all);
  file_.read(counts_set, {{0}, {all}}, H5T_NATIVE_INT64, counts.data());
  hsize_t before = 0, total = 0;
  for (std::size_t rank = 0; rank < all; ++rank) {
    if (static_cast<int>(rank) == ranks_.rank()) before = total;
    total += static_cast<hsize_t>(counts[rank]);
  }
  std::vector<T> values(static_cast<std::size_t>(counts[static_cast<std::size_t>(ranks_.rank())]));
  const auto values_set = open(values_of(name), stored);
  if (total > 0) file_.read(values_set, {{before}, {values.size()}}, memory, values.data());
  return values;
}

std::vector<double> ArchiveFileReader::doubles(const std::string& name) {
  return part<double>(name, H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE);
}

std::vector<std::int64_t> ArchiveFileReader::integers(const std::string& name) {
  return part<std::int64_t>(name, H5T_STD_I64LE, H5T_NATIVE_INT64);
}

std::string ArchiveFileReader::text(const std::string& name) {
  const auto bytes = part<std::uint8_t>(name, H5T_STD_U8LE, H5T_NATIVE_UINT8);
  return ranks_.broadcast(std::string(bytes.begin(), bytes.end()));
}

}  // namespace voxvolt::io
