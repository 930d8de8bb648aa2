// SPDX-License-Identifier: BSD-3-Clause
#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <limits>
#include <numeric>

#include "io/checkpoint.hpp"
#include "parallel/agree.hpp"
#include "support/session.hpp"
#include "support/temporary_folder.hpp"

namespace voxvolt::io {
namespace {

namespace fs = std::filesystem;
using test::world;

/// Rank r holds r values, so the first one holds none.
std::vector<double> numbers(double start) {
  std::vector<double> values(static_cast<std::size_t>(world().rank()));
  std::iota(values.begin(), values.end(), start);
  return values;
}

void save(CheckpointFolder& checkpoint, double start) {
  checkpoint.save([&](numerics::ArchiveWriter& into) {
    into.put("state", numbers(start));
    const std::vector<std::int64_t> counts{world().rank(), std::numeric_limits<std::int64_t>::min()};
    into.put("counts", counts);
    into.put("note", std::string("step at ") + std::to_string(start));
  });
}

double loaded_start(CheckpointFolder& checkpoint) {
  double start = -1;
  const bool loaded = checkpoint.load([&](numerics::ArchiveReader& from) {
    const std::string note = from.text("note");
    start = std::stod(note.substr(8));
    EXPECT_EQ(from.doubles("state"), numbers(start));
    EXPECT_EQ(from.integers("counts"),
              (std::vector<std::int64_t>{world().rank(), std::numeric_limits<std::int64_t>::min()}));
  });
  return loaded ? start : -1;
}

std::vector<std::string> names_in(const std::string& folder) {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(folder)) names.push_back(entry.path().filename().string());
  std::sort(names.begin(), names.end());
  return names;
}

void on_rank_0(const std::function<void()>& work) {
  world().barrier();
  if (world().is_first()) work();
  world().barrier();
}

TEST(checkpoint, what_each_rank_saved_it_loads_again) {
  const test::TemporaryFolder folder(world(), "checkpoint");
  CheckpointFolder checkpoint(folder / "checkpoints", "cell.0123456789ab", world());
  save(checkpoint, 5);
  CheckpointFolder later(folder / "checkpoints", "cell.0123456789ab", world());
  EXPECT_EQ(loaded_start(later), 5);
  EXPECT_EQ(later.why_ignored(), "");
}

TEST(checkpoint, bits_are_kept) {
  const test::TemporaryFolder folder(world(), "checkpoint");
  CheckpointFolder checkpoint(folder.path(), "cell", world());
  const std::vector<double> odd{-0.0, std::numeric_limits<double>::denorm_min(),
                                std::numeric_limits<double>::infinity(), std::nan("7"), 0.1};
  checkpoint.save([&](numerics::ArchiveWriter& into) { into.put("odd", odd); });
  std::vector<double> back;
  EXPECT_TRUE(checkpoint.load([&](numerics::ArchiveReader& from) { back = from.doubles("odd"); }));
  ASSERT_EQ(back.size(), odd.size());
  EXPECT_EQ(std::memcmp(back.data(), odd.data(), odd.size() * sizeof(double)), 0);
}

TEST(checkpoint, arrays_that_no_rank_fills_and_empty_texts_are_kept) {
  const test::TemporaryFolder folder(world(), "checkpoint");
  CheckpointFolder checkpoint(folder.path(), "cell", world());
  checkpoint.save([](numerics::ArchiveWriter& into) {
    into.put("none", std::vector<double>{});
    into.put("empty", std::string());
  });
  EXPECT_TRUE(checkpoint.load([](numerics::ArchiveReader& from) {
    EXPECT_TRUE(from.doubles("none").empty());
    EXPECT_EQ(from.text("empty"), "");
  }));
}

TEST(checkpoint, there_is_one_file_and_one_manifest_after_each_save) {
  const test::TemporaryFolder folder(world(), "checkpoint");
  CheckpointFolder checkpoint(folder.path(), "cell", world());
  save(checkpoint, 1);
  save(checkpoint, 2);
  save(checkpoint, 3);
  EXPECT_EQ(names_in(folder.path()), (std::vector<std::string>{"cell.000003.h5", "cell.checkpoint.json"}));
  EXPECT_EQ(loaded_start(checkpoint), 3);
}

TEST(checkpoint, without_one_nothing_is_loaded_and_nothing_is_complained_of) {
  const test::TemporaryFolder folder(world(), "checkpoint");
  CheckpointFolder checkpoint(folder / "none", "cell", world());
  EXPECT_EQ(loaded_start(checkpoint), -1);
  EXPECT_EQ(checkpoint.why_ignored(), "");
  checkpoint.remove();
}

TEST(checkpoint, a_kill_between_the_steps_of_a_save_leaves_the_old_one) {
  const test::TemporaryFolder folder(world(), "checkpoint");
  CheckpointFolder checkpoint(folder.path(), "cell", world());
  save(checkpoint, 1);
  // As left by a kill after the second file got its name, and one while a third was being written.
  on_rank_0([&] {
    fs::copy(folder / "cell.000001.h5", folder / "cell.000002.h5");
    std::ofstream(folder / "cell.000003.h5.partial") << "torn";
  });
  EXPECT_EQ(loaded_start(checkpoint), 1);
  save(checkpoint, 4);
  EXPECT_EQ(names_in(folder.path()), (std::vector<std::string>{"cell.000003.h5", "cell.checkpoint.json"}));
  EXPECT_EQ(loaded_start(checkpoint), 4);
}

TEST(checkpoint, files_of_other_stages_are_left_alone) {
  const test::TemporaryFolder folder(world(), "checkpoint");
  on_rank_0([&] {
    for (const char* name : {"cell.2.members.jsonl", "cell.x.h5", "cell2.000001.h5", "cell.000001.h5.x"})
      std::ofstream(folder / name) << "mine";
  });
  CheckpointFolder checkpoint(folder.path(), "cell", world());
  save(checkpoint, 1);
  checkpoint.remove();
  EXPECT_EQ(names_in(folder.path()),
            (std::vector<std::string>{"cell.000001.h5.x", "cell.2.members.jsonl", "cell.x.h5", "cell2.000001.h5"}));
}

TEST(checkpoint, a_corrupt_file_is_ignored_with_its_reason) {
  const test::TemporaryFolder folder(world(), "checkpoint");
  CheckpointFolder checkpoint(folder.path(), "cell", world());
  save(checkpoint, 1);
  on_rank_0([&] {
    std::fstream file(folder / "cell.000001.h5", std::ios::binary | std::ios::in | std::ios::out);
    file.seekp(100);
    file.put('\x77');
  });
  EXPECT_EQ(loaded_start(checkpoint), -1);
  EXPECT_NE(
      checkpoint.why_ignored().find("cell.000001.h5 is not what was written (its SHA-256 differs from the manifest)"),
      std::string::npos)
      << checkpoint.why_ignored();
  on_rank_0([&] { fs::resize_file(folder / "cell.000001.h5", 20); });
  EXPECT_EQ(loaded_start(checkpoint), -1);
  on_rank_0([&] { fs::remove(folder / "cell.000001.h5"); });
  EXPECT_EQ(loaded_start(checkpoint), -1);
  EXPECT_NE(checkpoint.why_ignored().find("No such file"), std::string::npos) << checkpoint.why_ignored();
}

TEST(checkpoint, a_manifest_of_other_ranks_or_none_of_ours_is_ignored_with_its_reason) {
  const test::TemporaryFolder folder(world(), "checkpoint");
  CheckpointFolder checkpoint(folder.path(), "cell", world());
  const auto ignored_for = [&](const std::string& manifest) {
    on_rank_0([&] { std::ofstream(folder / "cell.checkpoint.json") << manifest; });
    EXPECT_EQ(loaded_start(checkpoint), -1);
    return checkpoint.why_ignored();
  };
  const std::string here = std::to_string(world().size());
  EXPECT_NE(ignored_for(R"({"counter":1,"file":"cell.000001.h5","sha256":"","ranks":77})")
                .find("it was written by 77 ranks, here are " + here),
            std::string::npos);
  EXPECT_NE(ignored_for(R"({"counter":1,"file":"../../etc/passwd","sha256":"","ranks":)" + here + "}")
                .find("names a file elsewhere"),
            std::string::npos);
  EXPECT_NE(ignored_for(R"({"counter":1})").find("its manifest lacks file"), std::string::npos);
  EXPECT_NE(ignored_for("[]").find("no map"), std::string::npos);
  EXPECT_NE(ignored_for(R"({"counter":1)"), "");
  EXPECT_NE(ignored_for(""), "");
  save(checkpoint, 8);
  EXPECT_EQ(loaded_start(checkpoint), 8);
}

TEST(checkpoint, a_name_that_was_not_saved_is_a_record_failure_on_all_ranks) {
  const test::TemporaryFolder folder(world(), "checkpoint");
  CheckpointFolder checkpoint(folder.path(), "cell", world());
  save(checkpoint, 1);
  try {
    checkpoint.load([](numerics::ArchiveReader& from) { from.doubles("missing"); });
    ADD_FAILURE() << "nothing thrown";
  } catch (const parallel::AgreedFailure& failure) {
    EXPECT_EQ(failure.code(), ExitCode::record);
    EXPECT_NE(std::string(failure.what()).find("there is no /missing in it"), std::string::npos) << failure.what();
  }
}

TEST(checkpoint, a_failure_while_saving_keeps_the_old_one) {
  const test::TemporaryFolder folder(world(), "checkpoint");
  CheckpointFolder checkpoint(folder.path(), "cell", world());
  save(checkpoint, 1);
  EXPECT_THROW(checkpoint.save([](numerics::ArchiveWriter& into) {
    into.put("state", std::vector<double>{1, 2, 3});
    throw parallel::AgreedFailure(ExitCode::solver, "lost");
  }),
               parallel::AgreedFailure);
  world().barrier();
  EXPECT_EQ(names_in(folder.path()), (std::vector<std::string>{"cell.000001.h5", "cell.checkpoint.json"}));
  EXPECT_EQ(loaded_start(checkpoint), 1);
}

}  // namespace
}  // namespace voxvolt::io
