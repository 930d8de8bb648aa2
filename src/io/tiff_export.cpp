// SPDX-License-Identifier: BSD-3-Clause
#include <tiffio.h>

#include <algorithm>
#include <cstdarg>
#include <cstdio>
#include <memory>
#include <optional>
#include <span>
#include <utility>

#include "config/units.hpp"
#include "io/durable_rename.hpp"
#include "io/image_export.hpp"
#include "parallel/agree.hpp"
#include "parallel/halo.hpp"

namespace voxvolt::io {
namespace {

constexpr std::int64_t kMostGathered = std::int64_t{64} << 20;  // bytes of planes on their way to rank 0
constexpr std::int64_t kStripBytes = 1 << 20;
constexpr double kLargestClassic = 3.9e9;  // bytes; offsets in TIFF have 32 bits
constexpr double kMetresPerCentimetre = 0.01;

int keep_complaint(TIFF*, void* into, const char*, const char* format, std::va_list arguments) {
  auto& kept = *static_cast<std::string*>(into);
  char text[256];
  std::vsnprintf(text, sizeof text, format, arguments);
  if (kept.empty()) kept = text;
  return 1;
}

std::string description_of(const ExportedImage& image) {
  const auto& grid = image.labels.grid;
  const std::string pages = std::to_string(grid.cells[2]);
  std::string text = "ImageJ=1.53t\nimages=" + pages + "\nslices=" + pages +
                     "\nunit=cm\nspacing=" + config::shortest(grid.spacing[2] / kMetresPerCentimetre) +
                     "\nloop=false\nphases=";
  for (std::size_t p = 0; p < image.phases.size(); ++p)
    text += (p ? "," : "") + std::to_string(p) + ":" + image.phases[p];
  text += std::string("\nthrough=") + "xyz"[image.through] + "\nvoxel=";
  for (const double edge : grid.spacing) text += config::shortest(edge) + " ";
  return text + "m\norigin=" + image.origin + "\n";
}

/// The file on rank 0. Members throw MachineFailure.
class TiffWriter {
 public:
  TiffWriter(const std::string& path, const ExportedImage& image)
      : path_(path), grid_(image.labels.grid), description_(description_of(image)) {
    const std::unique_ptr<TIFFOpenOptions, void (*)(TIFFOpenOptions*)> options(TIFFOpenOptionsAlloc(),
                                                                               TIFFOpenOptionsFree);
    TIFFOpenOptionsSetErrorHandlerExtR(options.get(), keep_complaint, &complaint_);
    const bool is_big = static_cast<double>(grid_.size()) > kLargestClassic;
    file_ = TIFFOpenExt(path.c_str(), is_big ? "w8" : "w", options.get());
    if (!file_) fail("cannot be created");
  }
  ~TiffWriter() {
    if (file_) TIFFClose(file_);
  }
  TiffWriter(const TiffWriter&) = delete;
  TiffWriter& operator=(const TiffWriter&) = delete;

  void add_page(const std::byte* plane) {
    const std::int64_t nx = grid_.cells[0], ny = grid_.cells[1];
    const std::int64_t rows = std::clamp<std::int64_t>(kStripBytes / nx, 1, ny);
    set(TIFFTAG_IMAGEWIDTH, static_cast<std::uint32_t>(nx));
    set(TIFFTAG_IMAGELENGTH, static_cast<std::uint32_t>(ny));
    set(TIFFTAG_BITSPERSAMPLE, 8);
    set(TIFFTAG_SAMPLESPERPIXEL, 1);
    set(TIFFTAG_PHOTOMETRIC, PHOTOMETRIC_MINISBLACK);
    set(TIFFTAG_SAMPLEFORMAT, SAMPLEFORMAT_UINT);
    set(TIFFTAG_COMPRESSION, COMPRESSION_ADOBE_DEFLATE);
    set(TIFFTAG_ROWSPERSTRIP, static_cast<std::uint32_t>(rows));
    set(TIFFTAG_RESOLUTIONUNIT, RESUNIT_CENTIMETER);
    set(TIFFTAG_XRESOLUTION, kMetresPerCentimetre / grid_.spacing[0]);
    set(TIFFTAG_YRESOLUTION, kMetresPerCentimetre / grid_.spacing[1]);
    if (pages_++ == 0) set(TIFFTAG_IMAGEDESCRIPTION, description_.c_str());
    for (std::int64_t row = 0; row < ny; row += rows) {
      const std::int64_t bytes = std::min(rows, ny - row) * nx;
      // libtiff takes its input as not const, and leaves 8-bit values as they are.
      auto* from = const_cast<std::byte*>(plane + row * nx);
      if (TIFFWriteEncodedStrip(file_, static_cast<std::uint32_t>(row / rows), from, bytes) != bytes)
        fail("cannot be written");
    }
    if (TIFFWriteDirectory(file_) == 0) fail("cannot be written");
  }

  void close() {
    if (TIFFFlush(file_) == 0) fail("cannot be written");
    TIFFClose(std::exchange(file_, nullptr));
    if (!complaint_.empty()) fail("cannot be written");
  }

 private:
  template <class T>
  void set(std::uint32_t tag, T value) {
    if (TIFFSetField(file_, tag, value) == 0) fail("cannot take the tag " + std::to_string(tag));
  }
  [[noreturn]] void fail(const std::string& what) const {
    throw MachineFailure(path_ + ": " + what + (complaint_.empty() ? "" : ": " + complaint_));
  }

  std::string path_;
  numerics::VoxelGrid grid_;
  std::string description_, complaint_;
  TIFF* file_ = nullptr;
  std::int64_t pages_ = 0;
};

/// Runs `work` unless something failed before, and keeps what it throws.
template <class Work>
void attempt(parallel::Status& status, Work&& work) {
  if (status) return;
  try {
    work();
  } catch (const Failure& failure) { status = failure; }
}

}  // namespace

void write_tiff_stack(const std::string& path, const ExportedImage& image, const parallel::Communicator& ranks) {
  const auto& [grid, block, data] = image.labels;
  const std::int64_t plane = grid.cells[0] * grid.cells[1];
  const std::int64_t at_once = std::max<std::int64_t>(1, kMostGathered / plane);
  const auto host = Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), data);
  const std::span<const std::byte> mine = std::as_bytes(std::span<const std::uint8_t>(host.data(), host.span()));
  const std::string temporary = temporary_name(path);
  parallel::Status status;
  std::optional<TiffWriter> file;
  if (ranks.is_first()) attempt(status, [&] { file.emplace(temporary, image); });
  for (std::int64_t first = 0; first < grid.cells[2]; first += at_once) {
    const std::int64_t end = std::min(grid.cells[2], first + at_once);
    const std::int64_t from = std::clamp(block.first[2], first, end);
    const std::int64_t count = std::clamp(block.first[2] + block.count[2], first, end) - from;
    const auto part = count > 0 ? mine.subspan(static_cast<std::size_t>((from - block.first[2]) * plane),
                                               static_cast<std::size_t>(count * plane))
                                : std::span<const std::byte>{};
    const auto planes =
        parallel::move_planes(ranks, {from, count}, {first, ranks.is_first() ? end - first : 0}, plane, part);
    if (ranks.is_first())
      attempt(status, [&] {
        for (std::int64_t k = 0; k < end - first; ++k) file->add_page(planes.data() + k * plane);
      });
  }
  if (ranks.is_first()) {
    attempt(status, [&] {
      file->close();
      rename_durably(temporary, path);
    });
    file.reset();
    if (status) std::remove(temporary.c_str());
  }
  parallel::agree(ranks, status);
}

}  // namespace voxvolt::io
