// SPDX-License-Identifier: BSD-3-Clause
#include <cstdio>

#include "cli/program.hpp"
#include "parallel/instruction_set.hpp"

// Compiled for the oldest machine, so that it can say what is wrong before any native code runs.
int main(int argc, char** argv) {
  // 1. Does this machine know the instructions that the rooms were compiled for?
  const voxvolt::parallel::InstructionSetCheck machine = voxvolt::parallel::check_instruction_set();
  if (!machine.fits) {
    std::fputs(machine.message, stderr);
    return 4;
  }
  // 2. All the rest; whatever it throws has become an exit code.
  return voxvolt::cli::program(argc, argv);
}
