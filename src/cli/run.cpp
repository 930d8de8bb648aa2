// SPDX-License-Identifier: BSD-3-Clause
#include "campaign/run.hpp"

#include <charconv>
#include <cstdio>
#include <optional>

#include "cli/campaign_source.hpp"
#include "cli/verbs.hpp"
#include "config/units.hpp"
#include "parallel/agree.hpp"
#include "parallel/scheduler.hpp"
#include "report/report.hpp"

namespace voxvolt::cli {
namespace {

std::optional<double> time_limit(const std::string& text) {
  if (text.empty()) return {};
  try {
    const config::Quantity quantity = config::parse_quantity(text);
    const double seconds = config::convert(quantity.value, quantity.unit, "s");
    if (!(seconds > 0)) throw config::UnitError("must be above 0 s");
    return seconds;
  } catch (const config::UnitError& error) {
    throw parallel::AgreedFailure(ExitCode::input, "--time-limit: " + std::string(error.what()));
  }
}

std::optional<std::pair<std::size_t, std::size_t>> members_of(const std::string& text) {
  if (text.empty()) return {};
  std::pair<std::size_t, std::size_t> range;
  const char* end = text.data() + text.size();
  const auto first = std::from_chars(text.data(), end, range.first);
  if (first.ec == std::errc() && first.ptr != end && *first.ptr == ':') {
    const auto last = std::from_chars(first.ptr + 1, end, range.second);
    if (last.ec == std::errc() && last.ptr == end && range.first < range.second) return range;
  }
  throw parallel::AgreedFailure(ExitCode::input, "--members: is '" + text +
                                                     "'; it must be a:b, two whole numbers, a below b: members a to "
                                                     "b-1, counted from 0");
}

void draw_report(const std::string& folder) {
  try {
    report::write(folder);
    std::fprintf(stderr, "report: %s/report.html\n", folder.c_str());
  } catch (const Failure& failure) {
    // The run is done and on the record; a picture that cannot be drawn does not undo it.
    std::fprintf(stderr, "warning: no report: %s\n", failure.what());
  }
}

// What is left of a job that has lost ranks: rank 0 runs the campaign again, alone, and finds all members kept.
[[noreturn]] void finish_alone(const campaign::RunRequest& request, const campaign::Catalogue& catalogue,
                               parallel::Session& session, parallel::StopRequest& stop,
                               const parallel::RanksLost& lost) {
  std::fprintf(stderr, "%s\n", lost.what());
  session.go_on_alone();
  ExitCode code = ExitCode::machine;
  try {
    code = campaign::run(request, catalogue, session, stop);
    if (!request.members) draw_report(request.folder);
  } catch (const Failure& failure) {
    std::fprintf(stderr, "%s\n", failure.what());
    code = failure.code();
  } catch (const std::exception& other) { std::fprintf(stderr, "%s\n", other.what()); }
  session.leave(static_cast<int>(code));
}

}  // namespace

ExitCode run(const Command& command, const campaign::Catalogue& catalogue, parallel::Session& session) {
  parallel::StopRequest stop(time_limit(command.time_limit));
  campaign::RunRequest request{source_of(command, session.world()), command.out, command.only, command.fresh};
  if (request.folder.empty()) request.folder = campaign::default_folder(command.subject);
  request.members = members_of(command.members);
  ExitCode code = ExitCode::done;
  try {
    code = campaign::run(request, catalogue, session, stop);
  } catch (const parallel::RanksLost& lost) {
    request.fresh = false;  // it has been made room for
    finish_alone(request, catalogue, session, stop, lost);
  }
  if (!request.members && session.world().is_first()) draw_report(request.folder);
  return code;
}

}  // namespace voxvolt::cli
