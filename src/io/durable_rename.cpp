// SPDX-License-Identifier: BSD-3-Clause
#include "io/durable_rename.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <system_error>

#include "parallel/failure.hpp"

namespace voxvolt::io {
namespace {

[[noreturn]] void fail(const std::string& path, const std::string& what) {
  throw MachineFailure(path + ": " + what + ": " + std::generic_category().message(errno));
}

void sync_path(const std::string& path, int flags) {
  const int descriptor = ::open(path.c_str(), flags | O_CLOEXEC);
  if (descriptor < 0) fail(path, "cannot be opened");
  const bool synced = ::fsync(descriptor) == 0;
  const int reason = errno;
  ::close(descriptor);
  errno = reason;
  if (!synced) fail(path, "cannot be written to disk");
}

}  // namespace

std::string temporary_name(const std::string& path) { return path + ".part"; }

void sync_folder_of(const std::string& path) {
  const std::filesystem::path folder = std::filesystem::path(path).parent_path();
  sync_path(folder.empty() ? "." : folder.string(), O_RDONLY | O_DIRECTORY);
}

void rename_durably(const std::string& from, const std::string& to) {
  sync_path(from, O_RDONLY);
  if (std::rename(from.c_str(), to.c_str()) != 0) fail(to, "cannot be renamed from " + from);
  sync_folder_of(to);
}

}  // namespace voxvolt::io
