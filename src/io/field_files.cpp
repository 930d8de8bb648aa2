// SPDX-License-Identifier: BSD-3-Clause
#include "io/field_files.hpp"

#include <hdf5_hl.h>

#include <cstdio>
#include <filesystem>
#include <stdexcept>

#include "config/json.hpp"
#include "io/durable_rename.hpp"
#include "io/field_index.hpp"
#include "io/hdf5_text.hpp"
#include "io/parallel_hdf5.hpp"
#include "io/piecewise_hash.hpp"
#include "parallel/agree.hpp"
#include "parallel/durable_file.hpp"

namespace voxvolt::io {
namespace {

using hdf5::ParallelFile;

constexpr std::array<const char*, 3> kAxes{"x", "y", "z"};

std::string six_digits(std::int64_t step) {
  char text[32];
  std::snprintf(text, sizeof text, "%06lld", static_cast<long long>(step));
  return text;
}

void text_attribute(const hdf5::Dataset& dataset, const std::string& name, const std::string& text,
                    const hdf5::Blame& blame) {
  const hdf5::Type type = hdf5::text_type(blame);
  const hdf5::Space space(blame.checked(H5Screate(H5S_SCALAR), "set up HDF5"));
  const hdf5::Attribute attribute(blame.checked(
      H5Acreate2(dataset.id(), name.c_str(), type.id(), space.id(), H5P_DEFAULT, H5P_DEFAULT), "create an attribute"));
  const char* pointer = text.c_str();
  blame.checked(H5Awrite(attribute.id(), type.id(), &pointer), "write an attribute");
}

/// One snapshot on its way to disk.
class SnapshotFile {
 public:
  SnapshotFile(const std::string& path, const numerics::VoxelGrid& grid, const numerics::VoxelWidths& widths,
               const parallel::Communicator& ranks)
      : blame_{temporary_name(path), ExitCode::machine},
        ranks_(ranks),
        grid_(grid),
        widths_(widths),
        file_(ParallelFile::create(blame_, ranks)) {
    for (std::size_t axis = 0; axis < 3; ++axis) write_scale(axis);
  }

  void write(const numerics::NamedField& named) {
    const auto [type, bytes] = std::holds_alternative<numerics::Field<double>>(named.field)
                                   ? std::pair{H5T_IEEE_F64LE, std::int64_t{8}}
                                   : std::pair{H5T_STD_U8LE, std::int64_t{1}};
    const auto sizes = row_major(grid_.cells);
    const hdf5::Dataset dataset = file_.create_dataset("/" + named.name, sizes, type);
    file_.step([&] {
      text_attribute(dataset, "units", named.unit, blame_);
      text_attribute(dataset, "long_name", named.meaning, blame_);
      for (unsigned axis = 0; axis < 3; ++axis)
        blame_.checked(H5DSattach_scale(dataset.id(), scales_[2 - axis].id(), axis), "attach a dimension scale");
    });
    std::visit([&](const auto& field) { write_values(dataset, field); }, named.field);
    stretches_.push_back({file_.offset_of(dataset), grid_.size() * bytes});
  }

  /// Where the values of each field stand in the file.
  const std::vector<Stretch>& close() {
    for (hdf5::Dataset& scale : scales_) scale.reset();
    file_.close();
    return stretches_;
  }

 private:
  static std::vector<hsize_t> row_major(const std::array<std::int64_t, 3>& xyz) {
    return {static_cast<hsize_t>(xyz[2]), static_cast<hsize_t>(xyz[1]), static_cast<hsize_t>(xyz[0])};
  }

  void write_scale(std::size_t axis) {
    std::vector<double> centres;
    double low = grid_.origin[axis];
    for (const double width : widths_[axis]) centres.push_back(low + 0.5 * width), low += width;
    for (std::int64_t i = 0; widths_[axis].empty() && i < grid_.cells[axis]; ++i)
      centres.push_back(grid_.origin[axis] + (static_cast<double>(i) + 0.5) * grid_.spacing[axis]);
    const hsize_t size = centres.size();
    hdf5::Dataset& scale = scales_[axis];
    scale = file_.create_dataset(std::string("/") + kAxes[axis], {size}, H5T_IEEE_F64LE);
    file_.step([&] {
      blame_.checked(H5DSset_scale(scale.id(), kAxes[axis]), "make a dimension scale");
      text_attribute(scale, "units", "m", blame_);
      text_attribute(scale, "long_name", std::string("cell centres along ") + kAxes[axis], blame_);
    });
    file_.write(scale, {{0}, {ranks_.is_first() ? size : 0}}, H5T_NATIVE_DOUBLE, centres.data());
  }

