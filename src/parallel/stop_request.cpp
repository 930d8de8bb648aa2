// SPDX-License-Identifier: BSD-3-Clause
#include "parallel/stop_request.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdlib>
#include <cstring>

#include "parallel/failure.hpp"
#include "parallel/machine.hpp"

namespace voxvolt::parallel {

namespace {

// The one static of the room: a signal handler can reach nothing else, and may do no more than set this. The number of
// the last signal, 0 for none.
volatile std::sig_atomic_t last_signal = 0;

extern "C" void note_signal(int number) { last_signal = number; }

constexpr double kMargin = 60;        // s, to finish a step and write a checkpoint
constexpr double kMarginShare = 0.1;  // of the time left, for jobs too short to spare that much

// Seconds from now to the end of the Slurm job, less the margin; nothing outside Slurm.
std::optional<double> time_left_in_job() {
  const char* text = std::getenv("SLURM_JOB_END_TIME");
  if (!text) return std::nullopt;
  std::int64_t end = 0;
  const char* last = text + std::strlen(text);
  const auto [stopped_at, error] = std::from_chars(text, last, end);
  if (error != std::errc() || stopped_at != last)
    throw MachineFailure(std::string("SLURM_JOB_END_TIME is \"") + text +
                         "\", not seconds since 1970; unset it or correct it");
  const double now = std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
  const double left = std::max(0.0, static_cast<double>(end) - now);
  return left - std::min(kMargin, kMarginShare * left);
}

void listen(int number, struct sigaction& before) {
  struct sigaction action = {};
  action.sa_handler = note_signal;
  action.sa_flags = SA_RESTART;  // reads and writes under way go on
  sigemptyset(&action.sa_mask);
  sigaction(number, &action, &before);
}

}  // namespace

StopRequest::StopRequest(std::optional<double> time_limit) {
  if (!time_limit) {
    time_limit = time_left_in_job();
    deadline_means_ = Reason::end_of_job;
  }
  if (time_limit) deadline_ = seconds() + *time_limit;
  last_signal = 0;
  listen(SIGUSR1, before_usr1_);
  listen(SIGTERM, before_term_);
}

StopRequest::~StopRequest() {
  sigaction(SIGUSR1, &before_usr1_, nullptr);
  sigaction(SIGTERM, &before_term_, nullptr);
}

StopRequest::Reason StopRequest::here() const {
  const int signal = last_signal;
  if (signal == SIGUSR1) return Reason::usr1;
  if (signal == SIGTERM) return Reason::term;
  if (deadline_ && seconds() >= *deadline_) return deadline_means_;
  if (told_) return Reason::told;
  if (watched_until_ && seconds() >= *watched_until_) return Reason::watched;
  return Reason::none;
}

void StopRequest::watch(double time_limit) { watched_until_ = seconds() + time_limit; }

void StopRequest::unwatch() {
  watched_until_.reset();
  if (agreed_ == Reason::watched) agreed_ = Reason::none;
}

bool StopRequest::asked(const Communicator& ranks) {
  // The first reason stays, but for those that are not the job's own.
  const Reason mine = agreed_ <= Reason::told ? std::max(agreed_, here()) : agreed_;
  agreed_ = static_cast<Reason>(ranks.most(static_cast<std::int64_t>(mine)));
  return agreed_ != Reason::none;
}

std::string StopRequest::reason() const {
  switch (agreed_) {
    case Reason::none: return "";
    case Reason::watched: return "its time limit";
    case Reason::told: return "asked on another rank";
    case Reason::end_of_job: return "end of the Slurm job";
    case Reason::time_limit: return "time limit";
    case Reason::term: return "signal TERM";
    case Reason::usr1: return "signal USR1";
  }
  return "";
}

}  // namespace voxvolt::parallel
