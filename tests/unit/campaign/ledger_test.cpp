// SPDX-License-Identifier: BSD-3-Clause
#include "campaign/ledger.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "campaign/sealed_line.hpp"
#include "parallel/failure.hpp"
#include "support/session.hpp"
#include "support/temporary_folder.hpp"
#include "unit/campaign/sealed_file.hpp"

namespace voxvolt::campaign {
namespace {

using namespace test_files;
using test::world;

LedgerLine stage_line(const std::string& stage, const std::string& identity) {
  LedgerLine line;
  line.event = "stage";
  line.stage = stage;
  line.identity = identity;
  line.file = "stages/" + stage + "." + identity + ".h5";
  line.sha256 = std::string(64, 'a');
  line.status = "ok";
  line.commit = "0123abc";
  line.ranks = 3;
  line.time = "2026-01-02T03:04:05Z";
  return line;
}

/// A ledger of this rank's own with five lines.
class LedgerOnDisk : public testing::Test {
 protected:
  LedgerOnDisk() : folder_(world(), "ledger"), path_(folder_ / ("ledger" + std::to_string(world().rank()) + ".jsonl")) {
    Ledger ledger = Ledger::read(path_);
    LedgerLine started;
    started.event = "started";
    started.file = "resolved.yaml";
    started.status = "ok";
    started.stages = "image:11 cell:22";
    ledger.append(started);
    ledger.append(stage_line("image", "11"));
    LedgerLine failed = stage_line("cell", "22");
    failed.file.clear();
    failed.status = "solver_fail";
    failed.reason = "cell: did not converge at 12 s";
    ledger.append(failed);
    ledger.append(stage_line("cell", "22"));
    ledger.append(stage_line("cell", "33"));
    text_ = content_of(path_);
  }

  /// What reading the file says when it holds this text; empty when it is accepted.
  std::string complaint_of(const std::string& text) {
    overwrite(path_, text);
    try {
      Ledger::read(path_);
    } catch (const RecordFailure& failure) { return failure.what(); }
    return {};
  }
  std::string place(std::size_t line) const { return path_ + ":" + std::to_string(line) + ": "; }

