// SPDX-License-Identifier: BSD-3-Clause
#include <gtest/gtest.h>

#include "support/stack_reading.hpp"
#include "support/temporary_folder.hpp"

namespace voxvolt::io {
namespace {

using test::on_rank_0;
using test::refusal;
using test::TemporaryFolder;
using test::world;

constexpr std::array<std::int64_t, 3> kCells{7, 5, 6};

// Differs in every byte that a value of four bytes has.
std::int64_t value_at(std::int64_t x, std::int64_t y, std::int64_t z) {
  return (x * 16777259 + y * 65599 + z * 257 + 11) & 0xffffffff;
}

std::string raw_bytes(int size, bool big_endian) {
  std::string bytes;
  for (std::int64_t z = 0; z < kCells[2]; ++z)
    for (std::int64_t y = 0; y < kCells[1]; ++y)
      for (std::int64_t x = 0; x < kCells[0]; ++x)
        for (int i = 0; i < size; ++i)
          bytes += static_cast<char>(value_at(x, y, z) >> (8 * (big_endian ? size - 1 - i : i)));
  return bytes;
}

TEST(raw_image, values_of_each_size_and_byte_order_are_read) {
  const TemporaryFolder folder(world(), "raw");
  for (const int size : {1, 2, 4})
    for (const bool big_endian : {false, true}) {
      on_rank_0([&] { test::write_bytes(folder / "a.raw", raw_bytes(size, big_endian)); });
      const StackFile file{folder / "a.raw", "", RawLayout{kCells, size, big_endian}};
      EXPECT_EQ(probe_stack(file).cells, kCells);
      EXPECT_EQ(probe_stack(file).bytes_per_voxel, size);
      const auto value = [&](auto x, auto y, auto z) {
        return value_at(x, y, z) & ((std::int64_t{1} << (8 * size)) - 1);
      };
      test::expect_values(file, value);
      test::expect_values(file, value, {2, 1, 3}, {6, 5, 5});
    }
}

TEST(raw_image, a_size_that_does_not_fit_is_refused_with_both_numbers) {
  const TemporaryFolder folder(world(), "raw");
  on_rank_0([&] { test::write_bytes(folder / "a.raw", raw_bytes(1, false)); });
  EXPECT_EQ(refusal({folder / "a.raw", "", RawLayout{{7, 5, 7}, 1, false}}),
            "holds 210 bytes, but 7 x 5 x 7 voxels of 1 byte are 245");
  EXPECT_EQ(refusal({folder / "a.raw", "", RawLayout{kCells, 2, false}}),
            "holds 210 bytes, but 7 x 5 x 6 voxels of 2 bytes are 420");
}

TEST(raw_image, shapes_that_cannot_be_are_refused) {
  const TemporaryFolder folder(world(), "raw");
  on_rank_0([&] { test::write_bytes(folder / "a.raw", raw_bytes(1, false)); });
  EXPECT_EQ(refusal({folder / "a.raw", "", RawLayout{{7, 0, 6}, 1, false}}),
            "the image has no voxels: it is 7 x 0 x 6");
  EXPECT_EQ(refusal({folder / "a.raw", "", RawLayout{{7, -5, -6}, 1, false}}),
            "the image has no voxels: it is 7 x -5 x -6");
  EXPECT_EQ(refusal({folder / "a.raw", "", RawLayout{{4294967296, 4294967296, 4294967296}, 1, false}}),
            "the image is absurdly large: 4294967296 x 4294967296 x 4294967296 voxels");
  EXPECT_EQ(refusal({folder / "a.raw", "", RawLayout{kCells, 3, false}}), "raw values have 1, 2 or 4 bytes, not 3");
}

TEST(crop, a_part_beyond_the_image_or_without_voxels_is_refused) {
  const TemporaryFolder folder(world(), "raw");
  on_rank_0([&] { test::write_bytes(folder / "a.raw", raw_bytes(1, false)); });
  const StackFile file{folder / "a.raw", "", RawLayout{kCells, 1, false}};
  EXPECT_EQ(refusal(file, {}, {8, std::nullopt, std::nullopt}),
            "the crop x: [0, 8] reaches beyond the image, which has 7 voxels there (7 x 5 x 6)");
  EXPECT_EQ(refusal(file, {std::nullopt, -1, std::nullopt}, {}),
            "the crop y: [-1, 5] reaches beyond the image, which has 5 voxels there (7 x 5 x 6)");
  EXPECT_EQ(refusal(file, {std::nullopt, std::nullopt, 3}, {std::nullopt, std::nullopt, 3}),
            "the crop z: [3, 3] is empty; the second number counts the first voxel left out");
}

TEST(memory, a_part_that_does_not_fit_says_what_it_needs_and_what_may_be_used) {
  const TemporaryFolder folder(world(), "raw");
  on_rank_0([&] { test::write_bytes(folder / "a.raw", raw_bytes(1, false)); });
  const StackFile file{folder / "a.raw", "", RawLayout{kCells, 1, false}};
  const Box whole{{0, 0, 0}, kCells};
  // Two ranks keep 3 planes of 35 bytes each; reading takes one plane as it is and one of 4-byte values.
  EXPECT_EQ(stack_memory(file, whole, 2), 3 * 35 + 35 + 4 * 35);
  require_memory(file, whole, 2, 280);
  try {
    require_memory(file, whole, 2, 279);
    ADD_FAILURE() << "nothing thrown";
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.code(), ExitCode::input);
    EXPECT_EQ(std::string(failure.what()),
              file.path +
                  ": an image of 7 x 5 x 6 voxels needs 280 bytes on each of 2 ranks, "
                  "but only 279 bytes may be used; crop it, or use more ranks or machines");
  }
  EXPECT_LT(stack_memory(file, {{0, 0, 0}, {7, 5, 2}}, 2), stack_memory(file, whole, 2));
}

TEST(reading, a_failure_of_the_sink_on_one_rank_is_everyones) {
  const TemporaryFolder folder(world(), "raw");
  on_rank_0([&] { test::write_bytes(folder / "a.raw", raw_bytes(1, false)); });
  const StackFile file{folder / "a.raw", "", RawLayout{kCells, 1, false}};
  const auto read = [&](ExitCode code) {
    try {
      read_stack(file, {{0, 0, 0}, kCells}, world(), [&](std::int64_t plane, std::span<const std::uint32_t>) {
        if (plane == kCells[2] - 1) throw Failure(code, "the last plane is unwelcome");
      });
    } catch (const parallel::AgreedFailure& failure) {
      EXPECT_EQ(failure.code(), code);
      return std::string(failure.what());
    }
    return std::string("nothing thrown");
  };
  EXPECT_EQ(read(ExitCode::input), "the last plane is unwelcome");
  EXPECT_TRUE(read(ExitCode::machine).starts_with("the last plane is unwelcome"));
}

}  // namespace
}  // namespace voxvolt::io
