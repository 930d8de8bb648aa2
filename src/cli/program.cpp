// SPDX-License-Identifier: BSD-3-Clause
#include "cli/program.hpp"

#include <cstdio>
#include <exception>
#include <functional>

#include "campaign/identity.hpp"
#include "cli/verbs.hpp"
#include "parallel/agree.hpp"
#include "stages/kinds.hpp"

namespace voxvolt::cli {
namespace {

int say(const std::exception& error, ExitCode code) {
  std::fprintf(stderr, "%s\n", error.what());
  return static_cast<int>(code);
}

int alone(const Command& command, const campaign::Catalogue& catalogue) {
  try {
    if (command.verb == "describe") return static_cast<int>(describe(command, catalogue));
    if (command.verb == "get") return static_cast<int>(get(command));
    if (command.verb == "report") return static_cast<int>(report(command));
    if (command.verb == "verify") return static_cast<int>(verify(command));
    return static_cast<int>(cite(command));
  } catch (const Failure& failure) { return say(failure, failure.code()); } catch (const std::exception& error) {
    return say(error, ExitCode::machine);
  }
}

// An error that all ranks share is printed once and returned; one that has left the others behind aborts the job.
int together(const Command& command, const campaign::Catalogue& catalogue, int argc, char** argv) {
  try {
    parallel::Session session(argc, argv, command.petsc);
    const auto shared = [&](const std::exception& error, ExitCode code) {
      return session.world().is_first() ? say(error, code) : static_cast<int>(code);
    };
    const auto escaped = [&](const std::exception& error, ExitCode code) {
      if (session.world().size() == 1) return say(error, code);
      session.abort(error.what(), static_cast<int>(code));
    };
    try {
      if (command.verb == "run") return static_cast<int>(run(command, catalogue, session));
      if (command.verb == "export") return static_cast<int>(export_stage(command, catalogue, session));
      return static_cast<int>(check(command, catalogue, session));
    } catch (const parallel::AgreedFailure& failure) {
      return shared(failure, failure.code());
    } catch (const Failure& failure) { return escaped(failure, failure.code()); } catch (const std::exception& error) {
      return escaped(error, ExitCode::machine);
    }
  } catch (const Failure& failure) { return say(failure, failure.code()); } catch (const std::exception& error) {
    return say(error, ExitCode::machine);
  }
}

}  // namespace

int program(int argc, char** argv) { return program(argc, argv, stages::catalogue()); }

int program(int argc, char** argv, const campaign::Catalogue& catalogue) {
  const Parsed parsed = parse_command_line(argc, argv, campaign::release() + " (" + campaign::commit() + ")");
  if (parsed.exit_code) return *parsed.exit_code;
  const std::string& verb = parsed.command.verb;
  const bool is_shared = verb == "run" || verb == "check" || verb == "export";
  return is_shared ? together(parsed.command, catalogue, argc, argv) : alone(parsed.command, catalogue);
}

}  // namespace voxvolt::cli
