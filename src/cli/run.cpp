// SPDX-License-Identifier: BSD-3-Clause
#include "campaign/run.hpp"

#include <cstdio>
#include <optional>

#include "cli/campaign_source.hpp"
#include "cli/verbs.hpp"
#include "config/units.hpp"
#include "parallel/agree.hpp"
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

}  // namespace

ExitCode run(const Command& command, const campaign::Catalogue& catalogue, parallel::Session& session) {
  parallel::StopRequest stop(time_limit(command.time_limit));
  campaign::RunRequest request{source_of(command, session.world()), command.out, command.only, command.fresh};
  if (request.folder.empty()) request.folder = campaign::default_folder(command.subject);
  const ExitCode code = campaign::run(request, catalogue, session, stop);
  if (!session.world().is_first()) return code;
  try {
    report::write(request.folder);
    std::fprintf(stderr, "report: %s/report.html\n", request.folder.c_str());
  } catch (const Failure& failure) {
    // The run is done and on the record; a picture that cannot be drawn does not undo it.
    std::fprintf(stderr, "warning: no report: %s\n", failure.what());
  }
  return code;
}

}  // namespace voxvolt::cli
