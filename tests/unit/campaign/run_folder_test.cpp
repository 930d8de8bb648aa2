// SPDX-License-Identifier: BSD-3-Clause
#include "campaign/run_folder.hpp"

#include <gtest/gtest.h>

#include <filesystem>

#include "parallel/failure.hpp"
#include "parallel/machine.hpp"
#include "support/session.hpp"
#include "support/temporary_folder.hpp"
#include "unit/campaign/sealed_file.hpp"

namespace voxvolt::campaign {
namespace {

namespace fs = std::filesystem;
using test::world;
using test_files::overwrite;

constexpr const char* kIdentity = "0123456789abcdef";

/// A folder of this rank's own, with files as a run leaves them.
class Folder : public testing::Test {
 protected:
  Folder() : above_(world(), "run_folder"), folder_{above_ / ("out" + std::to_string(world().rank()))} {}

  void put(const std::string& name, const std::string& text = "x") const {
    fs::create_directories(fs::path(folder_.at(name)).parent_path());
    overwrite(folder_.at(name), text);
  }
  bool has(const std::string& name) const { return fs::exists(folder_.at(name)); }
  std::string complaint_of_open() const {
    try {
      folder_.open();
    } catch (const Failure& failure) {
      EXPECT_EQ(failure.code(), ExitCode::input);
      return failure.what();
    }
    return {};
  }

  test::TemporaryFolder above_;
  RunFolder folder_;
};

TEST_F(Folder, NamesCarryTheFirstTwelveDigitsOfTheIdentity) {
  EXPECT_EQ(RunFolder::stage_file("cell", kIdentity), "stages/cell.0123456789ab.h5");
  EXPECT_EQ(RunFolder::stem("cell", kIdentity), "cell.0123456789ab");
}

TEST_F(Folder, OpeningMakesWhatARunNeeds) {
  folder_.open();
  EXPECT_TRUE(has("stages") && has("fields") && has("checkpoints"));
  EXPECT_EQ(complaint_of_open(), "");  // and again
}

TEST_F(Folder, OneWithFilesOfOthersAndNoLedgerIsRefusedNamingThem) {
  put("thesis.tex");
  EXPECT_NE(complaint_of_open().find("holds other files (thesis.tex) and no ledger.jsonl"), std::string::npos);
  EXPECT_FALSE(has("stages"));
}

TEST_F(Folder, WithALedgerFilesOfOthersDoNotMatter) {
  put("thesis.tex");
  put("ledger.jsonl", "");
  EXPECT_EQ(complaint_of_open(), "");
}

TEST_F(Folder, WhatAKillBeforeTheFirstLineOfTheLedgerLeavesIsNoStrangersFile) {
  folder_.open();
  for (const char* name :
       {"lock", "campaign.yaml", "resolved.yaml", "resolved.yaml.partial", "campaign.yaml.partial", "log.txt"})
    put(name);
  EXPECT_EQ(complaint_of_open(), "");
}

TEST_F(Folder, AFileInItsPlaceIsRefused) {
  overwrite(folder_.path, "x");
  EXPECT_NE(complaint_of_open().find("is not a folder"), std::string::npos);
}

TEST_F(Folder, ClearingRemovesAllThatARunWritesAndNothingElse) {
  const std::vector<std::string> ours{"campaign.yaml",
                                      "resolved.yaml",
                                      "results.h5",
                                      "results.h5.partial",
                                      "log.txt",
                                      "run.jsonl",
                                      "report.html",
                                      "stages/cell.0123456789ab.h5",
                                      "stages/cell.0123456789ab.h5.partial",
                                      "fields/image.0123456789ab.000000.h5",
                                      "fields/image.xmf",
                                      "fields/image.xmf.partial",
                                      "checkpoints/cell.0123456789ab.000001.h5",
                                      "checkpoints/spread.0123456789ab.members.jsonl",
                                      "figures/a.svg"};
  const std::vector<std::string> theirs{"thesis.tex",       "stages/notes.txt", "stages/cell.h5",
                                        "fields/view.pvsm", "data/results.h5",  "results.h5.bak"};
  folder_.open();
  for (const auto& name : ours) put(name);
  for (const auto& name : theirs) put(name);
  put("ledger.jsonl");
  folder_.clear();
  EXPECT_EQ(test_files::content_of(folder_.ledger()), "");
  for (const auto& name : ours) EXPECT_FALSE(has(name)) << name;
  for (const auto& name : theirs) EXPECT_TRUE(has(name)) << name;
  EXPECT_TRUE(has("stages") && has("checkpoints"));  // ready for a run
}

TEST_F(Folder, ASecondLockIsToldWhoHoldsIt) {
  folder_.open();
  const FolderLock lock(folder_, FolderLock::Use::alone);
  try {
    const FolderLock second(folder_, FolderLock::Use::alone);
    ADD_FAILURE() << "two locks on one folder";
  } catch (const Failure& failure) {
    EXPECT_EQ(failure.code(), ExitCode::input);
    const std::string said = failure.what();
    EXPECT_NE(said.find("process " + std::to_string(parallel::process_id()) + " on " + parallel::host_name()),
              std::string::npos)
        << said;
    EXPECT_NE(said.find(folder_.path), std::string::npos) << said;
  }
}

TEST_F(Folder, ALockIsGoneWithItsHolder) {
  folder_.open();
  { const FolderLock lock(folder_, FolderLock::Use::alone); }
  EXPECT_NO_THROW({ const FolderLock again(folder_, FolderLock::Use::alone); });
}

TEST_F(Folder, TheNameOfAnEarlierHolderIsNoLock) {
  folder_.open();
  put("lock", "process 1 on elsewhere, started by somebody\n");
  EXPECT_NO_THROW({ const FolderLock lock(folder_, FolderLock::Use::alone); });
}

TEST(TimeNow, IsIso8601InUtc) {
  const std::string now = time_now();
  ASSERT_EQ(now.size(), 20u);
  EXPECT_EQ(now[10], 'T');
  EXPECT_EQ(now.back(), 'Z');
}

}  // namespace
}  // namespace voxvolt::campaign
