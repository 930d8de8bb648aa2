// SPDX-License-Identifier: BSD-3-Clause
#include "campaign/sealed_line.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "config/sha256.hpp"
#include "parallel/failure.hpp"
#include "support/session.hpp"
#include "support/temporary_folder.hpp"
#include "unit/campaign/sealed_file.hpp"

namespace voxvolt::campaign {
namespace {

using test::world;

config::Map sample() {
  return {
      {"stage", "cell"}, {"reason", "quote \" newline \n tab \t end"}, {"sequence", std::int64_t{7}}, {"value", 0.1}};
}

std::string without_newline(std::string line) {
  line.pop_back();
  return line;
}

TEST(SealedLine, WhatWasSealedComesBack) {
  const auto back = unseal(without_newline(seal(sample())));
  ASSERT_TRUE(back);
  EXPECT_EQ(text_at(back->content, "stage"), "cell");
  EXPECT_EQ(text_at(back->content, "reason"), "quote \" newline \n tab \t end");
  EXPECT_EQ(integer_at(back->content, "sequence"), 7);
  EXPECT_EQ(back->content.find("value")->number(), 0.1);
}

TEST(SealedLine, AnyTextIsOneLine) {
  const std::string line = seal(sample());
  EXPECT_EQ(std::count(line.begin(), line.end(), '\n'), 1);
  EXPECT_EQ(line.back(), '\n');
}

TEST(SealedLine, ItsHashIsTheSha256OfAllThatStandsBeforeTheHash) {
  const std::string line = seal(sample());
  const std::size_t tail = line.find(",\"hash\":\"");
  EXPECT_EQ(unseal(without_newline(line))->hash, config::sha256_hex(line.substr(0, tail)));
}

TEST(SealedLine, NoByteOfItCanBeChangedUnnoticed) {
  const std::string line = without_newline(seal(sample()));
  for (std::size_t i = 0; i < line.size(); ++i)
    for (const int flip : {1, 32, 127}) {
      std::string altered = line;
      altered[i] = static_cast<char>(altered[i] ^ flip);
      EXPECT_FALSE(unseal(altered)) << "byte " << i << " flipped by " << flip;
    }
}

TEST(SealedLine, NoByteOfItCanBeLostOrAddedUnnoticed) {
  const std::string line = without_newline(seal(sample()));
  for (std::size_t i = 0; i < line.size(); ++i) {
    EXPECT_FALSE(unseal(line.substr(0, i))) << "cut to " << i;
    EXPECT_FALSE(unseal(line.substr(0, i) + " " + line.substr(i))) << "space at " << i;
  }
  EXPECT_FALSE(unseal(line + " "));
}

TEST(SealedLine, KeysThatAreNotThereReadAsEmptyAndZero) {
  const auto back = unseal(without_newline(seal(sample())));
  EXPECT_EQ(text_at(back->content, "nothing"), "");
  EXPECT_EQ(integer_at(back->content, "nothing"), 0);
}

TEST(SealedFile, AMissingFileHasNoLines) {
  const SealedFile file = read_sealed("/nowhere/at/all.jsonl");
  EXPECT_TRUE(file.lines.empty());
  EXPECT_FALSE(file.torn);
}

TEST(SealedFile, CuttingLeavesWholeLinesOnlyWhereverTheTearIs) {
  const test::TemporaryFolder folder(world(), "sealed");
  const std::string path = folder / ("lines" + std::to_string(world().rank()));
  const std::string first = seal({{"n", std::int64_t{1}}}), second = seal({{"n", std::int64_t{2}}});
  for (std::size_t kept = 0; kept < second.size(); ++kept) {
    test_files::overwrite(path, first + second.substr(0, kept));
    const SealedFile file = read_sealed(path);
    EXPECT_EQ(file.lines.size(), 1u);
    EXPECT_EQ(file.torn, kept > 0) << kept;
    cut_torn(path, file);
    EXPECT_EQ(test_files::content_of(path), first) << kept;
  }
}

TEST(SealedFile, AnAlteredLineIsLeftOutAndTheOthersAreKept) {
  const test::TemporaryFolder folder(world(), "sealed");
  const std::string path = folder / ("lines" + std::to_string(world().rank()));
  std::string second = seal({{"n", std::int64_t{2}}});
  second[5] = '9';
  test_files::overwrite(path, seal({{"n", std::int64_t{1}}}) + second + seal({{"n", std::int64_t{3}}}));
  const SealedFile file = read_sealed(path);
  ASSERT_EQ(file.lines.size(), 3u);
  EXPECT_TRUE(file.lines[0]);
  EXPECT_FALSE(file.lines[1]);
  EXPECT_TRUE(file.lines[2]);
}

}  // namespace
}  // namespace voxvolt::campaign
