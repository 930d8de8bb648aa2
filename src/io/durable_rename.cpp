// SPDX-License-Identifier: BSD-3-Clause
#include "io/durable_rename.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <system_error>

#include "parallel/durable_file.hpp"
#include "parallel/failure.hpp"

namespace voxvolt::io {
namespace {

[[noreturn]] void fail(const std::string& path, const std::string& what) {
  throw MachineFailure(path + ": " + what + ": " + std::generic_category().message(errno));
}

void sync_file(const std::string& path) {
  const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) fail(path, "cannot be opened");
  const bool synced = ::fsync(descriptor) == 0;
  const int reason = errno;
  ::close(descriptor);
  errno = reason;
  if (!synced) fail(path, "cannot be written to disk");
}

}  // namespace

std::string temporary_name(const std::string& path) { return path + ".partial"; }

void rename_durably(const std::string& from, const std::string& to) {
  sync_file(from);
  if (std::rename(from.c_str(), to.c_str()) != 0) fail(to, "cannot be renamed from " + from);
  const std::filesystem::path folder = std::filesystem::path(to).parent_path();
  parallel::sync_folder(folder.empty() ? "." : folder.string());
}

}  // namespace voxvolt::io
