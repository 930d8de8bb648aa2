// SPDX-License-Identifier: BSD-3-Clause
#include "campaign/log.hpp"

#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include <chrono>
#include <cmath>
#include <cstdio>

#include "config/json.hpp"
#include "parallel/failure.hpp"

namespace voxvolt::campaign {
namespace {

using Clock = std::chrono::steady_clock;
constexpr double kTerminalPause = 0.1;  // s between two looks of the progress line
constexpr double kBatchPause = 30.0;    // s between two progress lines of a batch log

double since(Clock::time_point start) { return std::chrono::duration<double>(Clock::now() - start).count(); }

std::string as_time(double seconds) {
  const long s = std::lround(seconds);
  char text[32];
  if (s >= 3600) std::snprintf(text, sizeof text, "%ld h %02ld min", s / 3600, s / 60 % 60);
  else if (s >= 60) std::snprintf(text, sizeof text, "%ld min %02ld s", s / 60, s % 60);
  else std::snprintf(text, sizeof text, "%ld s", s);
  return text;
}

}  // namespace

struct Log::Output {
  std::shared_ptr<spdlog::logger> file;
  bool quiet = false;
  bool terminal = false;
  bool line_open = false;
  std::string stage;
  Clock::time_point started = Clock::now();
  Clock::time_point shown = Clock::now();

  void close_line() {
    if (!line_open) return;
    std::fputs("\r\033[K", stderr);
    line_open = false;
  }
  void say(const std::string& text) {
    if (quiet) return;
    close_line();
    if (terminal) {
      std::fprintf(stderr, "%s\n", text.c_str());
    } else {
      const std::time_t now = std::time(nullptr);
      std::tm local{};
      localtime_r(&now, &local);
      char stamp[32];
      std::strftime(stamp, sizeof stamp, "%Y-%m-%d %H:%M:%S", &local);
      std::fprintf(stderr, "%s  %s\n", stamp, text.c_str());
    }
  }
};

Log::Log(const parallel::Communicator& ranks, const std::string& file, bool quiet) : ranks_(ranks) {
  if (!ranks.is_first()) return;
  output_ = std::make_unique<Output>();
  output_->quiet = quiet;
  output_->terminal = ::isatty(STDERR_FILENO) != 0;
  if (file.empty()) return;
  try {
    auto sink = std::make_shared<spdlog::sinks::basic_file_sink_mt>(file);
    output_->file = std::make_shared<spdlog::logger>("voxvolt", sink);
    output_->file->set_pattern("%Y-%m-%d %H:%M:%S.%e  %l  %v");
    output_->file->flush_on(spdlog::level::info);
  } catch (const spdlog::spdlog_ex& error) {
    throw MachineFailure("cannot write the log " + file + ": " + error.what());
  }
}

Log::~Log() = default;

void Log::info(const std::string& text) {
  const std::lock_guard lock(mutex_);
  if (!output_) return;
  output_->say(text);
  if (output_->file) output_->file->info("{}", text);
}

void Log::table(const std::string& text) {
  const std::lock_guard lock(mutex_);
  if (!output_) return;
  output_->close_line();
  if (!output_->quiet) std::fprintf(stderr, "%s", text.c_str());
  if (output_->file) output_->file->info("\n{}", text);
}

void Log::error(const std::string& text) {
  const std::lock_guard lock(mutex_);
  if (!output_) return;
  output_->say(text);
  if (output_->file) output_->file->error("{}", text);
}

void Log::keep_error(const std::string& text) {
  const std::lock_guard lock(mutex_);
  if (output_ && output_->file) output_->file->error("{}", text);
}

void Log::warn(const std::string& text) {
  const std::lock_guard lock(mutex_);
  ++warnings_[text];
}

std::vector<std::pair<std::string, long>> Log::show_warnings() {
  config::Map mine;
  for (const auto& [text, count] : warnings_) mine.emplace_back(text, static_cast<std::int64_t>(count));
  warnings_.clear();
  std::map<std::string, long> total;
  for (const std::string& of_rank : ranks_.gather(config::to_json(config::Value(std::move(mine))))) {
    const config::Value theirs = config::parse_json(of_rank, "warnings");
    for (const auto& [text, count] : theirs.as<config::Map>()) total[text] += count.as<std::int64_t>();
  }
  for (const auto& [text, count] : total) {
    const std::string line = "warning: " + text + (count > 1 ? " (" + std::to_string(count) + " times)" : "");
    if (!output_) continue;
    output_->say(line);
    if (output_->file) output_->file->warn("{}", line);
  }
  return {total.begin(), total.end()};
}

void Log::progress(const std::string& stage, double fraction, const std::string& what) {
  const std::lock_guard lock(mutex_);
  if (!output_ || output_->quiet) return;
  if (output_->stage != stage) {
    output_->stage = stage;
    output_->started = output_->shown = Clock::now();
  }
  if (since(output_->shown) < (output_->terminal ? kTerminalPause : kBatchPause)) return;
  output_->shown = Clock::now();
  char percent[16];
  std::snprintf(percent, sizeof percent, "%5.1f %%", 100 * fraction);
  std::string line = stage + "  " + percent + (what.empty() ? "" : "  " + what);
  if (fraction > 0.01) line += "  " + as_time(since(output_->started) * (1 - fraction) / fraction) + " to go";
  if (output_->terminal) {
    std::fprintf(stderr, "\r\033[K%s", line.c_str());
    output_->line_open = true;
  } else {
    output_->say(line);
  }
}

void Log::end_progress() {
  const std::lock_guard lock(mutex_);
  if (!output_) return;
  output_->close_line();
  output_->stage.clear();
}

}  // namespace voxvolt::campaign
