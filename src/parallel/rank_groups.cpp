// SPDX-License-Identifier: BSD-3-Clause
#include <signal.h>

#include <algorithm>
#include <cerrno>
#include <exception>

#include "parallel/machine.hpp"
#include "parallel/scheduler.hpp"

namespace voxvolt::parallel {
namespace {

constexpr int kCoordinatorOnly = 8;  // ranks from which on rank 0 does nothing but coordinate

bool threads_may_speak() {
  int level = MPI_THREAD_SINGLE;
  MPI_Query_thread(&level);
  return level == MPI_THREAD_MULTIPLE;
}

MPI_Comm split(const Communicator& all, int color) {
  MPI_Comm part = MPI_COMM_NULL;
  MPI_Comm_split(all.handle(), color, all.rank(), &part);
  return part;
}

bool process_lives(std::int64_t process) { return ::kill(static_cast<pid_t>(process), 0) == 0 || errno == EPERM; }

}  // namespace

RankGroups::RankGroups(const Communicator& ranks, int group_size) : all_(ranks), own_(ranks) {
  threads_ = threads_may_speak();
  first_computes_ = ranks.size() == 1 || (threads_ && ranks.size() < kCoordinatorOnly);
  const int first = first_computes_ ? 0 : 1;
  const int size = std::clamp(group_size, 1, ranks.size() - first);
  const auto group_of = [&](int rank) { return rank < first ? -1 : (rank - first) / size; };
  for (int rank = first; rank < ranks.size(); ++rank) {
    const auto group = static_cast<std::size_t>(group_of(rank));
    groups_.resize(std::max(groups_.size(), group + 1));
    groups_[group].push_back(rank);
  }
  if (ranks.size() > 1) {
    split_ = size > 1;
    own_ = split_ ? Communicator(split(ranks, group_of(ranks.rank()) + 1)) : Communicator::self();
  }
  // A number tells of a process only where this rank sees the same processes: not on other hosts, nor through the walls of
  // containers.
  processes_ = ranks.gather(static_cast<std::int64_t>(process_id()));
  const std::vector<std::string> hosts = ranks.gather(host_name());
  for (std::size_t rank = 0; rank < processes_.size(); ++rank)
    if (hosts[rank] != hosts[static_cast<std::size_t>(ranks.rank())] || !process_lives(processes_[rank]))
      processes_[rank] = 0;
}

RankGroups::~RankGroups() {
  MPI_Comm handle = own_.handle();
  if (split_ && std::uncaught_exceptions() == 0) MPI_Comm_free(&handle);  // a lost rank would not take part
}

bool RankGroups::is_gone(int rank) const {
  const std::int64_t process = processes_[static_cast<std::size_t>(rank)];
  return process != 0 && !process_lives(process);
}

}  // namespace voxvolt::parallel
