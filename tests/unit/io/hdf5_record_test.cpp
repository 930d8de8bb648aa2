// SPDX-License-Identifier: BSD-3-Clause
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <limits>

#include "io/hdf5_reader.hpp"
#include "io/hdf5_writer.hpp"
#include "support/stack_reading.hpp"
#include "support/temporary_folder.hpp"

namespace voxvolt::io {
namespace {

using test::on_rank_0;
using test::TemporaryFolder;
using test::world;

const std::vector<double> kTimes{0, 0.5, 2}, kMembers{1, 2};
const std::vector<double> kValues{1, -0.0, std::numeric_limits<double>::denorm_min(), 4, 5, 6};
const std::vector<std::string> kWords{"Wärme", "", "a & b"};

void write(const std::string& path) {
  H5Writer file(path);
  file.attribute("/", "title", std::string("a record"));
  file.group("/cell");
  file.scale("/cell/time", std::span<const double>(kTimes));
  file.scale("/cell/member", std::span<const double>(kMembers));
  file.scale("/cell/word", std::span<const std::string>(kWords));
  file.put("/cell/cell.voltage", std::span<const double>(kValues), {"/cell/time", "/cell/member"});
  file.attribute("/cell/cell.voltage", "units", std::string("V"));
  file.attribute("/cell/cell.voltage", "bounds", std::span<const double>(kMembers));
  file.put("/cell/capacity", 4.98);
  file.put("/cell/steps", std::int64_t{-3});
  file.put("/cell/note", std::string("größer <&>"));
  file.put("/cell/words", std::span<const std::string>(kWords), {"/cell/word"});
  file.attribute("/cell", "revision", std::int64_t{7});
  file.attribute("/cell", "tolerance", 1e-4);
  file.attribute("/cell", "cites", std::span<const std::string>(kWords));
  file.attribute("/cell", "inputs", std::string(200000, 'x'));
  file.commit();
}

std::string failure_of(const std::function<void()>& work) {
  try {
    work();
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.code(), ExitCode::record);
    return failure.what();
  }
  return "nothing thrown";
}

/// The writer and the reader are one process's: only rank 0 takes these tests.
class record : public testing::Test {
 protected:
  void SetUp() override {
    if (!world().is_first()) GTEST_SKIP();
    write(path_);
  }
  TemporaryFolder folder_{parallel::Communicator::self(), "record-" + std::to_string(world().rank())};
  std::string path_ = folder_ / "a.h5";
};

TEST_F(record, what_was_written_is_read_back) {
  const H5Reader file(path_);
  EXPECT_EQ(file.groups("/"), (std::vector<std::string>{"cell"}));
  EXPECT_EQ(file.text_attribute("/", "title"), "a record");
  const auto values = file.doubles("/cell/cell.voltage");
  EXPECT_EQ(values, kValues);
  EXPECT_TRUE(std::signbit(values[1]));
  EXPECT_EQ(file.doubles("/cell/capacity"), (std::vector<double>{4.98}));
  EXPECT_EQ(file.integers("/cell/steps"), (std::vector<std::int64_t>{-3}));
  EXPECT_EQ(file.doubles("/cell/steps"), (std::vector<double>{-3}));
  EXPECT_EQ(file.text("/cell/note"), "größer <&>");
  EXPECT_EQ(file.texts("/cell/words"), kWords);
  EXPECT_EQ(file.integer_attribute("/cell", "revision"), 7);
  EXPECT_EQ(file.double_attribute("/cell", "tolerance"), 1e-4);
  EXPECT_EQ(file.texts_attribute("/cell", "cites"), kWords);
  EXPECT_EQ(file.text_attribute("/cell", "inputs").size(), 200000U);
  EXPECT_EQ(file.doubles_attribute("/cell/cell.voltage", "bounds"), kMembers);
}

TEST_F(record, datasets_come_in_the_order_they_were_made_with_their_axes) {
  const H5Reader file(path_);
  EXPECT_EQ(file.datasets("/cell"),
            (std::vector<std::string>{"time", "member", "word", "cell.voltage", "capacity", "steps", "note", "words"}));
  EXPECT_EQ(file.shape("/cell/cell.voltage"), (std::vector<std::int64_t>{3, 2}));
  EXPECT_EQ(file.scales("/cell/cell.voltage"), (std::vector<std::string>{"/cell/time", "/cell/member"}));
  EXPECT_TRUE(file.shape("/cell/capacity").empty());
  EXPECT_TRUE(file.is_scale("/cell/time"));
  EXPECT_FALSE(file.is_scale("/cell/words"));
  EXPECT_TRUE(file.is_text("/cell/words"));
  EXPECT_FALSE(file.is_text("/cell/capacity"));
}

TEST_F(record, what_is_there_can_be_asked) {
  const H5Reader file(path_);
  EXPECT_TRUE(file.has("/"));
  EXPECT_TRUE(file.has("/cell/time"));
  EXPECT_FALSE(file.has("/cell/none"));
  EXPECT_FALSE(file.has("/none/none"));
  EXPECT_TRUE(file.has_attribute("/cell", "revision"));
  EXPECT_FALSE(file.has_attribute("/cell", "none"));
  EXPECT_FALSE(file.has_attribute("/none", "revision"));
}

TEST_F(record, equal_calls_give_equal_bytes) {
  write(folder_ / "b.h5");
  EXPECT_EQ(test::bytes_of(path_), test::bytes_of(folder_ / "b.h5"));
}

TEST_F(record, without_a_commit_the_old_file_stays_and_nothing_is_left_behind) {
  const std::string before = test::bytes_of(path_);
  {
    H5Writer file(path_);
    file.group("/other");
  }
  EXPECT_EQ(test::bytes_of(path_), before);
  EXPECT_FALSE(std::filesystem::exists(path_ + ".partial"));
}

TEST_F(record, values_that_do_not_fill_their_axes_are_a_mistake) {
  H5Writer file(folder_ / "b.h5");
  file.scale("/time", std::span<const double>(kTimes));
  EXPECT_THROW(file.put("/a", std::span<const double>(kMembers), {"/time"}), std::logic_error);
  EXPECT_THROW(file.put("/a", std::span<const double>(kMembers), {}), std::logic_error);
  EXPECT_THROW(file.put("/a", std::string("cut\0here", 8)), std::logic_error);
}

TEST_F(record, a_file_that_cannot_be_made_is_a_machine_failure_with_its_name) {
  try {
    H5Writer file(path_ + "/below_a_file.h5");
    ADD_FAILURE() << "nothing thrown";
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.code(), ExitCode::machine);
    EXPECT_TRUE(std::string(failure.what()).starts_with(path_ + "/below_a_file.h5: cannot create ")) << failure.what();
  }
}

