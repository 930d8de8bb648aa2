// SPDX-License-Identifier: BSD-3-Clause
#include "io/input_file.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <system_error>

namespace voxvolt::io {
namespace {

struct stat status_of(const std::string& path, ExitCode code) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0)
    throw Failure(code, path + ": cannot be opened: " + std::generic_category().message(errno));
  if (S_ISDIR(status.st_mode)) throw Failure(code, path + ": is a folder, not a file");
  if (!S_ISREG(status.st_mode)) throw Failure(code, path + ": is not a regular file");
  return status;
}

}  // namespace

void require_regular_file(const std::string& path, ExitCode code) {
  const struct stat status = status_of(path, code);
  if (status.st_size == 0) throw Failure(code, path + ": is empty");
  if (::access(path.c_str(), R_OK) != 0)
    throw Failure(code, path + ": cannot be opened: " + std::generic_category().message(errno));
}

std::int64_t size_of_file(const std::string& path, ExitCode code) { return status_of(path, code).st_size; }

std::string bytes_text(double bytes) {
  constexpr std::array<const char*, 6> units{"KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
  char text[64];
  std::snprintf(text, sizeof text, "%.0f bytes", bytes);
  if (bytes < 1024) return text;
  double scaled = bytes / 1024;
  std::size_t unit = 0;
  while (scaled >= 1024 && unit + 1 < units.size()) {
    scaled /= 1024;
    ++unit;
  }
  std::snprintf(text, sizeof text, scaled < 10 ? "%.1f %s" : "%.0f %s", scaled, units[unit]);
  return text;
}

}  // namespace voxvolt::io
