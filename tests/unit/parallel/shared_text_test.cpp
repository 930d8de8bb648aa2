// SPDX-License-Identifier: BSD-3-Clause
#include "parallel/shared_text.hpp"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>

#include "parallel/agree.hpp"
#include "support/session.hpp"
#include "support/temporary_folder.hpp"

namespace voxvolt::parallel {
namespace {

const Communicator& world() { return test::world(); }

// Every rank must see the same refusal.
void expect_refusal(const std::string& path, const std::string& why, std::size_t limit = 1024) {
  std::string mine = "nothing was thrown";
  try {
    read_small_file(world(), path, limit);
  } catch (const AgreedFailure& failure) {
    mine = std::to_string(static_cast<int>(failure.code())) + ": " + failure.what();
  }
  for (const auto& text : world().gather(mine)) EXPECT_EQ(text, "2: cannot read " + path + ": " + why);
}

class ReadSmallFile : public testing::Test {
 protected:
  void write(const std::string& name, const std::string& text) {
    if (world().is_first()) std::ofstream(folder_ / name, std::ios::binary) << text;
  }
  test::TemporaryFolder folder_{world(), "shared-text"};
};

TEST_F(ReadSmallFile, EveryRankGetsItsBytes) {
  const std::string text("title: \xC3\xA9\r\n\0end", 15);
  write("file", text);
  EXPECT_EQ(read_small_file(world(), folder_ / "file"), text);
}

TEST_F(ReadSmallFile, AnEmptyFileIsAnEmptyText) {
  write("file", "");
  EXPECT_EQ(read_small_file(world(), folder_ / "file"), "");
}

TEST_F(ReadSmallFile, AFileOfJustTheLimitIsReadAndOneByteMoreIsRefused) {
  write("file", std::string(1024, 'x'));
  EXPECT_EQ(read_small_file(world(), folder_ / "file", 1024).size(), 1024U);
  expect_refusal(folder_ / "file", "it is longer than the 1023 bytes allowed here", 1023);
}

TEST_F(ReadSmallFile, AMissingFileIsNamed) { expect_refusal(folder_ / "none", "No such file or directory"); }

TEST_F(ReadSmallFile, AFolderIsRefused) { expect_refusal(folder_.path(), "it is a folder"); }

// Would it be opened for waiting, this test would hang: nobody ever writes.
TEST_F(ReadSmallFile, AFifoIsRefusedWithoutWaitingForAWriter) {
  if (world().is_first()) { ASSERT_EQ(mkfifo((folder_ / "fifo").c_str(), 0600), 0); }
  expect_refusal(folder_ / "fifo", "it is no regular file");
}

TEST_F(ReadSmallFile, AnEndlessDeviceIsRefused) { expect_refusal("/dev/zero", "it is no regular file"); }

TEST_F(ReadSmallFile, ALinkToItselfIsRefused) {
  if (world().is_first()) std::filesystem::create_symlink(folder_ / "loop", folder_ / "loop");
  expect_refusal(folder_ / "loop", "Too many levels of symbolic links");
}

}  // namespace
}  // namespace voxvolt::parallel
