// SPDX-License-Identifier: BSD-3-Clause
#include "campaign/run_folder.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <string_view>
#include <vector>

#include "config/names.hpp"
#include "parallel/durable_file.hpp"
#include "parallel/failure.hpp"
#include "parallel/machine.hpp"

namespace voxvolt::campaign {
namespace fs = std::filesystem;
namespace {

constexpr std::array kOurFolders{"checkpoints", "fields", "figures", "stages"};
constexpr std::array kDerivedFiles{"campaign.yaml", "resolved.yaml", "results.h5",  "log.txt",
                                   "run.jsonl",     "report.html",   "ledger.jsonl"};
constexpr const char* kLock = "lock";
constexpr const char* kTurn = "lock.turn";
constexpr std::string_view kPartial = ".partial";  // what a kill leaves of a file that was being written

[[noreturn]] void fail(const std::string& what, const std::error_code& error) {
  throw MachineFailure(what + ": " + error.message());
}

// <stage>.<twelve digits of an identity>..., or the index <stage>.xmf.
bool is_our_name(std::string_view name) {
  constexpr std::size_t kDigits = 12;
  const std::size_t dot = name.find('.');
  if (dot == std::string_view::npos || !config::is_name(name.substr(0, dot))) return false;
  const std::string_view rest = name.substr(dot + 1);
  if (rest == "xmf" || rest == "xmf" + std::string(kPartial)) return true;
  return rest.size() >= kDigits &&
         rest.substr(0, kDigits).find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

// A stranger's file in these folders stays.
void remove_our_files(const std::string& folder) {
  std::error_code error;
  std::vector<fs::path> ours;
  for (const auto& entry : fs::directory_iterator(folder, error))
    if (is_our_name(entry.path().filename().string())) ours.push_back(entry.path());
  for (const fs::path& file : ours) {
    fs::remove(file, error);
    if (error) fail("cannot remove " + file.string(), error);
  }
}

}  // namespace

std::string RunFolder::stem(const std::string& stage, const std::string& identity) {
  return stage + "." + identity.substr(0, 12);
}
std::string RunFolder::stage_file(const std::string& stage, const std::string& identity) {
  return "stages/" + stem(stage, identity) + ".h5";
}

void RunFolder::open() const {
  std::error_code error;
  if (fs::exists(path, error) && !fs::is_directory(path, error))
    throw Failure(ExitCode::input, path + ": is not a folder; give another one with --out");
  if (fs::is_directory(path, error) && !fs::exists(ledger(), error)) {
    // A first run that was stopped before its first stage ended leaves only these.
    for (const auto& entry : fs::directory_iterator(path, error)) {
      std::string name = entry.path().filename().string();
      if (name.ends_with(kPartial)) name.resize(name.size() - kPartial.size());
      const bool ours = name == kLock || name == kTurn || std::ranges::count(kDerivedFiles, name) ||
                        std::ranges::count(kOurFolders, name);
      if (!ours)
        throw Failure(ExitCode::input,
                      path + ": holds other files (" + name + ") and no ledger.jsonl; give another folder with --out");
    }
  }
  for (const char* below : {"", "/stages", "/fields", "/checkpoints"}) {
    fs::create_directories(path + below, error);
    if (error) fail("cannot create the folder " + path + below, error);
  }
}

void RunFolder::clear() const {
  // The ledger stays, empty: nothing is done any more, and the folder is still known as ours.
  parallel::write_durably(ledger(), "");
  std::error_code error;
  for (const char* folder : {"checkpoints", "figures"}) {
    fs::remove_all(at(folder), error);
    if (error) fail("cannot remove " + at(folder), error);
  }
  for (const char* folder : {"stages", "fields"}) remove_our_files(at(folder));
  for (const std::string file : kDerivedFiles)
    for (const std::string& derived : {at(file), at(file) + std::string(kPartial)}) {
      if (derived != ledger()) fs::remove(derived, error);
      if (error) fail("cannot remove " + derived, error);
    }
  open();
}

namespace {

int open_lock(const std::string& path) {
  const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
  if (descriptor < 0) throw MachineFailure("cannot open " + path + ": " + std::strerror(errno));
  return descriptor;
}

}  // namespace

FolderLock::FolderLock(const RunFolder& folder, Use use) : use_(use) {
  const std::string path = folder.at(kLock);
  descriptor_ = open_lock(path);
  if (::flock(descriptor_, (use == Use::alone ? LOCK_EX : LOCK_SH) | LOCK_NB) != 0) {
    std::ifstream in(path);
    std::string holder;
    std::getline(in, holder);
    ::close(descriptor_);
    throw Failure(ExitCode::input, folder.path + ": another run is working here (" +
                                       (holder.empty() ? "it has not said who it is" : holder) +
                                       "); wait for it, stop it, or give another folder with --out");
  }
  const std::string holder = "process " + std::to_string(::getpid()) + " on " + parallel::host_name() +
                             ", started by " + parallel::user_name() + " at " + time_now() +
                             (use == Use::together ? ", perhaps beside others, with members of an ensemble" : "") +
                             "\n";
  if (::ftruncate(descriptor_, 0) != 0 || ::pwrite(descriptor_, holder.data(), holder.size(), 0) < 0)
    throw MachineFailure("cannot write " + path + ": " + std::strerror(errno));
}

FolderLock::~FolderLock() {
  if (descriptor_ < 0) return;
  // The file stays: removing it would let two runs hold locks on two files of one name.
  if (use_ == Use::together || ::ftruncate(descriptor_, 0) == 0) ::close(descriptor_);
}

Turn::Turn(const RunFolder& folder) : descriptor_(open_lock(folder.at(kTurn))) {
  while (::flock(descriptor_, LOCK_EX) != 0)
    if (errno != EINTR) throw MachineFailure("cannot lock " + folder.at(kTurn) + ": " + std::strerror(errno));
}

Turn::~Turn() { ::close(descriptor_); }

FileLock::FileLock(const std::string& path) : descriptor_(open_lock(path)) {
  if (::flock(descriptor_, LOCK_EX | LOCK_NB) == 0) return;
  ::close(descriptor_);
  throw Failure(ExitCode::input, path + ": another process is writing these members; wait for it or stop it");
}

FileLock::~FileLock() { ::close(descriptor_); }

std::string time_now() {
  const std::time_t now = std::time(nullptr);
  std::tm utc{};
  gmtime_r(&now, &utc);
  char text[32];
  std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &utc);
  return text;
}

}  // namespace voxvolt::campaign
