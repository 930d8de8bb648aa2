// SPDX-License-Identifier: BSD-3-Clause
// The start of the program's main, alone: the check, its message, its code.
#include <cstdio>

#include "parallel/instruction_set.hpp"

int main() {
  const auto check = voxvolt::parallel::check_instruction_set();
  if (check.fits) return 0;
  std::fputs(check.message, stderr);
  return 4;
}
