// SPDX-License-Identifier: BSD-3-Clause
#include "parallel/durable_file.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>

#include "parallel/failure.hpp"
#include "support/session.hpp"
#include "support/temporary_folder.hpp"

namespace voxvolt::parallel {
namespace {

std::string content(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::size_t files_in(const std::string& folder) {
  return static_cast<std::size_t>(std::distance(std::filesystem::directory_iterator(folder), {}));
}

std::string text_of(const std::function<void()>& work) {
  try {
    work();
  } catch (const MachineFailure& failure) { return failure.what(); }
  return "nothing was thrown";
}

// Writing is not collective: each rank has a folder of its own.
class DurableFile : public testing::Test {
 protected:
  test::TemporaryFolder folder_{Communicator::self(), "durable"};
};

TEST_F(DurableFile, HoldsExactlyTheTextAndLeavesNothingBeside) {
  const std::string text("a\0b\n", 4);
  write_durably(folder_ / "file", text);
  EXPECT_EQ(content(folder_ / "file"), text);
  EXPECT_EQ(files_in(folder_.path()), 1U);
}

TEST_F(DurableFile, AShorterTextReplacesALongerFile) {
  write_durably(folder_ / "file", std::string(100000, 'x'));
  write_durably(folder_ / "file", "short");
  EXPECT_EQ(content(folder_ / "file"), "short");
}

TEST_F(DurableFile, WhatACrashLeftOfAnEarlierTryIsNoObstacle) {
  std::ofstream(folder_ / "file.partial") << "half of a longer text";
  write_durably(folder_ / "file", "whole");
  EXPECT_EQ(content(folder_ / "file"), "whole");
  EXPECT_EQ(files_in(folder_.path()), 1U);
}

TEST_F(DurableFile, AppendedTextsStandOneAfterAnotherBehindWhatWasThere) {
  std::ofstream(folder_ / "log") << "old\n";
  append_durably(folder_ / "log", "one\n");
  append_durably(folder_ / "log", "two\n");
  EXPECT_EQ(content(folder_ / "log"), "old\none\ntwo\n");
}

TEST_F(DurableFile, AppendingMakesTheFileWhenThereIsNone) {
  append_durably(folder_ / "log", "first\n");
  EXPECT_EQ(content(folder_ / "log"), "first\n");
}

TEST_F(DurableFile, APathBelowAFileIsRefusedNamingItAndTheReason) {
  std::ofstream(folder_ / "file") << "x";
  const std::string path = folder_ / "file/below";
  EXPECT_EQ(text_of([&] { write_durably(path, "y"); }), "cannot write " + path + ": Not a directory");
  EXPECT_EQ(text_of([&] { append_durably(path, "y"); }), "cannot write " + path + ": Not a directory");
  EXPECT_EQ(content(folder_ / "file"), "x");
}

TEST_F(DurableFile, AFolderInThePlaceOfTheFileIsLeftAlone) {
  std::filesystem::create_directories(folder_ / "place");
  std::ofstream(folder_ / "place/inside") << "x";
  EXPECT_EQ(text_of([&] { write_durably(folder_ / "place", "y"); }),
            "cannot write " + (folder_ / "place") + ": Is a directory");
  EXPECT_EQ(content(folder_ / "place/inside"), "x");
  EXPECT_EQ(files_in(folder_.path()), 1U);
}

// Every write to this device of Linux finds the disk full.
TEST(FullDisk, IsReportedWhenAppending) {
  if (!std::filesystem::exists("/dev/full")) GTEST_SKIP() << "this machine has no /dev/full";
  EXPECT_EQ(text_of([] { append_durably("/dev/full", "x"); }).substr(0, 23), "cannot write /dev/full ");
  EXPECT_TRUE(text_of([] { append_durably("/dev/full", "x"); }).ends_with(": No space left on device"));
}

TEST_F(DurableFile, AFolderThatIsNotThereCannotBeSynced) {
  EXPECT_EQ(text_of([&] { sync_folder(folder_ / "none"); }),
            "cannot open the folder " + (folder_ / "none") + ": No such file or directory");
}

}  // namespace
}  // namespace voxvolt::parallel
