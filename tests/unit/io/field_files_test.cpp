// SPDX-License-Identifier: BSD-3-Clause
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "config/sha256.hpp"
#include "io/field_files.hpp"
#include "io/field_index.hpp"
#include "io/hdf5_reader.hpp"
#include "parallel/agree.hpp"
#include "parallel/shared_text.hpp"
#include "support/session.hpp"
#include "support/temporary_folder.hpp"

namespace voxvolt::io {
namespace {

using test::world;

const numerics::VoxelGrid kGrid{{5, 4, 7}, {0.4e-6, 0.5e-6, 0.6e-6}, {0, 1e-6, -2e-6}};

template <class T, class Rule>
numerics::NamedField field(const std::string& name, const std::string& unit, Rule&& value) {
  numerics::Field<T> made;
  made.grid = kGrid;
  made.block = numerics::slab_of(kGrid, world());
  made.data = typename numerics::Field<T>::View(name, made.block.count[2], made.block.count[1], made.block.count[0]);
  for (std::int64_t k = 0; k < made.block.count[2]; ++k)
    for (std::int64_t j = 0; j < made.block.count[1]; ++j)
      for (std::int64_t i = 0; i < made.block.count[0]; ++i)
        made.data(k, j, i) = static_cast<T>(value(i, j, k + made.block.first[2]));
  return {name, unit, "what " + name + " means", made};
}

auto number(std::int64_t x, std::int64_t y, std::int64_t z) { return (z * 4 + y) * 5 + x; }

insitu::Snapshot snapshot(std::int64_t step, double time) {
  return {step,
          time,
          {field<std::uint8_t>("phase", "1", number), field<double>("temperature", "K", [&](auto x, auto y, auto z) {
             return 300 + 0.5 * double(number(x, y, z)) + time;
           })}};
}

std::string text_of(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

std::string failure_of(const std::function<void()>& work) {
  try {
    work();
  } catch (const parallel::AgreedFailure& failure) {
    EXPECT_EQ(failure.code(), ExitCode::record);
    return failure.what();
  }
  return "nothing thrown";
}

TEST(field_files, hashes_are_those_of_the_values_in_global_order_on_any_number_of_ranks) {
  const test::TemporaryFolder folder(world(), "fields");
  FieldFiles files(folder.path(), "image.0123456789ab", "image", world());
  files.write(snapshot(3, 1.5));
  ASSERT_EQ(files.handles().size(), 2U);
  std::string bytes;
  for (int i = 0; i < 5 * 4 * 7; ++i) bytes += static_cast<char>(i);
  EXPECT_EQ(files.handles()[0].sha256, config::sha256_hex(bytes));
  EXPECT_EQ(files.handles()[0].file, "fields/image.0123456789ab.000003.h5");
  EXPECT_EQ(files.handles()[0].file_sha256, config::sha256_hex(text_of(folder / files.handles()[0].file)));
  EXPECT_FALSE(std::filesystem::exists(folder / (files.handles()[0].file + ".partial")));
}

TEST(field_files, what_is_written_is_read_back) {
  const test::TemporaryFolder folder(world(), "fields");
  FieldFiles files(folder.path(), "image.0123456789ab", "image", world());
  files.write(snapshot(0, 2));
  const auto phase = read_field(files.handles()[0], folder.path(), world());
  const auto temperature = read_field(files.handles()[1], folder.path(), world());
  EXPECT_EQ(temperature.unit, "K");
  EXPECT_EQ(temperature.meaning, "what temperature means");
  const auto& values = std::get<numerics::Field<double>>(temperature.field);
  const auto& labels = std::get<numerics::Field<std::uint8_t>>(phase.field);
  EXPECT_EQ(values.grid, kGrid);
  for (std::int64_t k = 0; k < values.block.count[2]; ++k)
    for (std::int64_t j = 0; j < 4; ++j)
      for (std::int64_t i = 0; i < 5; ++i) {
        const auto n = number(i, j, k + values.block.first[2]);
        EXPECT_EQ(values.data(k, j, i), 302 + 0.5 * static_cast<double>(n));
        EXPECT_EQ(labels.data(k, j, i), n);
      }
}

TEST(field_files, axes_are_cell_centres_in_metres) {
  const test::TemporaryFolder folder(world(), "fields");
  FieldFiles files(folder.path(), "image.0123456789ab", "image", world());
  files.write(snapshot(0, 0));
  const H5Reader file(folder / files.handles()[0].file);
  EXPECT_EQ(file.scales("/temperature"), (std::vector<std::string>{"/z", "/y", "/x"}));
  EXPECT_EQ(file.shape("/temperature"), (std::vector<std::int64_t>{7, 4, 5}));
  EXPECT_EQ(file.text_attribute("/temperature", "units"), "K");
  EXPECT_EQ(file.text_attribute("/z", "units"), "m");
  const auto y = file.doubles("/y");
  ASSERT_EQ(y.size(), 4U);
  EXPECT_DOUBLE_EQ(y[0], 1.25e-6);
  EXPECT_DOUBLE_EQ(y[3], 2.75e-6);
}

TEST(field_files, equal_fields_give_equal_bytes) {
  const test::TemporaryFolder folder(world(), "fields");
  FieldFiles one(folder.path(), "one", "one", world()), other(folder.path(), "other", "other", world());
  one.write(snapshot(0, 0));
  other.write(snapshot(0, 0));
  EXPECT_EQ(one.handles()[0].file_sha256, other.handles()[0].file_sha256);
}

TEST(field_files, a_step_written_again_replaces_the_first) {
  const test::TemporaryFolder folder(world(), "fields");
  FieldFiles files(folder.path(), "image", "image", world());
  files.write(snapshot(0, 0));
  files.write(snapshot(1, 10));
  files.write(snapshot(1, 20));
  ASSERT_EQ(files.handles().size(), 4U);
  EXPECT_EQ(files.handles()[3].time, 20);
  EXPECT_EQ(std::get<numerics::Field<double>>(read_field(files.handles()[3], folder.path(), world()).field).grid,
            kGrid);
}

TEST(field_files, a_changed_byte_is_found_before_anything_is_read) {
  const test::TemporaryFolder folder(world(), "fields");
  FieldFiles files(folder.path(), "image", "image", world());
  files.write(snapshot(0, 0));
  const FieldHandle handle = files.handles()[1];
  if (world().is_first()) {
    std::fstream file(folder / handle.file, std::ios::binary | std::ios::in | std::ios::out);
    file.seekp(-3, std::ios::end);
    file.put('\x5a');
  }
  world().barrier();
  EXPECT_EQ(failure_of([&] { read_field(handle, folder.path(), world()); }),
            (folder / handle.file) + ": is not the file that was written (its SHA-256 differs from the record)");
}

TEST(field_files, a_handle_of_other_values_or_a_missing_file_is_refused) {
  const test::TemporaryFolder folder(world(), "fields");
  FieldFiles files(folder.path(), "image", "image", world());
  files.write(snapshot(0, 0));
  FieldHandle handle = files.handles()[0];
  handle.sha256 = files.handles()[1].sha256;
  EXPECT_NE(failure_of([&] {
              read_field(handle, folder.path(), world());
            }).find("the values of /phase are not those of the record"),
            std::string::npos);
  handle = files.handles()[0];
  handle.grid.cells = {5, 4, 8};
  EXPECT_NE(failure_of([&] {
              read_field(handle, folder.path(), world());
            }).find("/phase is not of the size that the record says"),
            std::string::npos);
  handle.file = "fields/none.h5";
  EXPECT_EQ(failure_of([&] { read_field(handle, folder.path(), world()); }),
            (folder / "fields/none.h5") + ": cannot be opened");
}

TEST(field_files, the_state_brings_the_handles_back) {
  const test::TemporaryFolder folder(world(), "fields");
  FieldFiles files(folder.path(), "image", "image", world());
  files.write(snapshot(0, 0.1));
  files.write(snapshot(1, 1e-7));
  FieldFiles again(folder.path(), "image", "image", world());
  again.restore(files.state());
  EXPECT_EQ(again.handles(), files.handles());
  again.restore("");
  EXPECT_TRUE(again.handles().empty());
}

TEST(field_files, the_index_escapes_names_and_refers_to_its_own_folder) {
  FieldHandle handle{
      "phase", "1 < 2 & \"3\"", "it's <b>", kGrid, FieldType::uint8, "fields/a.000000.h5", "/phase", "", "", 0, 0.5};
  const std::string text = xdmf_index("image", std::vector<FieldHandle>{handle});
  EXPECT_NE(text.find("Value=\"1 &lt; 2 &amp; &quot;3&quot;\""), std::string::npos) << text;
  EXPECT_NE(text.find("Value=\"it&apos;s &lt;b&gt;\""), std::string::npos) << text;
  EXPECT_NE(text.find(">a.000000.h5:/phase<"), std::string::npos) << text;
  EXPECT_EQ(text.find("Temporal"), std::string::npos);
}

TEST(field_files, voxels_of_unequal_widths_have_their_centres_and_planes) {
  const test::TemporaryFolder folder(world(), "fields");
  FieldFiles files(folder.path(), "image", "image", world());
  insitu::Snapshot uneven = snapshot(0, 0);
  for (auto& named : uneven.fields) named.widths[1] = {1e-6, 2e-6, 3e-6, 4e-6};
  files.write(uneven);
  const double low = kGrid.origin[1];
  const auto y = H5Reader(folder / files.handles()[0].file).doubles("/y");
  ASSERT_EQ(y.size(), 4U);
  EXPECT_DOUBLE_EQ(y[0], low + 0.5e-6);
  EXPECT_DOUBLE_EQ(y[3], low + 8e-6);
  const std::string text = xdmf_index("image", files.handles());
  EXPECT_NE(text.find("<Topology TopologyType=\"3DRectMesh\" Dimensions=\"8 5 6\"/>"), std::string::npos) << text;
  EXPECT_NE(text.find("<Geometry GeometryType=\"VXVYVZ\">"), std::string::npos) << text;
  EXPECT_NE(text.find("Dimensions=\"5\" NumberType"), std::string::npos) << text;
  FieldFiles again(folder.path(), "image", "image", world());
  again.restore(files.state());
  EXPECT_EQ(again.handles(), files.handles());
  EXPECT_EQ(read_field(files.handles()[1], folder.path(), world()).widths[1], uneven.fields[0].widths[1]);
}

TEST(field_files, several_snapshots_make_a_series_in_time) {
  const test::TemporaryFolder folder(world(), "fields");
  FieldFiles files(folder.path(), "image", "image", world());
  files.write_index();
  EXPECT_FALSE(std::filesystem::exists(folder / "fields/image.xmf"));
  files.write(snapshot(0, 0));
  files.write(snapshot(1, 0.25));
  files.write_index();
  world().barrier();
  const std::string text = text_of(folder / "fields/image.xmf");
  EXPECT_NE(text.find("CollectionType=\"Temporal\""), std::string::npos);
  EXPECT_NE(text.find("<Time Value=\"0.25\"/>"), std::string::npos);
}

TEST(field_files, a_folder_that_cannot_be_made_is_a_machine_failure_on_all_ranks) {
  const test::TemporaryFolder folder(world(), "fields");
  if (world().is_first()) std::ofstream(folder / "file") << "x";
  world().barrier();
  FieldFiles files(folder / "file", "image", "image", world());
  try {
    files.write(snapshot(0, 0));
    ADD_FAILURE() << "nothing thrown";
  } catch (const parallel::AgreedFailure& failure) { EXPECT_EQ(failure.code(), ExitCode::machine); }
}

}  // namespace
}  // namespace voxvolt::io
