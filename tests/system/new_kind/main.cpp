// SPDX-License-Identifier: BSD-3-Clause
// The program with one kind more: what a file in src/stages and a line in its catalogue amount to.
#include "cli/program.hpp"
#include "stages/kinds.hpp"

namespace voxvolt::stages {
campaign::StageKind diffusion_time();
}

int main(int argc, char** argv) {
  voxvolt::campaign::Catalogue catalogue = voxvolt::stages::catalogue();
  catalogue.kinds.push_back(voxvolt::stages::diffusion_time());
  return voxvolt::cli::program(argc, argv, catalogue);
}
