// SPDX-License-Identifier: BSD-3-Clause
#include "parallel/scheduler.hpp"

#include <gtest/gtest.h>

#include <chrono>
#include <map>
#include <thread>

#include "parallel/agree.hpp"
#include "parallel/machine.hpp"
#include "support/session.hpp"

namespace voxvolt::parallel {
namespace {

using test::world;
using Numbers = std::vector<std::size_t>;

void wait(double seconds) { std::this_thread::sleep_for(std::chrono::duration<double>(seconds)); }

/// Tasks whose result is their number squared, and what rank 0 heard of them.
class Scheduled : public testing::Test {
 protected:
  explicit Scheduled(int group_size = 1) : groups_(world(), group_size) {}

  ScheduledWork work() {
    ScheduledWork work;
    work.run = [this](std::span<const std::size_t> tasks) {
      std::string text;
      for (std::size_t task : tasks) {
        before_(task);
        text += std::to_string(task * task) + " ";
      }
      return text;
    };
    work.keep = [this](std::span<const std::size_t> tasks, const std::string& results) {
      std::string expected;
      for (std::size_t task : tasks) {
        ++kept_[task];
        expected += std::to_string(task * task) + " ";
      }
      EXPECT_EQ(results, expected);
      after_(tasks);
    };
    work.give_up = [this](std::span<const std::size_t> tasks, Loss) {
      given_up_.insert(given_up_.end(), tasks.begin(), tasks.end());
    };
    work.hung = [](std::span<const std::size_t>) { ADD_FAILURE() << "no task hangs"; };
    work.rest = [] {};
    return work;
  }
  TaskQueue queue(std::size_t count, const BlockRule& rule = {}) const {
    std::vector<Task> tasks;
    for (std::size_t i = 0; i < count; ++i) tasks.push_back({i, 0, 0});
    return {std::move(tasks), rule, groups_.count()};
  }
  void expect_each_once(std::size_t count) const {
    if (!world().is_first()) return;
    EXPECT_EQ(kept_.size(), count);
    for (const auto& [task, times] : kept_) EXPECT_EQ(times, 1) << task;
  }

  RankGroups groups_;
  StopRequest stop_;
  std::function<void(std::size_t)> before_ = [](std::size_t) {};
  std::function<void(std::span<const std::size_t>)> after_ = [](std::span<const std::size_t>) {};
  std::map<std::size_t, int> kept_;
  Numbers given_up_;
};

TEST_F(Scheduled, EveryTaskIsDoneOnceAndItsResultKept) {
  for (const BlockRule& rule : {BlockRule{}, BlockRule{.first = 3, .least = 2, .most = 7, .seconds = 0.01}}) {
    kept_.clear();
    EXPECT_TRUE(run_scheduled(groups_, queue(100, rule), work(), stop_));
    expect_each_once(100);
  }
}

TEST_F(Scheduled, WithoutTasksThereIsNothingToDo) {
  EXPECT_TRUE(run_scheduled(groups_, queue(0), work(), stop_));
  expect_each_once(0);
}

TEST_F(Scheduled, EveryGroupWorks) {
  Numbers mine;
  before_ = [&](std::size_t task) {
    wait(0.02);
    mine.push_back(task);
  };
  run_scheduled(groups_, queue(30), work(), stop_);
  EXPECT_FALSE(mine.empty());
}

TEST_F(Scheduled, AFailureOnOneRankIsThrownOnAllAndWhatEndedIsKept) {
  before_ = [](std::size_t task) {
    if (task == 10) throw MachineFailure("task 10 met a bad disk");
  };
  try {
    run_scheduled(groups_, queue(100), work(), stop_);
    FAIL() << "it did not throw";
  } catch (const AgreedFailure& failure) {
    EXPECT_EQ(failure.code(), ExitCode::machine);
    EXPECT_NE(std::string(failure.what()).find("task 10 met a bad disk"), std::string::npos) << failure.what();
  }
  if (world().is_first()) {
    EXPECT_GE(kept_.size(), 10u);
    EXPECT_FALSE(kept_.contains(10));
  }
}

TEST_F(Scheduled, AFailureToKeepIsThrownOnAll) {
  after_ = [](std::span<const std::size_t>) { throw MachineFailure("the disk is full"); };
  EXPECT_THROW(run_scheduled(groups_, queue(20), work(), stop_), AgreedFailure);
}

TEST_F(Scheduled, AStopOnOneRankEndsTheWorkOnAll) {
  const int last = world().size() - 1;
  before_ = [&](std::size_t task) {
    wait(0.01);
    if (world().rank() == last && task > 5) std::raise(SIGUSR1);
    if (stop_.asked(groups_.own())) throw AgreedFailure(ExitCode::stopped, "stopped");
  };
  EXPECT_FALSE(run_scheduled(groups_, queue(1000), work(), stop_));
  EXPECT_TRUE(stop_.asked(world()));
  EXPECT_EQ(stop_.reason(), "signal USR1");
  if (world().is_first()) { EXPECT_LT(kept_.size(), 100u); }
}

TEST_F(Scheduled, ATaskBeyondItsLimitIsTriedTwiceAndGivenUp) {
  int tries = 0;
  before_ = [&](std::size_t task) {
    if (task != 4) return;
    ++tries;
    while (!stop_.asked(groups_.own())) wait(0.002);
    throw AgreedFailure(ExitCode::stopped, "stopped");
  };
  ScheduledWork limited = work();
  limited.limit = 0.2;
  EXPECT_TRUE(run_scheduled(groups_, queue(8), limited, stop_));
  EXPECT_FALSE(stop_.asked(world()));
  EXPECT_EQ(world().sum(std::int64_t{tries}), 2);
  if (world().is_first()) {
    EXPECT_EQ(given_up_, Numbers{4});
    EXPECT_EQ(kept_.size(), 7u);
    EXPECT_FALSE(kept_.contains(4));
  }
}

class InGroups : public Scheduled {
 protected:
  InGroups() : Scheduled(2) {}
};

TEST_F(InGroups, AllRanksOfAGroupDoTheSameTasks) {
  EXPECT_LE(groups_.own().size(), 2);
  before_ = [&](std::size_t task) {
    EXPECT_EQ(groups_.own().sum(static_cast<std::int64_t>(task)),
              static_cast<std::int64_t>(task) * groups_.own().size());
  };
  EXPECT_TRUE(run_scheduled(groups_, queue(40), work(), stop_));
  expect_each_once(40);
}

}  // namespace
}  // namespace voxvolt::parallel
