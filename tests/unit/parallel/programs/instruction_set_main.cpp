// SPDX-License-Identifier: BSD-3-Clause
// The start of the program, alone: the check, its message, its code. The loader runs .preinit_array before all else;
// native_code.cpp and library_before_main.cpp are the reasons why that is needed.
#include <cstdio>
#include <cstdlib>

#include "parallel/instruction_set.hpp"

static void end_on_a_machine_that_does_not_fit() {
  const auto check = voxvolt::parallel::check_instruction_set();
  if (check.fits) return;
  std::fputs(check.message, stderr);
  std::_Exit(4);
}
[[gnu::section(".preinit_array"), gnu::used]] static void (*const before_all)() = end_on_a_machine_that_does_not_fit;

int main() { return 0; }