  template <class T>
  void write_values(const hdf5::Dataset& dataset, const numerics::Field<T>& field) {
    const auto host = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), field.data);
    const hid_t memory = std::is_same_v<T, double> ? H5T_NATIVE_DOUBLE : H5T_NATIVE_UINT8;
    file_.write(dataset, {row_major(field.block.first), row_major(field.block.count)}, memory, host.data());
  }

  hdf5::Blame blame_;
  const parallel::Communicator& ranks_;
  numerics::VoxelGrid grid_;
  numerics::VoxelWidths widths_;
  ParallelFile file_;
  std::array<hdf5::Dataset, 3> scales_;
  std::vector<Stretch> stretches_;
};

const numerics::VoxelGrid& grid_of(const numerics::NamedField& named) {
  return std::visit([](const auto& field) -> const numerics::VoxelGrid& { return field.grid; }, named.field);
}

std::string joined_lines(const FileHashes& hashes) {
  std::string text = hashes.file;
  for (const std::string& hash : hashes.stretches) text += hash;
  return text;
}

}  // namespace

FieldFiles::FieldFiles(std::string folder, std::string stem, std::string stage, const parallel::Communicator& ranks)
    : folder_(std::move(folder)), stem_(std::move(stem)), stage_(std::move(stage)), ranks_(ranks) {}

void FieldFiles::write(const insitu::Snapshot& snapshot) {
  if (snapshot.fields.empty()) return;
  const numerics::VoxelGrid grid = grid_of(snapshot.fields.front());
  const numerics::VoxelWidths& widths = snapshot.fields.front().widths;
  for (const auto& named : snapshot.fields)
    if (grid_of(named) != grid || named.widths != widths)
      throw std::logic_error("the fields " + snapshot.fields.front().name + " and " + named.name +
                             " of one snapshot are on different grids");
  const std::string file = "fields/" + stem_ + "." + six_digits(snapshot.step) + ".h5";
  const std::string path = folder_ + "/" + file;
  const std::string folder = std::filesystem::path(path).parent_path();
  parallel::on_first(ranks_, [&] {
    std::filesystem::create_directories(folder);
    return folder;
  });
  SnapshotFile out(path, grid, widths, ranks_);
  for (const auto& named : snapshot.fields) out.write(named);
  const std::vector<Stretch> stretches = out.close();
  // Rank 0 hashes what is on disk, and so needs no rank's memory.
  const std::string hashes = parallel::on_first(ranks_, [&] {
    const FileHashes found = hash_file_and(temporary_name(path), stretches, ExitCode::machine);
    rename_durably(temporary_name(path), path);
    return joined_lines(found);
  });
  std::erase_if(handles_, [&](const FieldHandle& handle) { return handle.file == file; });
  constexpr std::size_t kHexDigits = 64;
  for (std::size_t i = 0; i < snapshot.fields.size(); ++i) {
    const auto& named = snapshot.fields[i];
    const bool is_double = std::holds_alternative<numerics::Field<double>>(named.field);
    handles_.push_back({named.name, named.unit, named.meaning, grid, is_double ? FieldType::float64 : FieldType::uint8,
                        file, "/" + named.name, hashes.substr((i + 1) * kHexDigits, kHexDigits),
                        hashes.substr(0, kHexDigits), snapshot.step, snapshot.time, widths});
  }
}

void FieldFiles::write_index() const {
  if (handles_.empty()) return;
  const std::string path = folder_ + "/fields/" + stage_ + ".xmf";
  parallel::on_first(ranks_, [&] {
    parallel::write_durably(path, xdmf_index(stage_, handles_));
    return path;
  });
}

std::string FieldFiles::state() const {
  config::List all;
  for (const FieldHandle& handle : handles_) all.push_back(to_value(handle));
  return config::to_json(config::Value(std::move(all)));
}

void FieldFiles::restore(const std::string& state) {
  handles_.clear();
  if (state.empty()) return;
  const config::Value all = config::parse_json(state, "the checkpoint of " + stage_, ExitCode::record);
  if (!all.is<config::List>()) throw RecordFailure("the checkpoint of " + stage_ + " holds no list of fields");
  for (const config::Value& handle : all.as<config::List>()) handles_.push_back(field_handle_of(handle));
}

}  // namespace voxvolt::io
