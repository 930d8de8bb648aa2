// SPDX-License-Identifier: BSD-3-Clause
#include "parallel/scheduler.hpp"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <condition_variable>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <mutex>
#include <optional>
#include <set>
#include <thread>

#include "parallel/agree.hpp"
#include "parallel/end_process.hpp"
#include "parallel/machine.hpp"

namespace voxvolt::parallel {
namespace {

using Numbers = std::vector<std::size_t>;
using Next = TaskQueue::Next;

// What ranks say to each other, beside the collective words of a Communicator.
enum Tag : int { kAsk = 7301, kReply, kBeat, kStop, kDismiss };
enum class How : std::int64_t { asks, done, overran, stopped, failed };
enum class Answer : std::int64_t { work, end, abandoned };

constexpr auto kPause = std::chrono::microseconds(200);  // between two looks for messages
constexpr double kBeatEvery = 1;                         // s
constexpr double kLease = 60;                            // s without a beat: the rank counts as lost
constexpr double kGrace = 10;                            // s beyond 1.5 limits for work that does not look at the clock

struct Report {
  How how = How::asks;
  double seconds = 0;
  std::string results;
};

void send(const Communicator& ranks, int to, Tag tag, const std::string& text) {
  MPI_Send(text.data(), static_cast<int>(text.size()), MPI_CHAR, to, tag, ranks.handle());
}

struct Message {
  int from = 0;
  int tag = 0;
  std::string text;
};
std::optional<Message> receive(const Communicator& ranks, int from, int tag) {
  int there = 0;
  MPI_Message handle = MPI_MESSAGE_NULL;
  MPI_Status status;
  MPI_Improbe(from, tag, ranks.handle(), &there, &handle, &status);
  if (!there) return {};
  int size = 0;
  MPI_Get_count(&status, MPI_CHAR, &size);
  Message message{status.MPI_SOURCE, status.MPI_TAG, std::string(static_cast<std::size_t>(size), '\0')};
  MPI_Mrecv(message.text.data(), size, MPI_CHAR, &handle, MPI_STATUS_IGNORE);
  return message;
}

template <class T>
void put(std::string& text, T value) {
  text.append(reinterpret_cast<const char*>(&value), sizeof value);
}
template <class T>
T take(const std::string& text, std::size_t& at) {
  T value{};
  std::memcpy(&value, text.data() + at, sizeof value);
  at += sizeof value;
  return value;
}

std::string to_text(const Report& report) {
  std::string text;
  put(text, report.how);
  put(text, report.seconds);
  return text + report.results;
}
Report report_of(const std::string& text) {
  std::size_t at = 0;
  Report report;
  report.how = take<How>(text, at);
  report.seconds = take<double>(text, at);
  report.results = text.substr(at);
  return report;
}
std::string to_text(Answer answer, const Numbers& tasks) {
  std::string text;
  put(text, answer);
  for (std::size_t task : tasks) put(text, task);
  return text;
}
std::pair<Answer, Numbers> answer_of(const std::string& text) {
  std::size_t at = 0;
  std::pair<Answer, Numbers> answer{take<Answer>(text, at), {}};
  while (at < text.size()) answer.second.push_back(take<std::size_t>(text, at));
  return answer;
}

/// What rank 0 knows of the work. Its members may be called from any thread.
class Coordinator {
 public:
  Coordinator(TaskQueue queue, const ScheduledWork& work) : queue_(std::move(queue)), work_(work) {}

