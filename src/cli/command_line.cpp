// SPDX-License-Identifier: BSD-3-Clause
#include "cli/command_line.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>

#include "parallel/failure.hpp"

namespace voxvolt::cli {
namespace {

void add_campaign(CLI::App& verb, Command& command) {
  verb.add_option("campaign", command.subject, "campaign file (YAML)")->required();
  verb.add_option("--out", command.out, "run folder (default: out/<name of the campaign>)");
  // One value each, so that what follows is not taken for another one.
  verb.add_option("--set", command.sets, "stage.key.path=value, in place of what the file says; ~ removes the key")
      ->take_all()
      ->expected(1)
      ->allow_extra_args(false);
}

CLI::App* add_folder(CLI::App& app, Command& command, const std::string& name, const std::string& sentence) {
  CLI::App* verb = app.add_subcommand(name, sentence);
  verb->add_option("folder", command.subject, "run folder")->required();
  return verb;
}

void describe_verbs(CLI::App& app, Command& command) {
  CLI::App* run = app.add_subcommand("run", "run a campaign; on a folder that holds a run, go on with it");
  add_campaign(*run, command);
  run->add_option("--only", command.only, "run this stage and what it needs");
  run->add_option(
      "--members", command.members,
      "a:b: compute members a to b-1 of an ensemble only, counted from 0, beside other such runs in the same "
      "folder; a plain run then finishes the campaign");
  run->add_flag("--fresh", command.fresh, "start over: remove what an earlier run left in the folder");
  run->add_option(
      "--time-limit", command.time_limit,
      "stop after a checkpoint when this much time has passed, e.g. '2 h' (default: the end of the Slurm job)");
  CLI::App* check = app.add_subcommand("check", "validate a campaign and print the plan, without running anything");
  add_campaign(*check, command);
  app.add_subcommand("describe", "what a stage kind takes and produces")
      ->add_option("kind", command.subject, "KIND or KIND.key (default: the list of kinds)");
  CLI::App* get = add_folder(app, command, "get", "list the products of a run, or print one");
  get->add_option("path", command.path, "stage.product");
  get->add_flag("--json", command.json, "print as JSON, with every value");
  add_folder(app, command, "report", "draw the figures and write the page report.html");
  CLI::App* exporting = add_folder(app, command, "export", "write what a stage made as a file for other programs");
  exporting->add_option("stage", command.path, "stage of the run")->required();
  exporting
      ->add_option("--as", command.form, "tiff or hdf5: the image of a microstructure; csv: scalars, curves and tables")
      ->required();
  exporting->add_option("file", command.file,
                        "file to write (default: named after the stage); for csv, where names begin");
  add_folder(app, command, "verify", "recompute hashes and check the ledger's chain");
  add_folder(app, command, "cite", "the papers behind the models and numbers that a run used");
}

}  // namespace

Parsed parse_command_line(int argc, char** argv, const std::string& version) {
  Parsed parsed;
  Command& command = parsed.command;
  std::vector<std::string> words(argv + 1, argv + argc);
  if (const auto dashes = std::find(words.begin(), words.end(), "--"); dashes != words.end()) {
    command.petsc.assign(dashes + 1, words.end());
    words.erase(dashes, words.end());
  }
  std::reverse(words.begin(), words.end());  // CLI11 takes a vector from its back

  CLI::App app{"voxvolt: from voxels to volts. What follows -- goes to PETSc (-<stage>_<option> value).", "voxvolt"};
  app.set_version_flag("--version", "voxvolt " + version);
  app.require_subcommand(1);
  describe_verbs(app, command);
  try {
    app.parse(words);
  } catch (const CLI::ParseError& error) {
    const int code = app.exit(error);
    parsed.exit_code = code == 0 ? 0 : static_cast<int>(ExitCode::input);
    return parsed;
  }
  command.verb = app.get_subcommands().front()->get_name();
  if (!command.petsc.empty() && command.verb != "run" && command.verb != "check") {
    std::cerr << "voxvolt " << command.verb << ": takes nothing after --\n";
    parsed.exit_code = static_cast<int>(ExitCode::input);
  }
  return parsed;
}

}  // namespace voxvolt::cli
