// SPDX-License-Identifier: BSD-3-Clause
#include "parallel/machine.hpp"

#include <pwd.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <fstream>
#include <limits>

namespace voxvolt::parallel {

namespace {

constexpr double kNoLimit = std::numeric_limits<double>::infinity();

// What a control group's file says; "max", or no such file, is no limit.
double limit_in(const std::string& file) {
  std::ifstream in(file);
  double bytes = 0;
  return in >> bytes ? bytes : kNoLimit;
}

// The least limit of a control group and those above it. `group` is as in /proc/self/cgroup: "/a/b".
double limit_of_group(const std::string& root, std::string group, const std::string& file) {
  double least = limit_in(root + "/" + file);
  while (group.size() > 1) {
    least = std::min(least, limit_in(root + group + "/" + file));
    group.erase(group.rfind('/'));
  }
  return least;
}

// Lines are "hierarchy:controllers:group"; version 2 has one hierarchy, 0, with no controllers named.
double control_group_limit() {
  double least = kNoLimit;
  std::ifstream groups("/proc/self/cgroup");
  std::string line;
  while (std::getline(groups, line)) {
    const auto first = line.find(':');
    const auto second = line.find(':', first + 1);
    if (first == std::string::npos || second == std::string::npos) continue;
    const std::string controllers = line.substr(first + 1, second - first - 1);
    const std::string group = line.substr(second + 1);
    if (controllers.empty()) least = std::min(least, limit_of_group("/sys/fs/cgroup", group, "memory.max"));
    if (controllers == "memory")
      least = std::min(least, limit_of_group("/sys/fs/cgroup/memory", group, "memory.limit_in_bytes"));
  }
  return least;
}

}  // namespace

std::string host_name() {
  std::array<char, 256> name{};
  if (gethostname(name.data(), name.size() - 1) != 0) return "unknown host";
  return name.data();
}

std::string user_name() {
  std::array<char, 4096> room{};
  passwd entry{};
  passwd* found = nullptr;
  if (getpwuid_r(getuid(), &entry, room.data(), room.size(), &found) == 0 && found != nullptr) return found->pw_name;
  return "uid " + std::to_string(getuid());
}

int process_id() { return static_cast<int>(getpid()); }

double seconds() { return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count(); }

double peak_memory_bytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return 1024.0 * static_cast<double>(usage.ru_maxrss);  // Linux counts it in KiB
}

double memory_bytes() {
  const double installed = static_cast<double>(sysconf(_SC_PHYS_PAGES)) * static_cast<double>(sysconf(_SC_PAGESIZE));
  return std::min(installed, control_group_limit());
}

}  // namespace voxvolt::parallel
