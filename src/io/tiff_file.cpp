// SPDX-License-Identifier: BSD-3-Clause
#include "io/tiff_file.hpp"

#include <tiffio.h>

#include <algorithm>
#include <charconv>
#include <cstdarg>
#include <cstdio>
#include <string_view>
#include <vector>

#include "io/image_reader.hpp"
#include "io/input_file.hpp"

namespace voxvolt::io {
namespace {

constexpr double kMostPieceBytes = 0x1p30;

int keep_complaint(TIFF*, void* into, const char*, const char* format, std::va_list arguments) {
  auto& kept = *static_cast<std::string*>(into);
  char text[256];
  std::vsnprintf(text, sizeof text, format, arguments);
  if (kept.empty()) kept = text;
  return 1;
}

int ignore_warning(TIFF*, void*, const char*, const char*, std::va_list) { return 1; }

bool is_read(std::uint16_t compression) {
  return compression == COMPRESSION_NONE || compression == COMPRESSION_LZW ||
         compression == COMPRESSION_ADOBE_DEFLATE || compression == COMPRESSION_DEFLATE ||
         compression == COMPRESSION_PACKBITS;
}

template <class T>
T field(TIFF* file, ttag_t tag) {
  T value{};
  TIFFGetFieldDefaulted(file, tag, &value);
  return value;
}

}  // namespace

std::string TiffPage::text() const {
  return std::to_string(width) + " x " + std::to_string(height) + " of " + std::to_string(8 * bytes_per_voxel) +
         " bits";
}

TiffFile::TiffFile(const std::string& path) : path_(path), complaint_(std::make_unique<std::string>()) {
  require_regular_file(path);
  const std::unique_ptr<TIFFOpenOptions, void (*)(TIFFOpenOptions*)> options(TIFFOpenOptionsAlloc(),
                                                                             TIFFOpenOptionsFree);
  TIFFOpenOptionsSetErrorHandlerExtR(options.get(), keep_complaint, complaint_.get());
  TIFFOpenOptionsSetWarningHandlerExtR(options.get(), ignore_warning, nullptr);
  TIFFOpenOptionsSetMaxSingleMemAlloc(options.get(), static_cast<tmsize_t>(2 * kMostPieceBytes));
  // m: no memory mapping, under which a file that shrinks would end the process; c: strips as they are.
  file_ = TIFFOpenExt(path.c_str(), "rmc", options.get());
  if (!file_)
    throw Failure(ExitCode::input, path + ": cannot be read as TIFF" + (complaint_->empty() ? "" : ": " + *complaint_));
}

TiffFile::~TiffFile() { TIFFClose(file_); }

void TiffFile::refuse_page(const std::string& what) const {
  throw Failure(ExitCode::input, path_ + ": page " + std::to_string(current_ + 1) + " " + what);
}

void TiffFile::refuse_damaged() const {
  refuse_page("is damaged or cut off" + (complaint_->empty() ? "" : " (" + *complaint_ + ")"));
}

TiffPage TiffFile::page() const {
  const auto bits = field<std::uint16_t>(file_, TIFFTAG_BITSPERSAMPLE);
  const auto samples = field<std::uint16_t>(file_, TIFFTAG_SAMPLESPERPIXEL);
  const auto format = field<std::uint16_t>(file_, TIFFTAG_SAMPLEFORMAT);
  const auto compression = field<std::uint16_t>(file_, TIFFTAG_COMPRESSION);
  const auto orientation = field<std::uint16_t>(file_, TIFFTAG_ORIENTATION);
  if (samples != 1) refuse_page("has " + std::to_string(samples) + " samples per voxel (colours?); labels have one");
  if (format == SAMPLEFORMAT_IEEEFP) refuse_page("holds floating-point values; labels are unsigned integers");
  if (format != SAMPLEFORMAT_UINT && format != SAMPLEFORMAT_VOID)
    refuse_page("holds signed or complex values; labels are unsigned integers");
  if (bits != 8 && bits != 16) refuse_page("has " + std::to_string(bits) + " bits per voxel; 8 and 16 are read");
  if (!is_read(compression))
    refuse_page("is compressed by method " + std::to_string(compression) +
                "; none, LZW, deflate and PackBits are read");
  if (orientation != ORIENTATION_TOPLEFT)
    refuse_page("is stored in orientation " + std::to_string(orientation) + "; only top-left (1) is read");
  std::uint16_t photometric = 0;
  if (TIFFGetField(file_, TIFFTAG_PHOTOMETRIC, &photometric) == 0)
    refuse_page("does not say what its values mean (no photometric tag)");
  if (photometric == PHOTOMETRIC_MINISWHITE)
    refuse_page("is stored with white as 0 (min-is-white), which turns labels around; save it with black as 0");
  if (photometric != PHOTOMETRIC_MINISBLACK && photometric != PHOTOMETRIC_PALETTE)
    refuse_page("is neither greyscale nor palette");

  TiffPage page{field<std::uint32_t>(file_, TIFFTAG_IMAGEWIDTH), field<std::uint32_t>(file_, TIFFTAG_IMAGELENGTH),
                bits / 8, 0};
  if (page.width == 0 || page.height == 0) refuse_page("is empty: " + page.text());
  page.piece_bytes = static_cast<double>(TIFFIsTiled(file_) ? TIFFTileSize64(file_) : TIFFStripSize64(file_));
  if (page.piece_bytes < 1) refuse_damaged();
  if (page.piece_bytes > kMostPieceBytes)
    refuse_page("is stored in strips or tiles of " + bytes_text(page.piece_bytes) + "; at most 1 GiB is read at once");
  return page;
}

TiffFile::Contents TiffFile::contents() {
  go_to(0);
  Contents found{page(), 1};
  while (TIFFLastDirectory(file_) == 0) {
    ++current_;
    if (TIFFReadDirectory(file_) == 0) refuse_damaged();
    const TiffPage next = page();
    if (!next.alike(found.page)) refuse_page("is " + next.text() + ", but page 1 is " + found.page.text());
    ++found.pages;
  }
  refuse_hidden_images(found.pages);
  return found;
}

// Above 4 GB, ImageJ writes one page and the others behind it as raw values.
void TiffFile::refuse_hidden_images(std::int64_t pages) {
  go_to(0);
  const char* description = nullptr;
  if (TIFFGetField(file_, TIFFTAG_IMAGEDESCRIPTION, &description) == 0 || !description) return;
  const std::string_view text(description);
  if (!text.starts_with("ImageJ=")) return;
  const std::size_t at = text.find("\nimages=");
  if (at == std::string_view::npos) return;
  std::int64_t images = 0;
  std::from_chars(text.data() + at + 8, text.data() + text.size(), images);
  if (images != pages)
    throw Failure(ExitCode::input, path_ + ": says that it holds " + std::to_string(images) +
                                       " images (ImageJ), but has " + std::to_string(pages) +
                                       (pages == 1 ? " page" : " pages") + "; save it as raw values or as BigTIFF");
}

void TiffFile::go_to(std::int64_t page) {
  if (page == current_ + 1) {
    current_ = page;
    if (TIFFReadDirectory(file_) == 0) refuse_damaged();
    return;
  }
  current_ = page;
  if (TIFFSetDirectory(file_, static_cast<tdir_t>(page)) == 0) refuse_damaged();
}

void TiffFile::read(const Box& part, std::span<std::uint32_t> into) const {
  const TiffPage here = page();
  if (part.to[0] > here.width || part.to[1] > here.height) refuse_page("is only " + here.text());
  if (TIFFIsTiled(file_)) read_tiles(here, part, into);
  else read_strips(here, part, into);
}

void TiffFile::read_strips(const TiffPage& page, const Box& part, std::span<std::uint32_t> into) const {
  const auto rows_per_strip = std::min<std::int64_t>(field<std::uint32_t>(file_, TIFFTAG_ROWSPERSTRIP), page.height);
  if (rows_per_strip < 1) refuse_damaged();
  std::vector<std::uint16_t> strip((static_cast<std::size_t>(page.piece_bytes) + 1) / 2);
  for (std::int64_t row = part.from[1] / rows_per_strip * rows_per_strip; row < part.to[1]; row += rows_per_strip) {
    const std::int64_t rows = std::min(rows_per_strip, page.height - row);
    const std::int64_t bytes = rows * page.width * page.bytes_per_voxel;
    complaint_->clear();
    const auto number = static_cast<std::uint32_t>(row / rows_per_strip);
    if (TIFFReadEncodedStrip(file_, number, strip.data(), bytes) != bytes || !complaint_->empty()) refuse_damaged();
    copy_rows({strip.data(), page.bytes_per_voxel, page.width, 0, row, rows}, part, into);
  }
}

void TiffFile::read_tiles(const TiffPage& page, const Box& part, std::span<std::uint32_t> into) const {
  const std::int64_t width = field<std::uint32_t>(file_, TIFFTAG_TILEWIDTH);
  const std::int64_t height = field<std::uint32_t>(file_, TIFFTAG_TILELENGTH);
  if (width < 1 || height < 1) refuse_damaged();
  std::vector<std::uint16_t> tile((static_cast<std::size_t>(page.piece_bytes) + 1) / 2);
  const auto bytes = static_cast<tmsize_t>(page.piece_bytes);
  for (std::int64_t y = part.from[1] / height * height; y < part.to[1]; y += height)
    for (std::int64_t x = part.from[0] / width * width; x < part.to[0]; x += width) {
      complaint_->clear();
      const std::uint32_t number =
          TIFFComputeTile(file_, static_cast<std::uint32_t>(x), static_cast<std::uint32_t>(y), 0, 0);
      if (TIFFReadEncodedTile(file_, number, tile.data(), bytes) != bytes || !complaint_->empty()) refuse_damaged();
      copy_rows({tile.data(), page.bytes_per_voxel, width, x, y, height}, part, into);
    }
}

}  // namespace voxvolt::io
