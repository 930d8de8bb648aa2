// SPDX-License-Identifier: BSD-3-Clause
#include "io/field_files.hpp"
#include "io/parallel_hdf5.hpp"
#include "io/piecewise_hash.hpp"
#include "parallel/agree.hpp"

namespace voxvolt::io {
namespace {

/// What a handle leads to. The file's hash is compared before HDF5 sees the file.
class StoredField {
 public:
  StoredField(const FieldHandle& handle, const std::string& folder, const parallel::Communicator& ranks)
      : handle_(handle), ranks_(ranks), blame_{folder + "/" + handle.file, ExitCode::record} {}

  numerics::NamedField read() const {
    parallel::on_first(ranks_, [&] { return check_file(); });
    const auto file = hdf5::ParallelFile::open(blame_, ranks_);
    const hdf5::Dataset dataset = file.open_dataset(handle_.dataset);
    file.step([&] { check_shape(dataset); });
    parallel::on_first(ranks_, [&] { return check_values(file.offset_of(dataset)); });
    numerics::NamedField named{handle_.name, handle_.unit, handle_.meaning, {}};
    if (handle_.type == FieldType::uint8) named.field = values<std::uint8_t>(file, dataset, H5T_NATIVE_UINT8);
    else named.field = values<double>(file, dataset, H5T_NATIVE_DOUBLE);
    named.widths = handle_.widths;
    return named;
  }

 private:
  // Return the hash that was found, for on_first.
  std::string check_file() const {
    const std::string found = hash_file_and(blame_.file, {}, ExitCode::record).file;
    if (found != handle_.file_sha256)
      blame_.fail("is not the file that was written (its SHA-256 differs from the record)");
    return found;
  }

  void check_shape(const hdf5::Dataset& dataset) const {
    const auto& cells = handle_.grid.cells;
    if (hdf5::shape_of(dataset, blame_) != std::vector<std::int64_t>{cells[2], cells[1], cells[0]})
      blame_.fail(handle_.dataset + " is not of the size that the record says");
    const hdf5::Type type(blame_.checked(H5Dget_type(dataset.id()), "read the type of " + handle_.dataset));
    const hid_t expected = handle_.type == FieldType::uint8 ? H5T_STD_U8LE : H5T_IEEE_F64LE;
    if (H5Tequal(type.id(), expected) <= 0) blame_.fail(handle_.dataset + " is not of the type that the record says");
  }

  std::string check_values(std::int64_t offset) const {
    const std::int64_t bytes = handle_.grid.size() * (handle_.type == FieldType::uint8 ? 1 : 8);
    const std::string found = hash_file_and(blame_.file, {{offset, bytes}}, ExitCode::record).stretches.front();
    if (found != handle_.sha256)
      blame_.fail("the values of " + handle_.dataset + " are not those of the record (their SHA-256 differs)");
    return found;
  }

  template <class T>
  numerics::Field<T> values(const hdf5::ParallelFile& file, const hdf5::Dataset& dataset, hid_t memory) const {
    numerics::Field<T> field;
    field.grid = handle_.grid;
    field.block = numerics::slab_of(field.grid, ranks_);
    const auto& [first, count] = field.block;
    parallel::agree_on(ranks_, [&] {
      field.data = typename numerics::Field<T>::View(Kokkos::view_alloc(Kokkos::WithoutInitializing, handle_.name),
                                                     count[2], count[1], count[0]);
    });
    const auto host = Kokkos::create_mirror_view(field.data);
    const auto row_major = [](const std::array<std::int64_t, 3>& xyz) {
      return std::vector<hsize_t>{static_cast<hsize_t>(xyz[2]), static_cast<hsize_t>(xyz[1]),
                                  static_cast<hsize_t>(xyz[0])};
    };
    file.read(dataset, {row_major(first), row_major(count)}, memory, host.data());
    Kokkos::deep_copy(field.data, host);
    return field;
  }

  const FieldHandle& handle_;
  const parallel::Communicator& ranks_;
  hdf5::Blame blame_;
};

}  // namespace

numerics::NamedField read_field(const FieldHandle& handle, const std::string& folder,
                                const parallel::Communicator& ranks) {
  return StoredField(handle, folder, ranks).read();
}

}  // namespace voxvolt::io
