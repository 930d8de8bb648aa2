// SPDX-License-Identifier: BSD-3-Clause
#pragma once

namespace voxvolt::campaign {
struct Catalogue;
}

namespace voxvolt::cli {

/// The program with the stage kinds of this release, or with a catalogue of one's own: parses the command line, runs the verb, prints errors on one rank, returns the exit code.
int program(int argc, char** argv);
int program(int argc, char** argv, const campaign::Catalogue& catalogue);

}  // namespace voxvolt::cli
