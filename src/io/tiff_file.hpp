// SPDX-License-Identifier: BSD-3-Clause
// One TIFF file, page by page, with libtiff's complaints kept instead of printed.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "io/voxel_stack.hpp"

struct tiff;

namespace voxvolt::io {

/// Size and type of one page. Pages of a stack are alike.
struct TiffPage {
  std::int64_t width = 0, height = 0;
  int bytes_per_voxel = 1;
  double piece_bytes = 0;  ///< of a strip or tile, unpacked
  bool alike(const TiffPage& other) const {
    return width == other.width && height == other.height && bytes_per_voxel == other.bytes_per_voxel;
  }
  std::string text() const;  ///< `128 x 64 of 8 bits`
};

/// Pages count from 1 in messages, from 0 here. Members throw Failure(input, `FILE: page N ...`).
class TiffFile {
 public:
  explicit TiffFile(const std::string& path);
  ~TiffFile();
  TiffFile(const TiffFile&) = delete;
  TiffFile& operator=(const TiffFile&) = delete;

  /// Goes through all pages; each must be one that we read.
  struct Contents {
    TiffPage page;
    std::int64_t pages = 0;
  };
  Contents contents();
  void go_to(std::int64_t page);
  /// The current page's size and type, checked.
  TiffPage page() const;
  /// The part's x and y range of the current page.
  void read(const Box& part, std::span<std::uint32_t> into) const;

 private:
  [[noreturn]] void refuse_page(const std::string& what) const;
  [[noreturn]] void refuse_damaged() const;
  void refuse_hidden_images(std::int64_t pages);
  void read_strips(const TiffPage& page, const Box& part, std::span<std::uint32_t> into) const;
  void read_tiles(const TiffPage& page, const Box& part, std::span<std::uint32_t> into) const;

  std::string path_;
  std::unique_ptr<std::string> complaint_;  // libtiff holds a pointer to it
  tiff* file_ = nullptr;
  std::int64_t current_ = 0;
};

}  // namespace voxvolt::io
