// SPDX-License-Identifier: BSD-3-Clause
#include "report/gnuplot.hpp"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cmath>
#include <csignal>
#include <cstring>

#include "parallel/failure.hpp"
#include "parallel/machine.hpp"
#include "report/safe_text.hpp"

namespace voxvolt::report {
namespace {

constexpr std::size_t kMostSaid = 2000;

class Pipe {
 public:
  Pipe() {
    if (::pipe2(ends_.data(), O_CLOEXEC) != 0)
      throw MachineFailure(std::string("cannot make a pipe: ") + std::strerror(errno));
  }
  ~Pipe() {
    close_writing();
    ::close(ends_[0]);
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  int reading() const { return ends_[0]; }
  int writing() const { return ends_[1]; }
  void close_writing() {
    if (ends_[1] >= 0) ::close(ends_[1]);
    ends_[1] = -1;
  }

 private:
  std::array<int, 2> ends_{};
};

/// What the child finds: the folder, nothing on its input, its output and errors in the pipe, and no signal held back.
class Surroundings {
 public:
  Surroundings(const std::string& folder, const Pipe& said) {
    posix_spawn_file_actions_init(&files_);
    posix_spawnattr_init(&attributes_);
    posix_spawn_file_actions_addchdir_np(&files_, folder.c_str());
    posix_spawn_file_actions_addopen(&files_, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&files_, said.writing(), STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&files_, said.writing(), STDERR_FILENO);
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    posix_spawnattr_setsigmask(&attributes_, &none);
    posix_spawnattr_setsigdefault(&attributes_, &all);
    posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  }
  ~Surroundings() {
    posix_spawn_file_actions_destroy(&files_);
    posix_spawnattr_destroy(&attributes_);
  }
  Surroundings(const Surroundings&) = delete;
  Surroundings& operator=(const Surroundings&) = delete;

  pid_t start(const std::string& script) const {
    std::string program = "gnuplot", option = "--default-settings", file = script;
    std::array<char*, 4> words{program.data(), option.data(), file.data(), nullptr};
    pid_t child = 0;
    const int error = posix_spawnp(&child, program.c_str(), &files_, &attributes_, words.data(), environ);
    if (error == ENOENT)
      throw MachineFailure(
          "figures need gnuplot, and it is not on the PATH: install it (Debian: gnuplot-nox) and run "
          "`voxvolt report` again");
    if (error != 0) throw MachineFailure(std::string("cannot start gnuplot: ") + std::strerror(error));
    return child;
  }

 private:
  posix_spawn_file_actions_t files_{};
  posix_spawnattr_t attributes_{};
};

/// Reads until the child closes its end, at most until `deadline`. Returns whether it did.
bool listen(int from, double deadline, std::string& said) {
  std::array<char, 4096> buffer{};
  while (true) {
    const double left = deadline - parallel::seconds();
    if (left <= 0) return false;
    pollfd ready{from, POLLIN, 0};
    const int events = ::poll(&ready, 1, static_cast<int>(std::min(std::ceil(1000 * left), 60000.0)));
    if (events < 0 && errno != EINTR) return false;
    if (events <= 0) continue;
    const ssize_t count = ::read(from, buffer.data(), buffer.size());
    if (count == 0) return true;
    if (count > 0) said.append(buffer.data(), static_cast<std::size_t>(count));
    if (said.size() > 2 * kMostSaid) said.erase(0, said.size() - kMostSaid);
  }
}

int wait_for(pid_t child) {
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) continue;
  return status;
}

std::string last_words(const std::string& said) {
  const std::string text = clean_text(said.size() > kMostSaid ? said.substr(said.size() - kMostSaid) : said);
  const std::size_t first = text.find_first_not_of(' ');
  return first == std::string::npos ? "it said nothing" : text.substr(first, text.find_last_not_of(' ') + 1 - first);
}

}  // namespace

void run_gnuplot(const std::string& folder, const std::string& script, double time_limit) {
  Pipe pipe;
  const pid_t child = Surroundings(folder, pipe).start(script);
  pipe.close_writing();
  std::string said;
  const bool ended = listen(pipe.reading(), parallel::seconds() + time_limit, said);
  if (!ended) ::kill(child, SIGKILL);
  const int status = wait_for(child);
  const std::string place = folder + "/" + script + ": gnuplot ";
  if (!ended)
    throw MachineFailure(place + "did not end within " + std::to_string(std::lround(time_limit)) +
                         " s and was stopped");
  if (WIFSIGNALED(status))
    throw MachineFailure(place + "ended on signal " + std::to_string(WTERMSIG(status)) + ": " + last_words(said));
  if (WEXITSTATUS(status) != 0) throw MachineFailure(place + "failed: " + last_words(said));
}

}  // namespace voxvolt::report
