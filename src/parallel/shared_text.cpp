// SPDX-License-Identifier: BSD-3-Clause
#include "parallel/shared_text.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>

#include "parallel/agree.hpp"

namespace voxvolt::parallel {

namespace {

[[noreturn]] void refuse(const std::string& path, const std::string& why) {
  throw Failure(ExitCode::input, "cannot read " + path + ": " + why);
}

class OpenFile {
 public:
  // O_NONBLOCK: opening a FIFO must not wait for a writer, only to be refused then.
  explicit OpenFile(const std::string& path) : number_(::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC)) {
    if (number_ < 0) refuse(path, std::strerror(errno));
  }
  ~OpenFile() { ::close(number_); }
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;
  int number() const { return number_; }

 private:
  int number_;
};

void check_kind(const std::string& path, int descriptor) {
  struct stat status = {};
  if (::fstat(descriptor, &status) != 0) refuse(path, std::strerror(errno));
  if (S_ISDIR(status.st_mode)) refuse(path, "it is a folder");
  if (!S_ISREG(status.st_mode)) refuse(path, "it is no regular file");
}

// The size is checked while reading: that which stat gives may be old, or 0 for files of the kernel.
std::string read_all(const std::string& path, std::size_t limit) {
  const OpenFile file(path);
  check_kind(path, file.number());
  std::string text;
  std::string piece(std::size_t{1} << 20U, '\0');
  for (;;) {
    const ssize_t got = ::read(file.number(), piece.data(), piece.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) refuse(path, std::strerror(errno));
    if (got == 0) return text;
    text.append(piece, 0, static_cast<std::size_t>(got));
    if (text.size() > limit) refuse(path, "it is longer than the " + std::to_string(limit) + " bytes allowed here");
  }
}

}  // namespace

std::string read_small_file(const Communicator& ranks, const std::string& path, std::size_t limit) {
  return on_first(ranks, [&] { return read_all(path, limit); });
}

}  // namespace voxvolt::parallel