TEST_F(record, what_is_missing_or_of_another_kind_is_named) {
  const H5Reader file(path_);
  EXPECT_EQ(failure_of([&] { file.doubles("/cell/none"); }), path_ + ": there is no /cell/none in it");
  EXPECT_EQ(failure_of([&] { file.doubles("/cell"); }), path_ + ": /cell is no dataset");
  EXPECT_EQ(failure_of([&] { file.doubles("/cell/note"); }), path_ + ": /cell/note does not hold numbers");
  EXPECT_EQ(failure_of([&] { file.integers("/cell/capacity"); }), path_ + ": /cell/capacity does not hold integers");
  EXPECT_EQ(failure_of([&] { file.texts("/cell/capacity"); }), path_ + ": /cell/capacity is no text");
  EXPECT_EQ(failure_of([&] { file.text("/cell/words"); }), path_ + ": /cell/words holds 3 values instead of one");
  EXPECT_EQ(failure_of([&] { file.text_attribute("/cell", "none"); }),
            path_ + ": the attribute none of /cell is missing");
  EXPECT_EQ(failure_of([&] { file.text_attribute("/cell", "revision"); }),
            path_ + ": the attribute revision of /cell is no text");
  EXPECT_EQ(failure_of([&] { H5Reader(path_ + ".none"); }),
            path_ + ".none: cannot be opened: No such file or directory");
}

}  // namespace
}  // namespace voxvolt::io
