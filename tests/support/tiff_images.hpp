// SPDX-License-Identifier: BSD-3-Clause
// TIFF files made for a test, odd ones too.
#pragma once

#include <tiffio.h>

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace voxvolt::test {

struct TiffLook {
  std::uint32_t width = 0, height = 0;
  std::uint16_t bits = 8;
  std::uint16_t compression = COMPRESSION_NONE;
  std::uint16_t photometric = PHOTOMETRIC_MINISBLACK;
  std::uint16_t samples = 1;
  std::uint16_t format = SAMPLEFORMAT_UINT;
  std::uint16_t orientation = ORIENTATION_TOPLEFT;
  std::uint32_t rows_per_strip = 3;
  std::uint32_t tile = 0;  ///< edge of tiles, a multiple of 16; 0: strips
  std::string description;
};

/// Appends pages to a TIFF file.
class TiffMaker {
 public:
  /// `mode` as in TIFFOpen: "w" little-endian here, "wb" big-endian, "w8" BigTIFF.
  explicit TiffMaker(const std::string& path, const char* mode = "w") {
    TIFFSetWarningHandler(nullptr);
    file_ = TIFFOpen(path.c_str(), mode);
  }
  ~TiffMaker() { TIFFClose(file_); }
  TiffMaker(const TiffMaker&) = delete;
  TiffMaker& operator=(const TiffMaker&) = delete;

  void page(const TiffLook& look, const std::function<std::uint32_t(std::uint32_t x, std::uint32_t y)>& value) {
    set_tags(look);
    if (look.tile != 0) write_tiles(look, value);
    else write_strips(look, value);
    TIFFWriteDirectory(file_);
  }

 private:
  void set_tags(const TiffLook& look) {
    TIFFSetField(file_, TIFFTAG_IMAGEWIDTH, look.width);
    TIFFSetField(file_, TIFFTAG_IMAGELENGTH, look.height);
    TIFFSetField(file_, TIFFTAG_BITSPERSAMPLE, look.bits);
    TIFFSetField(file_, TIFFTAG_SAMPLESPERPIXEL, look.samples);
    TIFFSetField(file_, TIFFTAG_SAMPLEFORMAT, look.format);
    TIFFSetField(file_, TIFFTAG_COMPRESSION, look.compression);
    TIFFSetField(file_, TIFFTAG_PHOTOMETRIC, look.photometric);
    TIFFSetField(file_, TIFFTAG_ORIENTATION, look.orientation);
    TIFFSetField(file_, TIFFTAG_PLANARCONFIG, PLANARCONFIG_CONTIG);
    if (!look.description.empty()) TIFFSetField(file_, TIFFTAG_IMAGEDESCRIPTION, look.description.c_str());
    if (look.photometric == PHOTOMETRIC_PALETTE) {
      std::vector<std::uint16_t> colours(std::size_t{1} << look.bits, 77);
      TIFFSetField(file_, TIFFTAG_COLORMAP, colours.data(), colours.data(), colours.data());
    }
    if (look.tile != 0) {
      TIFFSetField(file_, TIFFTAG_TILEWIDTH, look.tile);
      TIFFSetField(file_, TIFFTAG_TILELENGTH, look.tile);
    } else {
      TIFFSetField(file_, TIFFTAG_ROWSPERSTRIP, look.rows_per_strip);
    }
  }

  static void store(std::vector<std::uint8_t>& bytes, const TiffLook& look, std::size_t position, std::uint32_t value) {
    const std::size_t size = look.bits / 8U;
    for (std::size_t i = 0; i < size; ++i) bytes[position * size + i] = static_cast<std::uint8_t>(value >> (8 * i));
  }

  template <class Value>
  void write_strips(const TiffLook& look, const Value& value) {
    std::uint32_t strip = 0;
    for (std::uint32_t row = 0; row < look.height; row += look.rows_per_strip, ++strip) {
      const std::uint32_t rows = std::min(look.rows_per_strip, look.height - row);
      const std::size_t values = std::size_t{rows} * look.width * look.samples;
      std::vector<std::uint8_t> bytes((values * look.bits + 7) / 8);
      if (look.bits % 8 == 0)
        for (std::size_t i = 0; i < values; ++i) {
          const auto at = static_cast<std::uint32_t>(i / look.samples);
          store(bytes, look, i, value(at % look.width, row + at / look.width));
        }
      TIFFWriteEncodedStrip(file_, strip, bytes.data(), static_cast<tmsize_t>(bytes.size()));
    }
  }

  template <class Value>
  void write_tiles(const TiffLook& look, const Value& value) {
    for (std::uint32_t y = 0; y < look.height; y += look.tile)
      for (std::uint32_t x = 0; x < look.width; x += look.tile) {
        std::vector<std::uint8_t> bytes(std::size_t{look.tile} * look.tile * look.bits / 8);
        for (std::uint32_t j = 0; j < look.tile && y + j < look.height; ++j)
          for (std::uint32_t i = 0; i < look.tile && x + i < look.width; ++i)
            store(bytes, look, std::size_t{j} * look.tile + i, value(x + i, y + j));
        TIFFWriteEncodedTile(file_, TIFFComputeTile(file_, x, y, 0, 0), bytes.data(),
                             static_cast<tmsize_t>(bytes.size()));
      }
  }

  TIFF* file_ = nullptr;
};

}  // namespace voxvolt::test
