// SPDX-License-Identifier: BSD-3-Clause
#include <gtest/gtest.h>

#include <filesystem>

#include "io/content_hash.hpp"
#include "support/stack_reading.hpp"
#include "support/temporary_folder.hpp"
#include "support/tiff_images.hpp"

namespace voxvolt::io {
namespace {

using test::on_rank_0;
using test::refusal;
using test::TemporaryFolder;
using test::TiffLook;
using test::TiffMaker;
using test::world;

std::int64_t value_at(std::int64_t x, std::int64_t y, std::int64_t z) { return (x * 7 + y * 31 + z * 101) % 251; }
std::int64_t wide_value_at(std::int64_t x, std::int64_t y, std::int64_t z) {
  return (x * 701 + y * 311 + z * 10007) % 65521;
}

constexpr std::array<std::uint16_t, 5> kCompressions{COMPRESSION_NONE, COMPRESSION_LZW, COMPRESSION_ADOBE_DEFLATE,
                                                     COMPRESSION_DEFLATE, COMPRESSION_PACKBITS};

template <class Value>
void make_stack(const std::string& path, const TiffLook& look, std::int64_t pages, const Value& value,
                const char* mode = "w") {
  TiffMaker file(path, mode);
  for (std::int64_t z = 0; z < pages; ++z)
    file.page(look, [&](auto x, auto y) { return static_cast<std::uint32_t>(value(x, y, z)); });
}

TiffLook small() {
  TiffLook look;
  look.width = 13;
  look.height = 10;
  return look;
}

TEST(tiff_stack, a_page_is_a_z_plane_and_rows_run_along_x) {
  const TemporaryFolder folder(world(), "tiff");
  on_rank_0([&] { make_stack(folder / "a.tif", small(), 6, value_at); });
  const StackInfo info = probe_stack({folder / "a.tif", "", {}});
  EXPECT_EQ(info.cells, (std::array<std::int64_t, 3>{13, 10, 6}));
  EXPECT_EQ(info.bytes_per_voxel, 1);
  test::expect_values({folder / "a.tif", "", {}}, value_at);
}

TEST(tiff_stack, every_compression_and_layout_that_we_name_is_read) {
  const TemporaryFolder folder(world(), "tiff");
  for (const std::uint16_t compression : kCompressions)
    for (const std::uint16_t bits : std::array<std::uint16_t, 2>{8, 16})
      for (const std::uint32_t tile : {0, 16}) {
        TiffLook look = small();
        look.width = 37;
        look.height = 19;
        look.bits = bits;
        look.compression = compression;
        look.tile = tile;
        on_rank_0([&] { make_stack(folder / "a.tif", look, 4, wide_value_at); });
        SCOPED_TRACE(std::to_string(compression) + " " + std::to_string(bits) + " " + std::to_string(tile));
        const auto value = [&](auto x, auto y, auto z) { return wide_value_at(x, y, z) & (bits == 8 ? 0xff : 0xffff); };
        test::expect_values({folder / "a.tif", "", {}}, value);
        test::expect_values({folder / "a.tif", "", {}}, value, {17, 3, 1}, {36, 17, 3});
      }
}

TEST(tiff_stack, big_endian_files_and_big_tiffs_are_read) {
  const TemporaryFolder folder(world(), "tiff");
  TiffLook look = small();
  look.bits = 16;
  for (const char* mode : {"wb", "wl", "w8", "wb8"}) {
    on_rank_0([&] { make_stack(folder / "a.tif", look, 3, wide_value_at, mode); });
    test::expect_values({folder / "a.tif", "", {}}, wide_value_at);
  }
}

TEST(tiff_stack, the_index_counts_in_a_palette_image) {
  const TemporaryFolder folder(world(), "tiff");
  TiffLook look = small();
  look.photometric = PHOTOMETRIC_PALETTE;
  on_rank_0([&] { make_stack(folder / "a.tif", look, 2, value_at); });
  test::expect_values({folder / "a.tif", "", {}}, value_at);
}

TEST(tiff_stack, a_single_page_and_fewer_pages_than_ranks_are_read) {
  const TemporaryFolder folder(world(), "tiff");
  on_rank_0([&] { make_stack(folder / "a.tif", small(), 1, value_at); });
  test::expect_values({folder / "a.tif", "", {}}, value_at);
}

TEST(tiff_stack, an_odd_page_is_named) {
  const TemporaryFolder folder(world(), "tiff");
  on_rank_0([&] {
    TiffMaker file(folder / "a.tif");
    TiffLook odd = small();
    odd.height = 9;
    for (int page = 1; page <= 5; ++page) file.page(page == 4 ? odd : small(), [](auto, auto) { return 0U; });
  });
  EXPECT_EQ(refusal({folder / "a.tif", "", {}}), "page 4 is 13 x 9 of 8 bits, but page 1 is 13 x 10 of 8 bits");
}

TEST(tiff_stack, what_labels_cannot_be_is_refused_in_words) {
  const TemporaryFolder folder(world(), "tiff");
  const auto refused = [&](const std::function<void(TiffLook&)>& change) {
    TiffLook look = small();
    change(look);
    on_rank_0([&] { make_stack(folder / "a.tif", look, 2, value_at); });
    return refusal({folder / "a.tif", "", {}});
  };
  EXPECT_EQ(refused([](TiffLook& l) { l.photometric = PHOTOMETRIC_MINISWHITE; }),
            "page 1 is stored with white as 0 (min-is-white), which turns labels around; save it with black as 0");
  EXPECT_EQ(refused([](TiffLook& l) {
              l.photometric = PHOTOMETRIC_RGB;
              l.samples = 3;
            }),
            "page 1 has 3 samples per voxel (colours?); labels have one");
  EXPECT_EQ(refused([](TiffLook& l) {
              l.bits = 32;
              l.format = SAMPLEFORMAT_IEEEFP;
            }),
            "page 1 holds floating-point values; labels are unsigned integers");
  EXPECT_EQ(refused([](TiffLook& l) { l.format = SAMPLEFORMAT_INT; }),
            "page 1 holds signed or complex values; labels are unsigned integers");
  EXPECT_EQ(refused([](TiffLook& l) { l.bits = 1; }), "page 1 has 1 bits per voxel; 8 and 16 are read");
  EXPECT_EQ(refused([](TiffLook& l) { l.orientation = ORIENTATION_BOTLEFT; }),
            "page 1 is stored in orientation 4; only top-left (1) is read");
  EXPECT_EQ(refused([](TiffLook& l) { l.description = "ImageJ=1.53\nimages=500\nslices=500\n"; }),
            "says that it holds 500 images (ImageJ), but has 2 pages; save it as raw values or as BigTIFF");
  EXPECT_EQ(refused([](TiffLook& l) { l.description = "ImageJ=1.53\nimages=2\nslices=2\n"; }), "accepted");
}

TEST(tiff_stack, a_file_cut_off_anywhere_is_refused_and_never_read_as_a_shorter_stack) {
  const TemporaryFolder folder(world(), "tiff");
  for (const std::uint16_t compression : kCompressions) {
    TiffLook look = small();
    look.compression = compression;
    on_rank_0([&] { make_stack(folder / "whole.tif", look, 4, value_at); });
    const std::string whole = test::bytes_of(folder / "whole.tif");
    for (std::size_t kept = 4; kept < whole.size(); kept += 61) {
      on_rank_0([&] { test::write_bytes(folder / "a.tif", whole.substr(0, kept)); });
      EXPECT_NE(refusal({folder / "a.tif", "", {}}), "accepted") << kept << " of " << whole.size() << " bytes kept";
    }
  }
}

TEST(tiff_stack, a_page_whose_values_are_cut_off_is_named) {
  const TemporaryFolder folder(world(), "tiff");
  // Directories first, then a hole where the last page's values would be.
  on_rank_0([&] {
    make_stack(folder / "a.tif", small(), 3, value_at);
    std::filesystem::resize_file(folder / "a.tif", std::filesystem::file_size(folder / "a.tif") - 1);
  });
  const std::string text = refusal({folder / "a.tif", "", {}});
  EXPECT_TRUE(text.starts_with("page 3 is damaged or cut off")) << text;
}

TEST(tiff_stack, no_single_damaged_byte_makes_it_hang_or_crash) {
  const TemporaryFolder folder(world(), "tiff");
  TiffLook look = small();
  look.compression = COMPRESSION_LZW;
  on_rank_0([&] { make_stack(folder / "whole.tif", look, 3, value_at); });
  const std::string whole = test::bytes_of(folder / "whole.tif");
  for (std::size_t at = 4; at < whole.size(); at += 3) {
    std::string damaged = whole;
    damaged[at] = static_cast<char>(damaged[at] ^ 0xff);
    on_rank_0([&] { test::write_bytes(folder / "a.tif", damaged); });
    const std::string text = refusal({folder / "a.tif", "", {}});
    EXPECT_FALSE(text.empty());
  }
}

TEST(tiff_stack, what_is_no_tiff_is_refused_in_words) {
  const TemporaryFolder folder(world(), "tiff");
  on_rank_0([&] {
    test::write_bytes(folder / "empty.tif", "");
    test::write_bytes(folder / "text.tif", "this is no image");
    test::write_bytes(folder / "magic.tif", std::string("II*\0", 4));
  });
  EXPECT_EQ(refusal({folder / "none.tif", "", {}}), "cannot be opened: No such file or directory");
  EXPECT_EQ(refusal({folder / "empty.tif", "", {}}), "is empty");
  EXPECT_EQ(refusal({folder / "text.tif", "", {}}),
            "is neither a TIFF nor an HDF5 file; raw values need shape and type");
  EXPECT_TRUE(refusal({folder / "magic.tif", "", {}}).starts_with("cannot be read as TIFF"));
  EXPECT_EQ(refusal({folder.path(), "", {}}), "is a folder, not a file");
  EXPECT_EQ(refusal({"/dev/zero", "", {}}), "is not a regular file");
}

TEST(numbered_tiffs, files_are_planes_in_the_order_of_their_numbers) {
  const TemporaryFolder folder(world(), "tiff");
  on_rank_0([&] {
    for (std::int64_t z = 0; z < 12; ++z)
      make_stack(folder / ("slice_" + std::to_string(z + 8) + ".tif"), small(), 1,
                 [z](auto x, auto y, auto) { return value_at(x, y, z); });
  });
  const StackFile file{folder / "slice_*.tif", "", {}};
  EXPECT_EQ(probe_stack(file).cells, (std::array<std::int64_t, 3>{13, 10, 12}));
  test::expect_values(file, value_at);
  test::expect_values(file, value_at, {std::nullopt, std::nullopt, 2}, {5, std::nullopt, 11});
}

TEST(numbered_tiffs, gaps_doubles_strangers_and_odd_files_are_named) {
  const TemporaryFolder folder(world(), "tiff");
  const auto make = [&](const std::string& name, const TiffLook& look = small(), std::int64_t pages = 1) {
    on_rank_0([&] { make_stack(folder / name, look, pages, value_at); });
  };
  const StackFile file{folder / "s*.tif", "", {}};
  EXPECT_EQ(refusal(file), "no file matches");
  make("s01.tif");
  make("s02.tif");
  make("s04.tif");
  EXPECT_EQ(refusal(file), "slice s03.tif is missing; numbers must follow each other");
  make("s03.tif");
  EXPECT_EQ(refusal(file), "accepted");
  make("s3.tif");
  EXPECT_TRUE(refusal(file).starts_with("the number 3 is there twice, as ")) << refusal(file);
  on_rank_0([&] { std::filesystem::remove(folder / "s3.tif"); });
  make("s05 copy.tif");
  EXPECT_EQ(refusal(file), "s05 copy.tif matches, but 05 copy is no number");
  on_rank_0([&] { std::filesystem::remove(folder / "s05 copy.tif"); });
  TiffLook odd = small();
  odd.bits = 16;
  make("s05.tif", odd);
  EXPECT_EQ(refusal(file),
            (folder / "s05.tif") + ": is 13 x 10 of 16 bits, but " + (folder / "s01.tif") + " is 13 x 10 of 8 bits");
  make("s05.tif", small(), 2);
  EXPECT_EQ(refusal(file), (folder / "s05.tif") + ": holds 2 pages; numbered files hold one each");
  EXPECT_EQ(refusal({folder / "*/s*.tif", "", {}}), "one * is allowed, in the file's name");
  EXPECT_TRUE(refusal({folder / "none/s*.tif", "", {}}).starts_with("cannot list "));
}

TEST(numbered_tiffs, the_content_counts_and_the_names_do_not) {
  const TemporaryFolder folder(world(), "tiff");
  on_rank_0([&] {
    std::filesystem::create_directories(folder / "a");
    std::filesystem::create_directories(folder / "b");
    std::filesystem::create_directories(folder / "c");
    for (int z = 0; z < 3; ++z) {
      const std::string content = "content " + std::to_string(z);
      test::write_bytes(folder / ("a/s" + std::to_string(z) + ".tif"), content);
      test::write_bytes(folder / ("b/other" + std::to_string(z + 9) + ".tif"), content);
      test::write_bytes(folder / ("c/s" + std::to_string(2 - z) + ".tif"), content);
    }
  });
  EXPECT_EQ(content_hash(folder / "a/s*.tif"), content_hash(folder / "b/other*.tif"));
  EXPECT_NE(content_hash(folder / "a/s*.tif"), content_hash(folder / "c/s*.tif"));
}

}  // namespace
}  // namespace voxvolt::io
