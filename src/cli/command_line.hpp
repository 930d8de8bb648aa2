// SPDX-License-Identifier: BSD-3-Clause
// The command line as data. CLI11 stays behind command_line.cpp.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace voxvolt::cli {

struct Command {
  std::string verb;
  std::string subject;             ///< campaign file, run folder, or stage kind
  std::string path;                ///< product path of `get`, stage of `export`
  std::string out;                 ///< run folder; empty: out/<name of the campaign>
  std::vector<std::string> sets;   ///< key.path=value, in order
  std::vector<std::string> petsc;  ///< what follows --
  std::string only;
  std::string form;        ///< --as of `export`
  std::string file;        ///< that `export` writes; empty: named after the stage
  std::string time_limit;  ///< a quantity of time; empty: none asked for
  std::string members;     ///< first:end; empty: all
  bool fresh = false;
  bool json = false;
};

/// Parses the command line. When the program is to end at once (help, version, a mistake), `exit_code` is set and the text
/// has been printed.
struct Parsed {
  Command command;
  std::optional<int> exit_code;
};
Parsed parse_command_line(int argc, char** argv, const std::string& version);

}  // namespace voxvolt::cli
