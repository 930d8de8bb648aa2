// SPDX-License-Identifier: BSD-3-Clause
#include <array>

#include "io/durable_rename.hpp"
#include "io/hdf5_text.hpp"
#include "io/image_export.hpp"
#include "io/parallel_hdf5.hpp"
#include "parallel/agree.hpp"

namespace voxvolt::io {
namespace {

void attribute(const hdf5::Dataset& dataset, const char* name, hid_t stored, const hdf5::Space& space, hid_t given,
               const void* values, const hdf5::Blame& blame) {
  const std::string what = std::string("write the attribute ") + name;
  const hdf5::Attribute made(
      blame.checked(H5Acreate2(dataset.id(), name, stored, space.id(), H5P_DEFAULT, H5P_DEFAULT), what));
  blame.checked(H5Awrite(made.id(), given, values), what);
}

hdf5::Space row(std::size_t length, const hdf5::Blame& blame) {
  const hsize_t size = length;
  return hdf5::Space(blame.checked(H5Screate_simple(1, &size, nullptr), "set up HDF5"));
}

void text(const hdf5::Dataset& dataset, const char* name, const std::string& value, const hdf5::Blame& blame) {
  const hdf5::Type type = hdf5::text_type(blame);
  const hdf5::Space space(blame.checked(H5Screate(H5S_SCALAR), "set up HDF5"));
  const auto pointers = hdf5::c_strings(std::span<const std::string>(&value, 1));
  attribute(dataset, name, type.id(), space, type.id(), pointers.data(), blame);
}

std::vector<hsize_t> stored_order(const std::array<std::int64_t, 3>& xyz) {
  return {static_cast<hsize_t>(xyz[2]), static_cast<hsize_t>(xyz[1]), static_cast<hsize_t>(xyz[0])};
}

}  // namespace

void write_hdf5_image(const std::string& path, const ExportedImage& image, const parallel::Communicator& ranks) {
  const auto& [grid, block, data] = image.labels;
  const hdf5::Blame blame{temporary_name(path), ExitCode::machine};
  {
    hdf5::ParallelFile file = hdf5::ParallelFile::create(blame, ranks);
    hdf5::Dataset dataset = file.create_dataset("/phase", stored_order(grid.cells), H5T_STD_U8LE);
    file.step([&] {
      attribute(dataset, "voxel_size", H5T_IEEE_F64LE, row(3, blame), H5T_NATIVE_DOUBLE, grid.spacing.data(), blame);
      const hdf5::Type type = hdf5::text_type(blame);
      attribute(dataset, "phases", type.id(), row(image.phases.size(), blame), type.id(),
                hdf5::c_strings(image.phases).data(), blame);
      text(dataset, "voxel_size_meaning", "edges of a voxel along x, y, z in m; the array is stored [z][y][x]", blame);
      text(dataset, "through", std::string(1, "xyz"[image.through]), blame);
      text(dataset, "origin", image.origin, blame);
    });
    const auto host = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), data);
    file.write(dataset, {stored_order(block.first), stored_order(block.count)}, H5T_NATIVE_UINT8, host.data());
    dataset.reset();
    file.close();
  }
  parallel::on_first(ranks, [&] {
    rename_durably(blame.file, path);
    return path;
  });
}

}  // namespace voxvolt::io
