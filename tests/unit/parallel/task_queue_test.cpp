// SPDX-License-Identifier: BSD-3-Clause
#include "parallel/task_queue.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace voxvolt::parallel {
namespace {

using Next = TaskQueue::Next;
using Numbers = std::vector<std::size_t>;

std::vector<Task> tasks(const std::vector<double>& seconds) {
  std::vector<Task> all;
  for (std::size_t i = 0; i < seconds.size(); ++i) all.push_back({i, seconds[i], 0});
  return all;
}

Numbers taken(TaskQueue& queue, std::size_t group) {
  EXPECT_EQ(queue.take(group), Next::work);
  Numbers numbers;
  for (const Task& task : queue.in_hand(group)) numbers.push_back(task.number);
  return numbers;
}

TEST(TaskQueue, TheLongestPredictedGoesFirstAndTiesGoByTheirOrder) {
  TaskQueue queue(tasks({1, 3, 2, 3, 0}), {}, 1);
  Numbers order;
  while (queue.take(0) == Next::work) {
    order.push_back(queue.in_hand(0).front().number);
    queue.done(0, 1);
  }
  EXPECT_EQ(order, (Numbers{1, 3, 2, 0, 4}));
}

TEST(TaskQueue, BlocksHoldAsMuchAsTheRuleAllowsByWhatWasMeasured) {
  TaskQueue queue(tasks(std::vector<double>(1000, 0.0)), {.first = 32, .least = 8, .most = 256, .seconds = 2}, 1);
  EXPECT_EQ(taken(queue, 0).size(), 32u);  // nothing is known
  queue.done(0, 0.32);                     // 10 ms each
  EXPECT_EQ(taken(queue, 0).size(), 200u);
  queue.done(0, 2000);  // 8.6 s each on average
  EXPECT_EQ(taken(queue, 0).size(), 8u);
}

TEST(TaskQueue, ABlockIsNeverMoreThanAFairShareOfWhatIsLeft) {
  TaskQueue queue(tasks(std::vector<double>(160, 1e-9)), {.first = 1, .least = 4, .most = 1000, .seconds = 1}, 2);
  std::size_t left = 160;
  for (std::size_t group = 0; left > 0; group = 1 - group) {
    const std::size_t size = taken(queue, group).size();
    EXPECT_LE(size, std::max<std::size_t>(4, (left + 3) / 4));
    left -= size;
    queue.done(group, 1e-7);
  }
  EXPECT_EQ(queue.take(0), Next::end);
}

TEST(TaskQueue, WhatIsMissedGoesOutOnceMoreAloneAndIsThenGivenUp) {
  TaskQueue queue(tasks({0, 0, 0, 0}), {.first = 2, .least = 2, .most = 2, .seconds = 1}, 2);
  EXPECT_EQ(taken(queue, 0), (Numbers{0, 1}));
  EXPECT_EQ(taken(queue, 1), (Numbers{2, 3}));
  EXPECT_EQ(queue.take(2), Next::wait);  // group 0 or 1 may yet miss theirs
  EXPECT_TRUE(queue.missed(0).empty());
  queue.leave();
  EXPECT_EQ(taken(queue, 2), Numbers{0});
  queue.done(2, 1);
  EXPECT_EQ(taken(queue, 2), Numbers{1});
  EXPECT_EQ(queue.missed(2), Numbers{1});
  queue.done(1, 1);
  EXPECT_EQ(queue.take(1), Next::end);
}

TEST(TaskQueue, WhatCameToNoEndInAnEarlierJobHasOneTryLeft) {
  TaskQueue queue({{5, 0, 0}, {6, 0, 1}}, {.first = 8, .least = 8, .most = 8, .seconds = 1}, 1);
  EXPECT_EQ(taken(queue, 0), Numbers{6});
  EXPECT_EQ(queue.missed(0), Numbers{6});
  EXPECT_EQ(taken(queue, 0), Numbers{5});
}

TEST(TaskQueue, ClosedItGivesNothingOut) {
  TaskQueue queue(tasks({1, 1}), {}, 1);
  EXPECT_EQ(taken(queue, 0), Numbers{0});
  queue.close();
  queue.done(0, 1);
  EXPECT_EQ(queue.take(0), Next::end);
}

}  // namespace
}  // namespace voxvolt::parallel
