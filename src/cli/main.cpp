// SPDX-License-Identifier: BSD-3-Clause
#include <cstdio>
#include <cstdlib>

#include "cli/program.hpp"
#include "parallel/instruction_set.hpp"

// 1. Does this machine know the instructions that the rooms were compiled for? This file is compiled for the oldest
// machine. The loader runs .preinit_array before all else: native code runs long before main, in static objects of the
// rooms and even in those of shared libraries, which use the program's instance of a library template if it has one.
static void end_on_a_machine_that_does_not_fit() {
  const voxvolt::parallel::InstructionSetCheck machine = voxvolt::parallel::check_instruction_set();
  if (machine.fits) return;
  std::fputs(machine.message, stderr);
  std::_Exit(4);
}
[[gnu::section(".preinit_array"), gnu::used]] static void (*const before_all)() = end_on_a_machine_that_does_not_fit;

// 2. All the rest; whatever it throws has become an exit code.
int main(int argc, char** argv) { return voxvolt::cli::program(argc, argv); }
