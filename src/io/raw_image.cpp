// SPDX-License-Identifier: BSD-3-Clause
#include <algorithm>
#include <bit>
#include <fstream>
#include <vector>

#include "io/image_reader.hpp"
#include "io/input_file.hpp"

namespace voxvolt::io {
namespace {

class RawImage : public ImageReader {
 public:
  RawImage(const std::string& path, const RawLayout& layout) : path_(path), layout_(layout) {
    if (layout.bytes_per_voxel != 1 && layout.bytes_per_voxel != 2 && layout.bytes_per_voxel != 4)
      refuse("raw values have 1, 2 or 4 bytes, not " + std::to_string(layout.bytes_per_voxel));
    require_sane_size(path, layout.cells);
    const std::int64_t expected = layout.cells[0] * layout.cells[1] * layout.cells[2] * layout.bytes_per_voxel;
    const std::int64_t found = size_of_file(path);
    if (found != expected)
      refuse("holds " + std::to_string(found) + " bytes, but " + cells_text(layout.cells) + " voxels of " +
             std::to_string(layout.bytes_per_voxel) + (layout.bytes_per_voxel == 1 ? " byte are " : " bytes are ") +
             std::to_string(expected));
  }

  StackInfo info() const override { return {layout_.cells, layout_.bytes_per_voxel}; }

  double scratch_bytes(const Box& part) const override {
    return static_cast<double>(row_bytes()) * static_cast<double>(part.size(1)) +
           4.0 * static_cast<double>(part.size(0)) * static_cast<double>(part.size(1));
  }

  void read(const Box& part, const PlaneSink& sink) override {
    std::ifstream in(path_, std::ios::binary);
    std::vector<char> rows(static_cast<std::size_t>(row_bytes() * part.size(1)));
    std::vector<std::uint32_t> plane(static_cast<std::size_t>(part.size(0) * part.size(1)));
    for (std::int64_t z = part.from[2]; z < part.to[2]; ++z) {
      in.seekg((z * layout_.cells[1] + part.from[1]) * row_bytes());
      in.read(rows.data(), static_cast<std::streamsize>(rows.size()));
      if (!in) refuse("cannot be read at plane " + std::to_string(z));
      if (layout_.big_endian != (std::endian::native == std::endian::big)) reverse_bytes(rows);
      copy_rows({rows.data(), layout_.bytes_per_voxel, layout_.cells[0], 0, part.from[1], part.size(1)}, part, plane);
      sink(z - part.from[2], plane);
    }
  }

 private:
  [[noreturn]] void refuse(const std::string& what) const { throw Failure(ExitCode::input, path_ + ": " + what); }
  std::int64_t row_bytes() const { return layout_.cells[0] * layout_.bytes_per_voxel; }

  void reverse_bytes(std::vector<char>& values) const {
    const auto step = static_cast<std::ptrdiff_t>(layout_.bytes_per_voxel);
    for (auto value = values.begin(); value != values.end(); value += step) std::reverse(value, value + step);
  }

  std::string path_;
  RawLayout layout_;
};

}  // namespace

std::unique_ptr<ImageReader> open_raw_image(const std::string& path, const RawLayout& layout) {
  return std::make_unique<RawImage>(path, layout);
}

}  // namespace voxvolt::io
