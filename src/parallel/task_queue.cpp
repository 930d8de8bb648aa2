// SPDX-License-Identifier: BSD-3-Clause
#include "parallel/task_queue.hpp"

#include <algorithm>

namespace voxvolt::parallel {

TaskQueue::TaskQueue(std::vector<Task> tasks, const BlockRule& rule, std::size_t groups)
    : rule_(rule), groups_(std::max<std::size_t>(groups, 1)) {
  std::ranges::stable_sort(tasks, [](const Task& a, const Task& b) { return a.seconds > b.seconds; });
  // What once came to no end is no company for others.
  std::ranges::stable_partition(tasks, [](const Task& task) { return task.tried > 0; });
  waiting_.assign(tasks.begin(), tasks.end());
}

std::size_t TaskQueue::block_size() const {
  if (waiting_.front().tried > 0) return 1;
  const std::size_t share = (waiting_.size() + 2 * groups_ - 1) / (2 * groups_);
  const double each = measured_tasks_ > 0 ? measured_seconds_ / static_cast<double>(measured_tasks_)
                                          : waiting_.front().seconds;  // the longest
  double wanted = static_cast<double>(rule_.first);
  if (measured_tasks_ > 0 || each > 0) wanted = each > 0 ? rule_.seconds / each : static_cast<double>(rule_.most);
  const double most = static_cast<double>(std::max(rule_.least, std::min(share, rule_.most)));
  return static_cast<std::size_t>(std::clamp(wanted, static_cast<double>(rule_.least), most));
}

TaskQueue::Next TaskQueue::take(std::size_t group) {
  auto& block = in_hand_[group];
  if (!open_) return Next::end;
  if (waiting_.empty()) return nothing_in_hand() ? Next::end : Next::wait;
  const std::size_t size = block_size();
  while (!waiting_.empty() && block.size() < size && (block.empty() || waiting_.front().tried == 0)) {
    block.push_back(waiting_.front());
    waiting_.pop_front();
  }
  return Next::work;
}

void TaskQueue::done(std::size_t group, double seconds) {
  auto& block = in_hand_.at(group);
  measured_seconds_ += seconds;
  measured_tasks_ += block.size();
  block.clear();
}

std::vector<std::size_t> TaskQueue::missed(std::size_t group) {
  std::vector<std::size_t> given_up;
  auto& block = in_hand_.at(group);
  for (auto task = block.rbegin(); task != block.rend(); ++task) {
    if (task->tried > 0) given_up.insert(given_up.begin(), task->number);
    else waiting_.push_front({task->number, task->seconds, 1});
  }
  block.clear();
  return given_up;
}

bool TaskQueue::nothing_in_hand() const {
  return std::ranges::all_of(in_hand_, [](const auto& entry) { return entry.second.empty(); });
}

}  // namespace voxvolt::parallel
