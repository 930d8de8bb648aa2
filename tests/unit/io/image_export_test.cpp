// SPDX-License-Identifier: BSD-3-Clause
#include <gtest/gtest.h>

#include <filesystem>
#include <limits>

#include "io/csv_file.hpp"
#include "io/hdf5_reader.hpp"
#include "io/image_export.hpp"
#include "io/voxel_stack.hpp"
#include "parallel/agree.hpp"
#include "support/session.hpp"
#include "support/temporary_folder.hpp"

namespace voxvolt::io {
namespace {

using test::world;
using Write = void (*)(const std::string&, const ExportedImage&, const parallel::Communicator&);

std::uint8_t label(std::int64_t x, std::int64_t y, std::int64_t z) {
  return static_cast<std::uint8_t>((x * 7 + y * 5 + z * 3) % 4);
}

ExportedImage image_of(const std::array<std::int64_t, 3>& cells) {
  ExportedImage image{{}, {"pore", "active", "binder", "void"}, 1, "a test"};
  auto& labels = image.labels;
  labels.grid = {cells, {0.4e-6, 0.5e-6, 0.75e-6}, {0, 0, 0}};
  labels.block = numerics::slab_of(labels.grid, world());
  const auto& block = labels.block;
  labels.data = numerics::Field<std::uint8_t>::View("labels", block.count[2], block.count[1], block.count[0]);
  for (std::int64_t k = 0; k < block.count[2]; ++k)
    for (std::int64_t j = 0; j < block.count[1]; ++j)
      for (std::int64_t i = 0; i < block.count[0]; ++i) labels.data(k, j, i) = label(i, j, k + block.first[2]);
  return image;
}

struct Case {
  const char* name;
  Write write;
};
const std::array kCases{Case{"image.tif", &write_tiff_stack}, Case{"image.h5", &write_hdf5_image}};

TEST(image_export, what_was_written_reads_back_to_the_same_labels) {
  const test::TemporaryFolder folder(world(), "image_export");
  for (const Case& form : kCases)
    for (const std::array<std::int64_t, 3>& cells :
         {std::array<std::int64_t, 3>{17, 5, 11}, {3, 2, 1}}) {  // a rank without planes
      const StackFile file{folder / form.name, "", {}};
      form.write(file.path, image_of(cells), world());
      ASSERT_EQ(probe_stack(file).cells, cells) << form.name;
      std::int64_t wrong = 0, seen = 0;
      const auto count = [&](std::int64_t z, std::span<const std::uint32_t> plane) {
        for (std::size_t i = 0; i < plane.size(); ++i, ++seen)
          wrong +=
              plane[i] != label(static_cast<std::int64_t>(i) % cells[0], static_cast<std::int64_t>(i) / cells[0], z);
      };
      read_stack(file, {{0, 0, 0}, cells}, world(), count);
      EXPECT_EQ(world().sum(wrong), 0) << form.name;
      EXPECT_EQ(world().sum(seen), cells[0] * cells[1] * cells[2]) << form.name;
    }
}

TEST(image_export, hdf5_holds_voxel_size_phases_and_axis) {
  const test::TemporaryFolder folder(world(), "image_export");
  write_hdf5_image(folder / "image.h5", image_of({4, 3, 5}), world());
  const H5Reader file(folder / "image.h5");
  EXPECT_EQ(file.doubles_attribute("/phase", "voxel_size"), (std::vector<double>{0.4e-6, 0.5e-6, 0.75e-6}));
  EXPECT_EQ(file.texts_attribute("/phase", "phases"), (std::vector<std::string>{"pore", "active", "binder", "void"}));
  EXPECT_EQ(file.text_attribute("/phase", "through"), "y");
}

TEST(image_export, what_cannot_be_written_fails_on_all_ranks_and_leaves_nothing) {
  const test::TemporaryFolder folder(world(), "image_export");
  for (const Case& form : kCases) {
    try {
      form.write(folder / "missing/image", image_of({4, 3, 5}), world());
      FAIL() << form.name;
    } catch (const parallel::AgreedFailure& failure) {
      EXPECT_EQ(failure.code(), ExitCode::machine);
      EXPECT_NE(std::string(failure.what()).find("missing/image"), std::string::npos) << failure.what();
    }
  }
  EXPECT_TRUE(std::filesystem::is_empty(folder / ""));
}

TEST(csv_file, numbers_read_back_the_same_and_none_is_an_empty_cell) {
  const double third = 1.0 / 3;
  const std::string text = csv_text({{{"a", std::vector{third, std::numeric_limits<double>::quiet_NaN()}}}});
  EXPECT_EQ(text, "a\r\n0.3333333333333333\r\n\r\n");
}

TEST(csv_file, text_with_commas_quotes_and_lines_is_quoted) {
  const std::string text =
      csv_text({{{"x", std::vector<double>{1}}, {"a, b", std::vector<std::string>{"say \"so\",\nnow"}}}});
  EXPECT_EQ(text, "x,\"a, b\"\r\n1,\"say \"\"so\"\",\nnow\"\r\n");
}

TEST(csv_file, columns_of_different_length_are_a_mistake_of_the_program) {
  EXPECT_THROW(csv_text({{{"a", std::vector<double>{1}}, {"b", std::vector<double>{}}}}), std::logic_error);
}

}  // namespace
}  // namespace voxvolt::io