  test::TemporaryFolder folder_;
  std::string path_;
  std::string text_;
};

TEST_F(LedgerOnDisk, WhatWasAppendedIsReadAgain) {
  const Ledger ledger = Ledger::read(path_);
  ASSERT_EQ(ledger.lines().size(), 5u);
  const LedgerLine& line = ledger.lines()[3];
  EXPECT_EQ(line.event, "stage");
  EXPECT_EQ(line.stage, "cell");
  EXPECT_EQ(line.identity, "22");
  EXPECT_EQ(line.file, "stages/cell.22.h5");
  EXPECT_EQ(line.commit, "0123abc");
  EXPECT_EQ(line.ranks, 3);
  EXPECT_EQ(line.time, "2026-01-02T03:04:05Z");
  EXPECT_EQ(ledger.lines()[2].reason, "cell: did not converge at 12 s");
  EXPECT_EQ(ledger.lines()[0].stages, "image:11 cell:22");
  EXPECT_FALSE(ledger.torn());
}

TEST_F(LedgerOnDisk, EachLineNamesTheHashOfTheOneBefore) {
  const auto lines = Ledger::read(path_).lines();
  EXPECT_EQ(lines[0].previous, std::string(64, '0'));
  for (std::size_t i = 1; i < lines.size(); ++i) {
    EXPECT_EQ(lines[i].previous, lines[i - 1].hash);
    EXPECT_EQ(lines[i].sequence, static_cast<std::int64_t>(i) + 1);
  }
}

TEST_F(LedgerOnDisk, AnyFlippedByteIsNamedByItsLine) {
  std::size_t line = 1;
  for (std::size_t i = 0; i + 1 < text_.size(); ++i) {
    for (const int flip : {1, 4, 128}) {
      std::string altered = text_;
      altered[i] = static_cast<char>(altered[i] ^ flip);
      EXPECT_TRUE(complaint_of(altered).starts_with(place(line))) << "byte " << i << ": " << complaint_of(altered);
    }
    if (text_[i] == '\n') ++line;
  }
}

TEST_F(LedgerOnDisk, AnyByteThatBecomesANewlineIsNamedByItsLine) {
  std::size_t line = 1;
  for (std::size_t i = 0; i < text_.size(); ++i) {
    if (text_[i] == '\n') {
      ++line;
      continue;
    }
    std::string altered = text_;
    altered[i] = '\n';
    EXPECT_TRUE(complaint_of(altered).starts_with(place(line))) << "byte " << i;
  }
}

TEST_F(LedgerOnDisk, WithoutItsLastNewlineTheLastLineIsTornAndIsCut) {
  const auto lines = lines_of(text_);
  for (const std::size_t lost : {std::size_t{1}, std::size_t{2}, std::size_t{40}, lines.back().size() - 1}) {
    overwrite(path_, text_.substr(0, text_.size() - lost));
    Ledger ledger = Ledger::read(path_);
    EXPECT_TRUE(ledger.torn());
    EXPECT_EQ(ledger.lines().size(), 4u);
    ledger.cut_torn_line();
    EXPECT_FALSE(ledger.torn());
    EXPECT_EQ(content_of(path_), joined({lines.begin(), lines.end() - 1}));
  }
}

TEST_F(LedgerOnDisk, AfterACutTheChainGoesOn) {
  overwrite(path_, text_.substr(0, text_.size() - 10));
  Ledger ledger = Ledger::read(path_);
  ledger.cut_torn_line();
  ledger.append(stage_line("cell", "33"));
  EXPECT_EQ(content_of(path_), text_);
}

TEST_F(LedgerOnDisk, ARemovedLineIsNamedWhereItIsMissing) {
  const auto lines = lines_of(text_);
  for (std::size_t i = 0; i + 1 < lines.size(); ++i) {
    auto fewer = lines;
    fewer.erase(fewer.begin() + static_cast<std::ptrdiff_t>(i));
    const std::string said = complaint_of(joined(fewer));
    EXPECT_TRUE(said.starts_with(place(i + 1))) << said;
    EXPECT_NE(said.find("removed, added or moved"), std::string::npos) << said;
  }
}

TEST_F(LedgerOnDisk, MovedAndRepeatedLinesAreNamed) {
  for (std::size_t i = 0; i + 1 < lines_of(text_).size(); ++i) {
    auto lines = lines_of(text_);
    std::swap(lines[i], lines[i + 1]);
    EXPECT_TRUE(complaint_of(joined(lines)).starts_with(place(i + 1)));
    auto twice = lines_of(text_);
    twice.insert(twice.begin() + static_cast<std::ptrdiff_t>(i), twice[i]);
    EXPECT_TRUE(complaint_of(joined(twice)).starts_with(place(i + 2)));
  }
}

TEST_F(LedgerOnDisk, ALineThatWasSealedAgainBreaksTheChainAtTheNext) {
  auto lines = lines_of(text_);
  config::Map forged = unseal(lines[1].substr(0, lines[1].size() - 1))->content.as<config::Map>();
  for (auto& [key, value] : forged)
    if (key == "sha256") value = config::Value(std::string(64, 'b'));
  lines[1] = seal(forged);
  EXPECT_TRUE(complaint_of(joined(lines)).starts_with(place(3)));
}

TEST_F(LedgerOnDisk, AnEmptyLineIsNamed) {
  auto lines = lines_of(text_);
  lines.insert(lines.begin() + 2, "\n");
  EXPECT_TRUE(complaint_of(joined(lines)).starts_with(place(3)));
}

TEST_F(LedgerOnDisk, AStageIsDoneOnlyByALineThatEndedWellWithItsIdentity) {
  const Ledger ledger = Ledger::read(path_);
  EXPECT_EQ(ledger.done("cell", "22")->sequence, 4);
  EXPECT_EQ(ledger.done("cell", "33")->sequence, 5);
  EXPECT_EQ(ledger.done("cell", "44"), nullptr);
  EXPECT_EQ(ledger.done("image", "22"), nullptr);
}

TEST_F(LedgerOnDisk, TheLastLineOfAFileOrAnEventCounts) {
  Ledger ledger = Ledger::read(path_);
  LedgerLine again = stage_line("image", "11");
  again.sha256 = std::string(64, 'c');
  ledger.append(again);
  EXPECT_EQ(ledger.line_of_file("stages/image.11.h5")->sha256, again.sha256);
  EXPECT_EQ(ledger.line_of_file(""), nullptr);
  EXPECT_EQ(ledger.last("stage")->sequence, 6);
  EXPECT_EQ(ledger.last("finished"), nullptr);
}

TEST(Ledger, AMissingFileIsAnEmptyLedger) {
  const Ledger ledger = Ledger::read("/nowhere/ledger.jsonl");
  EXPECT_TRUE(ledger.lines().empty());
  EXPECT_FALSE(ledger.torn());
}

}  // namespace
}  // namespace voxvolt::campaign