  Next next(std::size_t group, Numbers& tasks) {
    const std::lock_guard lock(mutex_);
    const Next next = queue_.take(group);
    tasks = numbers(group);
    if (next == Next::work) taken_[group] = seconds();
    return next;
  }
  void report(std::size_t group, const Report& report) {
    const std::lock_guard lock(mutex_);
    if (report.how == How::asks) return;
    const Numbers tasks = numbers(group);
    if (report.how == How::overran) {
      give_up(queue_.missed(group), Loss::overran);
    } else {
      if (report.how == How::done) try_to([&] { work_.keep(tasks, report.results); });
      queue_.done(group, report.seconds);
      if (report.how == How::stopped) stopped_ = true;
      if (report.how != How::done) queue_.close();
    }
  }
  void lost(std::size_t group, Loss why) {
    const std::lock_guard lock(mutex_);
    if (!numbers(group).empty()) give_up(queue_.missed(group), why);
    queue_.leave();
  }
  /// Is the group beyond what it may take for what it has in hand, and deaf?
  bool overdue(std::size_t group) {
    const std::lock_guard lock(mutex_);
    const std::size_t tasks = numbers(group).size();
    return tasks > 0 && seconds() > taken_[group] + 1.5 * work_.limit * static_cast<double>(tasks) + kGrace;
  }
  [[noreturn]] void end_hung(std::size_t group, const Communicator& all) {
    mutex_.lock();  // for good: nothing may be kept after this
    const Numbers tasks = numbers(group);
    try_to([&] { work_.hung(tasks); });
    std::fprintf(stderr,
                 "voxvolt: rank 0 is kept by a task that does not end and does not look at the clock: the job "
                 "ends; what was computed is kept: run again to go on\n");
    if (all.size() == 1) end_process(static_cast<int>(ExitCode::stopped));
    std::fflush(nullptr);
    MPI_Abort(MPI_COMM_WORLD, static_cast<int>(ExitCode::stopped));
    std::abort();
  }
  void rest() {
    const std::lock_guard lock(mutex_);
    try_to(work_.rest);
  }
  void stop() {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
    queue_.close();
  }
  void close() {
    const std::lock_guard lock(mutex_);
    queue_.close();
  }
  bool stopped() {
    const std::lock_guard lock(mutex_);
    return stopped_;
  }
  Status trouble() {
    const std::lock_guard lock(mutex_);
    return trouble_;
  }

 private:
  Numbers numbers(std::size_t group) {
    Numbers tasks;
    for (const Task& task : queue_.in_hand(group)) tasks.push_back(task.number);
    return tasks;
  }
  void give_up(const Numbers& tasks, Loss why) {
    if (!tasks.empty()) try_to([&] { work_.give_up(tasks, why); });
  }
  void try_to(const std::function<void()>& what) {
    try {
      what();
      return;
    } catch (const Failure& failure) { trouble_ = failure; } catch (const std::exception& other) {
      trouble_ = MachineFailure(other.what());
    }
    queue_.close();
  }

  std::mutex mutex_;
  TaskQueue queue_;
  const ScheduledWork& work_;
  std::map<std::size_t, double> taken_;  // s
  bool stopped_ = false;
  Status trouble_;
};

/// Rank 0's ear for the groups that it is not in itself.
class Service {
 public:
  Service(Coordinator& coordinator, const RankGroups& groups, const ScheduledWork& work, StopRequest& stop)
      : coordinator_(coordinator), groups_(groups), limited_(std::isfinite(work.limit)), stop_(stop) {
    for (std::size_t group = own_groups(); group < groups.count(); ++group) heard_[group] = seconds();
  }

  std::size_t own_groups() const { return groups_.first_computes() ? 1 : 0; }
  /// Until every group has been told that there is no more, or is lost.
  void run() {
    while (!abandoned_ && (!heard_.empty() || (limited_ && !local_done_))) {
      if (!groups_.first_computes() && stop_.asked(Communicator::self())) coordinator_.stop();
      bool busy = false;
      while (groups_.all().size() > 1 && listen()) busy = true;
      if (coordinator_.stopped() && !told_) tell_to_stop();
      answer_waiting();
      if (seconds() > looked_ + 0.1) look_for_lost();
      if (!busy) std::this_thread::sleep_for(heard_.empty() ? 50 * kPause : kPause);
    }
  }
  void local_is_done() { local_done_ = true; }
  void abandon() { abandoned_ = true; }
  const std::vector<int>& lost() const { return lost_; }

