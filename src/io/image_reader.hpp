// SPDX-License-Identifier: BSD-3-Clause
// One opened voxel image, of whatever format. One process; each rank opens its own.
#pragma once

#include <memory>
#include <string>

#include "io/voxel_stack.hpp"

namespace voxvolt::io {

class ImageReader {
 public:
  virtual ~ImageReader() = default;
  virtual StackInfo info() const = 0;
  /// Bytes held while planes of a part are read.
  virtual double scratch_bytes(const Box& part) const = 0;
  /// Hands on the planes of a part that lies within the image, in order. Throws Failure(input, `FILE: ...`).
  virtual void read(const Box& part, const PlaneSink& sink) = 0;
};

std::unique_ptr<ImageReader> open_tiff_stack(const std::string& path);
std::unique_ptr<ImageReader> open_numbered_tiffs(const std::string& pattern);
std::unique_ptr<ImageReader> open_raw_image(const std::string& path, const RawLayout& layout);
std::unique_ptr<ImageReader> open_hdf5_image(const std::string& path, const std::string& dataset);

/// `128 x 128 x 64`, x first.
std::string cells_text(const std::array<std::int64_t, 3>& cells);

/// Throws Failure(input) unless the image has voxels, and fewer than 2^62 bytes of them.
void require_sane_size(const std::string& path, const std::array<std::int64_t, 3>& cells);

/// Copies the part's x and y range of rows of unsigned integers into `into`, which takes `part.size(0)` values a row.
/// `rows` holds rows `first_row` to `first_row + count` of a plane of `width` values.
struct PlaneRows {
  const void* values;
  int bytes_per_value;        ///< 1, 2 or 4
  std::int64_t width;         ///< values per row
  std::int64_t first_column;  ///< x of the first value of each row
  std::int64_t first_row;     ///< y of the first row
  std::int64_t rows;
};
void copy_rows(const PlaneRows& from, const Box& part, std::span<std::uint32_t> into);

}  // namespace voxvolt::io
