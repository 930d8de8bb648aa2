// SPDX-License-Identifier: BSD-3-Clause
#include "parallel/agree.hpp"

#include <gtest/gtest.h>

#include <new>
#include <stdexcept>

#include "support/session.hpp"

namespace voxvolt::parallel {
namespace {

const Communicator& world() { return test::world(); }
bool is_last() { return world().rank() == world().size() - 1; }
std::string place(int rank) {
  if (world().size() == 1) return "";
  return " (rank " + std::to_string(rank) + " of " + std::to_string(world().size()) + ")";
}

// What every rank caught, empty where nothing was thrown.
template <class Work>
std::vector<std::string> caught_everywhere(const Work& work) {
  std::string mine;
  try {
    work();
  } catch (const AgreedFailure& failure) {
    mine = std::to_string(static_cast<int>(failure.code())) + ": " + failure.what();
  }
  return world().gather(mine);
}

std::vector<std::string> everywhere(const std::string& text) {
  return std::vector<std::string>(static_cast<std::size_t>(world().size()), text);
}

TEST(Agree, NothingBroughtIsNothingThrown) {
  EXPECT_NO_THROW(agree(world(), std::nullopt));
  int runs = 0;
  EXPECT_NO_THROW(agree_on(world(), [&] { ++runs; }));
  EXPECT_EQ(runs, 1);
}

TEST(Agree, AThrowOnOneRankBecomesTheSameErrorOnAllNamingTheRank) {
  const auto caught = caught_everywhere([] {
    agree_on(world(), [] {
      if (is_last()) throw SolverFailure("stage cell: no convergence at 12 s");
    });
  });
  EXPECT_EQ(caught, everywhere("3: stage cell: no convergence at 12 s" + place(world().size() - 1)));
}

TEST(Agree, AFailureThatAllShareNamesNoRank) {
  const auto caught = caught_everywhere([] { agree(world(), Failure(ExitCode::input, "a.yaml:3:1: no such key")); });
  EXPECT_EQ(caught, everywhere("2: a.yaml:3:1: no such key"));
}

TEST(Agree, OfDifferentFailuresTheLowestRankIsHeard) {
  const auto caught =
      caught_everywhere([] { agree(world(), MachineFailure("disk of rank " + std::to_string(world().rank()))); });
  EXPECT_EQ(caught, everywhere("4: disk of rank 0" + place(0)));
}

TEST(Agree, SameTextsWithDifferentCodesAreNotAlike) {
  const auto code = world().is_first() ? ExitCode::record : ExitCode::machine;
  const auto caught = caught_everywhere([&] { agree(world(), Failure(code, "x")); });
  EXPECT_EQ(caught, everywhere("5: x" + place(0)));
}

TEST(Agree, RunningOutOfMemoryIsTheMachinesFailureAndSaysHowMuchWasHeld) {
  const auto caught = caught_everywhere([] {
    agree_on(world(), [] {
      if (is_last()) throw std::bad_alloc();
    });
  });
  EXPECT_TRUE(caught[0].starts_with("4: out of memory (this process has held up to ")) << caught[0];
  EXPECT_TRUE(caught[0].ends_with(" GiB)" + place(world().size() - 1))) << caught[0];
  EXPECT_EQ(caught, everywhere(caught[0]));
}

TEST(Agree, AnExceptionOfALibraryKeepsItsTextAndCountsAsTheMachine) {
  const auto caught = caught_everywhere([] {
    agree_on(world(), [] {
      if (world().is_first()) throw std::runtime_error("library says no");
    });
  });
  EXPECT_EQ(caught, everywhere("4: library says no" + place(0)));
}

TEST(Agree, WhatIsNoExceptionAtAllIsStillAgreedOn) {
  const auto caught = caught_everywhere([] {
    agree_on(world(), [] {
      if (is_last()) throw 9;
    });
  });
  EXPECT_EQ(caught, everywhere("4: something was thrown that is no exception of ours" + place(world().size() - 1)));
}

TEST(Agree, AnEmptyMessageStillThrows) {
  EXPECT_EQ(caught_everywhere([] { agree(world(), SolverFailure("")); }), everywhere("3: "));
}

TEST(OnFirst, TheWorkRunsOnRank0OnlyAndItsTextReachesAll) {
  int runs = 0;
  const auto text = on_first(world(), [&] {
    ++runs;
    return "by rank " + std::to_string(world().rank());
  });
  EXPECT_EQ(text, "by rank 0");
  EXPECT_EQ(runs, world().is_first() ? 1 : 0);
}

TEST(OnFirst, ItsFailureReachesAllWithCodeAndTextAndNoRank) {
  const auto caught = caught_everywhere(
      [] { on_first(world(), []() -> std::string { throw Failure(ExitCode::input, "a.yaml: not there"); }); });
  EXPECT_EQ(caught, everywhere("2: a.yaml: not there"));
}

}  // namespace
}  // namespace voxvolt::parallel