 private:
  std::optional<std::size_t> group_of(int leader) const {
    for (const auto& [group, when] : heard_)
      if (groups_.leader(group) == leader) return group;
    return {};  // thought lost before
  }
  bool listen() {
    bool heard = false;
    for (Tag tag : {kBeat, kAsk}) {
      const auto message = receive(groups_.all(), MPI_ANY_SOURCE, tag);
      if (!message) continue;
      heard = true;
      const auto group = group_of(message->from);
      if (!group) continue;
      heard_[*group] = seconds();
      if (tag == kBeat) continue;
      coordinator_.report(*group, report_of(message->text));
      waiting_.insert(*group);
    }
    return heard;
  }
  void answer_waiting() {
    for (auto group = waiting_.begin(); group != waiting_.end();) {
      Numbers tasks;
      const Next next = coordinator_.next(*group, tasks);
      if (next == Next::wait || (next == Next::end && !all_have_ended())) {
        ++group;
        continue;
      }
      const Answer answer = next == Next::work ? Answer::work : lost_.empty() ? Answer::end : Answer::abandoned;
      send(groups_.all(), groups_.leader(*group), kReply, to_text(answer, tasks));
      if (next == Next::end) heard_.erase(*group);
      group = waiting_.erase(group);
    }
  }
  // The last word must be the same for all: so nobody hears it before all have come.
  bool all_have_ended() const { return waiting_.size() == heard_.size() && (own_groups() == 0 || local_done_); }

  void look_for_lost() {
    looked_ = seconds();
    coordinator_.rest();
    for (const auto& [group, when] : std::map(heard_)) {
      const auto& members = groups_.members(group);
      const auto gone = std::ranges::find_if(members, [&](int rank) { return groups_.is_gone(rank); });
      if (gone != members.end()) lose(group, *gone, Loss::rank_lost);
      else if (groups_.threads() && seconds() > when + kLease) lose(group, members.front(), Loss::rank_lost);
      else if (limited_ && coordinator_.overdue(group)) lose(group, members.front(), Loss::overran);
    }
    if (limited_ && own_groups() == 1 && coordinator_.overdue(0)) coordinator_.end_hung(0, groups_.all());
  }
  void lose(std::size_t group, int rank, Loss why) {
    coordinator_.lost(group, why);
    lost_.push_back(rank);
    heard_.erase(group);
    waiting_.erase(group);
  }
  void tell_to_stop() {
    told_ = true;
    stop_.ask();
    for (const auto& [group, when] : heard_)
      for (int rank : groups_.members(group)) send(groups_.all(), rank, kStop, "");
  }

  Coordinator& coordinator_;
  const RankGroups& groups_;
  const bool limited_;
  StopRequest& stop_;
  std::map<std::size_t, double> heard_;  // s, of each group that still works
  std::set<std::size_t> waiting_;        // for an answer
  std::vector<int> lost_;
  bool told_ = false;
  double looked_ = 0;
  std::atomic<bool> local_done_ = false, abandoned_ = false;
};

/// A rank's sign of life while its main thread works, and its ear for what may not wait.
class Pulse {
 public:
  Pulse(const RankGroups& groups, StopRequest& stop) : groups_(groups), stop_(stop) {
    if (groups.threads() && groups.all().size() > 1 && groups.all().rank() > 0)
      thread_ = std::jthread([this](const std::stop_token& ended) { run(ended); });
  }

 private:
  void run(const std::stop_token& ended) {
    const Communicator& all = groups_.all();
    double beaten = seconds();
    while (!ended.stop_requested()) {
      if (receive(all, 0, kStop)) stop_.ask();
      // A rank that may be stuck in a collective call with the dead has no other way out.
      if (receive(all, 0, kDismiss)) std::raise(SIGKILL);
      if (groups_.leads(all.rank()) && seconds() > beaten + kBeatEvery) {
        send(all, 0, kBeat, "");
        beaten = seconds();
      }
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    while (receive(all, 0, kStop)) {}
  }
  const RankGroups& groups_;
  StopRequest& stop_;
  std::jthread thread_;
};

/// The main thread of a rank that works.
class Worker {
 public:
  Worker(const RankGroups& groups, const ScheduledWork& work, StopRequest& stop)
      : groups_(groups), work_(work), stop_(stop) {}

  /// `ask`: hands in a report, waits for an answer; called on the first rank of a group.
  void run(const std::function<std::pair<Answer, Numbers>(const Report&)>& ask) {
    const Communicator& group = groups_.own();
    Report report;
    while (true) {
      std::string text;
      if (group.is_first()) {
        const auto [answer, tasks] = ask(report);
        text = to_text(answer, tasks);
      }
      if (group.size() > 1) text = group.broadcast(text);
      const auto [answer, tasks] = answer_of(text);
      if (answer == Answer::end) return;
      if (answer == Answer::abandoned) wait_for_dismissal();
      report = attempt(tasks);
    }
  }
  const Status& trouble() const { return trouble_; }

