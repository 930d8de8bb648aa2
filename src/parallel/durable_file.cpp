// SPDX-License-Identifier: BSD-3-Clause
#include "parallel/durable_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>

#include "parallel/failure.hpp"

namespace voxvolt::parallel {

namespace {

[[noreturn]] void fail(const std::string& what, int error) {
  throw MachineFailure("cannot " + what + ": " + std::strerror(error));
}

/// Closes on the way out of a failure; `close` reports what the file system kept to itself until then.
class Descriptor {
 public:
  Descriptor(const std::string& path, int flags) : number_(::open(path.c_str(), flags | O_CLOEXEC, 0666)) {}
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  bool is_open() const { return number_ >= 0; }
  int number() const { return number_; }
  bool close() {
    const int number = number_;
    number_ = -1;
    return ::close(number) == 0;
  }

 private:
  int number_;
};

bool write_all(int descriptor, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(descriptor, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return false;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

std::string folder_of(const std::string& path) {
  const auto folder = std::filesystem::path(path).parent_path().string();
  return folder.empty() ? "." : folder;
}

}  // namespace

void sync_folder(const std::string& folder) {
  const Descriptor opened(folder, O_RDONLY | O_DIRECTORY);
  if (!opened.is_open()) fail("open the folder " + folder, errno);
  // Some network file systems know no fsync of a folder and say so by EINVAL: theirs are durable when rename returns.
  if (::fsync(opened.number()) != 0 && errno != EINVAL) fail("save the folder " + folder, errno);
}

void write_durably(const std::string& path, std::string_view text) {
  const std::string partial = path + ".partial";
  Descriptor file(partial, O_WRONLY | O_CREAT | O_TRUNC);
  if (!file.is_open()) fail("write " + path, errno);
  if (!write_all(file.number(), text) || ::fsync(file.number()) != 0 || !file.close() ||
      std::rename(partial.c_str(), path.c_str()) != 0) {
    const int error = errno;
    ::unlink(partial.c_str());
    fail("write " + path, error);
  }
  sync_folder(folder_of(path));
}

void append_durably(const std::string& path, std::string_view text) {
  struct stat before = {};
  const bool is_new = ::stat(path.c_str(), &before) != 0;
  Descriptor file(path, O_WRONLY | O_CREAT | O_APPEND);
  if (!file.is_open()) fail("write " + path, errno);
  if (!write_all(file.number(), text) || ::fsync(file.number()) != 0) {
    const int error = errno;
    const bool restored = ::ftruncate(file.number(), before.st_size) == 0;
    fail("write " + path + (restored ? "" : " (a part may have been written)"), error);
  }
  if (!file.close()) fail("write " + path, errno);
  if (is_new) sync_folder(folder_of(path));
}

}  // namespace voxvolt::parallel
