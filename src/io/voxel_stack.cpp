// SPDX-License-Identifier: BSD-3-Clause
#include "io/voxel_stack.hpp"

#include <algorithm>
#include <array>
#include <fstream>

#include "io/image_reader.hpp"
#include "io/input_file.hpp"
#include "io/numbered_files.hpp"
#include "parallel/agree.hpp"

namespace voxvolt::io {
namespace {

constexpr std::array<char, 3> kAxes{'x', 'y', 'z'};

[[noreturn]] void refuse(const std::string& path, const std::string& what) {
  throw Failure(ExitCode::input, path + ": " + what);
}

bool starts_like_tiff(const std::string& bytes) {
  using namespace std::string_literals;
  for (const std::string& magic : {"II*\0"s, "MM\0*"s, "II+\0"s, "MM\0+"s})
    if (bytes.starts_with(magic)) return true;
  return false;
}

std::unique_ptr<ImageReader> open_stack(const StackFile& file) {
  if (is_pattern(file.path)) {
    if (file.raw || !file.dataset.empty())
      refuse(file.path, "numbered files are TIFF files: shape, type and dataset have no meaning");
    return open_numbered_tiffs(file.path);
  }
  require_regular_file(file.path);
  if (file.raw) return open_raw_image(file.path, *file.raw);
  std::string start(4, '\0');
  std::ifstream(file.path, std::ios::binary).read(start.data(), static_cast<std::streamsize>(start.size()));
  if (starts_like_tiff(start)) {
    if (!file.dataset.empty()) refuse(file.path, "is a TIFF file; a dataset is named for HDF5 files only");
    return open_tiff_stack(file.path);
  }
  const std::string name = file.path;
  if (start == "\x89HDF" || !file.dataset.empty() || name.ends_with(".h5") || name.ends_with(".hdf5"))
    return open_hdf5_image(file.path, file.dataset);
  refuse(file.path, "is neither a TIFF nor an HDF5 file; raw values need shape and type");
}

double bytes_of_slab(const Box& part, int ranks, double per_voxel) {
  const std::int64_t planes = (part.size(2) + ranks - 1) / ranks;
  return static_cast<double>(planes) * static_cast<double>(part.size(0)) * static_cast<double>(part.size(1)) *
         per_voxel;
}

}  // namespace

std::string cells_text(const std::array<std::int64_t, 3>& cells) {
  return std::to_string(cells[0]) + " x " + std::to_string(cells[1]) + " x " + std::to_string(cells[2]);
}

void require_sane_size(const std::string& path, const std::array<std::int64_t, 3>& cells) {
  double bytes = 4;
  for (const std::int64_t n : cells) {
    if (n < 1) refuse(path, "the image has no voxels: it is " + cells_text(cells));
    bytes *= static_cast<double>(n);
  }
  if (bytes >= 0x1p62) refuse(path, "the image is absurdly large: " + cells_text(cells) + " voxels");
}

void copy_rows(const PlaneRows& from, const Box& part, std::span<std::uint32_t> into) {
  const std::int64_t y_begin = std::max(part.from[1], from.first_row);
  const std::int64_t y_end = std::min(part.to[1], from.first_row + from.rows);
  const std::int64_t x_begin = std::max(part.from[0], from.first_column);
  const std::int64_t x_end = std::min(part.to[0], from.first_column + from.width);
  if (x_begin >= x_end) return;
  for (std::int64_t y = y_begin; y < y_end; ++y) {
    const std::int64_t offset = (y - from.first_row) * from.width + (x_begin - from.first_column);
    std::uint32_t* row = into.data() + (y - part.from[1]) * part.size(0) + (x_begin - part.from[0]);
    const auto copy = [&](const auto* values) { std::copy(values + offset, values + offset + (x_end - x_begin), row); };
    if (from.bytes_per_value == 1) copy(static_cast<const std::uint8_t*>(from.values));
    else if (from.bytes_per_value == 2) copy(static_cast<const std::uint16_t*>(from.values));
    else copy(static_cast<const std::uint32_t*>(from.values));
  }
}

StackInfo probe_stack(const StackFile& file) { return open_stack(file)->info(); }

Box cropped(const std::string& path, const StackInfo& info, const std::array<std::optional<std::int64_t>, 3>& from,
            const std::array<std::optional<std::int64_t>, 3>& to) {
  Box part;
  for (std::size_t axis = 0; axis < 3; ++axis) {
    part.from[axis] = from[axis].value_or(0);
    part.to[axis] = to[axis].value_or(info.cells[axis]);
    const std::string range = std::string("the crop ") + kAxes[axis] + ": [" + std::to_string(part.from[axis]) + ", " +
                              std::to_string(part.to[axis]) + "]";
    if (part.from[axis] < 0 || part.to[axis] > info.cells[axis])
      refuse(path, range + " reaches beyond the image, which has " + std::to_string(info.cells[axis]) +
                       " voxels there (" + cells_text(info.cells) + ")");
    if (part.from[axis] >= part.to[axis])
      refuse(path, range + " is empty; the second number counts the first voxel left out");
  }
  return part;
}

double stack_memory(const StackFile& file, const Box& part, int ranks, double kept_per_voxel) {
  return bytes_of_slab(part, ranks, kept_per_voxel) + open_stack(file)->scratch_bytes(part);
}

void require_memory(const StackFile& file, const Box& part, int ranks, double limit, double kept_per_voxel) {
  const double need = stack_memory(file, part, ranks, kept_per_voxel);
  if (need <= limit) return;
  refuse(file.path, "an image of " + cells_text({part.size(0), part.size(1), part.size(2)}) + " voxels needs " +
                        bytes_text(need) + " on each of " + std::to_string(ranks) + (ranks == 1 ? " rank" : " ranks") +
                        ", but only " + bytes_text(limit) + " may be used; crop it, or use more ranks or machines");
}

void read_stack(const StackFile& file, const Box& part, const parallel::Communicator& ranks, const PlaneSink& sink) {
  const numerics::VoxelGrid grid{{part.size(0), part.size(1), part.size(2)}, {1, 1, 1}, {0, 0, 0}};
  const numerics::Block mine = numerics::slab_of(grid, ranks);
  std::string wrong;
  parallel::agree_on(ranks, [&] {
    if (mine.count[2] == 0) return;
    Box planes = part;
    planes.from[2] = part.from[2] + mine.first[2];
    planes.to[2] = planes.from[2] + mine.count[2];
    try {
      open_stack(file)->read(planes, [&](std::int64_t plane, std::span<const std::uint32_t> values) {
        sink(mine.first[2] + plane, values);
      });
    } catch (const Failure& failure) {
      if (failure.code() != ExitCode::input) throw;
      wrong = failure.what();
    }
  });
  // What is wrong with the file is said in the same words on any number of ranks: the first in its order.
  for (const std::string& text : ranks.gather(wrong))
    if (!text.empty()) throw parallel::AgreedFailure(ExitCode::input, text);
}

}  // namespace voxvolt::io