 private:
  [[noreturn]] static void wait_for_dismissal() {
    while (true) std::this_thread::sleep_for(std::chrono::seconds(1));
  }
  Report attempt(const Numbers& tasks) {
    Report report{How::done, 0, {}};
    const double start = seconds();
    if (std::isfinite(work_.limit)) stop_.watch(work_.limit * static_cast<double>(tasks.size()));
    try {
      report.results = work_.run(tasks);
    } catch (const AgreedFailure& failure) {
      const bool asked = failure.code() == ExitCode::stopped;
      report.how = !asked ? How::failed : stop_.overran() ? How::overran : How::stopped;
      if (!asked) trouble_ = failure;
    } catch (const Failure& failure) {
      if (groups_.own().size() > 1) throw;  // the others of the group may be waiting
      report.how = How::failed;
      trouble_ = failure;
    } catch (const std::exception& other) {
      if (groups_.own().size() > 1) throw;
      report.how = How::failed;
      trouble_ = MachineFailure(other.what());
    }
    stop_.unwatch();
    report.seconds = seconds() - start;
    return report;
  }

  const RankGroups& groups_;
  const ScheduledWork& work_;
  StopRequest& stop_;
  Status trouble_;
};

std::pair<Answer, Numbers> ask_rank_0(const RankGroups& groups, const Report& report) {
  send(groups.all(), 0, kAsk, to_text(report));
  for (double looked = seconds();;) {
    if (const auto reply = receive(groups.all(), 0, kReply)) return answer_of(reply->text);
    if (seconds() > looked + 0.5) {
      if (groups.is_gone(0)) throw MachineFailure("rank 0 is gone; what it kept is kept: run again to go on");
      looked = seconds();
    }
    std::this_thread::sleep_for(kPause);
  }
}

std::pair<Answer, Numbers> ask_here(Coordinator& coordinator, const Report& report) {
  coordinator.report(0, report);
  Numbers tasks;
  Next next;
  while ((next = coordinator.next(0, tasks)) == Next::wait) std::this_thread::sleep_for(kPause);
  return {next == Next::work ? Answer::work : Answer::end, tasks};
}

std::string lost_text(const std::vector<int>& lost) {
  std::string text = lost.size() == 1 ? "rank " : "ranks ";
  for (std::size_t i = 0; i < lost.size(); ++i) text += (i == 0 ? "" : ", ") + std::to_string(lost[i]);
  return text + (lost.size() == 1 ? " was" : " were") +
         " lost; their members were given to others; rank 0 goes on alone";
}

Status coordinate(const RankGroups& groups, TaskQueue queue, const ScheduledWork& work, StopRequest& stop,
                  bool& stopped) {
  Coordinator coordinator(std::move(queue), work);
  Service service(coordinator, groups, work, stop);
  Worker worker(groups, work, stop);
  const bool computes = groups.first_computes();
  if (computes) {
    std::jthread ear;
    if (groups.count() > 1 || std::isfinite(work.limit)) ear = std::jthread([&] { service.run(); });
    try {
      worker.run([&](const Report& report) { return ask_here(coordinator, report); });
    } catch (...) {  // only a group of several ranks lets anything through: the job is aborted
      service.abandon();
      throw;
    }
    service.local_is_done();
  } else {
    service.run();
  }
  stopped = coordinator.stopped();
  if (!service.lost().empty()) throw RanksLost(lost_text(service.lost()));
  const Status kept = coordinator.trouble();
  return kept ? kept : worker.trouble();
}

}  // namespace

bool run_scheduled(const RankGroups& groups, TaskQueue queue, const ScheduledWork& work, StopRequest& stop) {
  const Communicator& all = groups.all();
  Status trouble;
  bool stopped = false;
  if (all.is_first()) {
    trouble = coordinate(groups, std::move(queue), work, stop, stopped);
  } else {
    const Pulse pulse(groups, stop);
    Worker worker(groups, work, stop);
    worker.run([&](const Report& report) { return ask_rank_0(groups, report); });
    trouble = worker.trouble();
  }
  agree(all, trouble);
  return !all.any(stopped);
}

void dismiss_others(const Communicator& all) {
  for (int rank = 1; rank < all.size(); ++rank) send(all, rank, kDismiss, "");
  std::this_thread::sleep_for(std::chrono::milliseconds(200));  // for what was sent to leave
}

}  // namespace voxvolt::parallel
