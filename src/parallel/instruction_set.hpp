// SPDX-License-Identifier: BSD-3-Clause
// Does this processor know the instructions that the program was compiled for? To be asked before anything else runs.
#pragma once

namespace voxvolt::parallel {

/// Extensions of x86-64 that -march=native may switch on and a compiler may use unasked. Those for ciphers and random
/// bits are left out: only hand-written code uses them, and there is none here. Elsewhere all are false.
struct InstructionSet {
  bool sse3, ssse3, sse4_1, sse4_2, popcnt, lzcnt, movbe, adx, bmi, bmi2;
  bool avx, f16c, fma, fma4, xop, avx2, gfni, avx_vnni;
  bool avx512f, avx512cd, avx512dq, avx512bw, avx512vl, avx512ifma, avx512vbmi, avx512vbmi2, avx512vnni, avx512bitalg,
      avx512vpopcntdq, avx512bf16, avx512fp16;
};

/// What the rooms were compiled for. Data in the file, not code that runs: reading it needs none of these instructions.
extern const InstructionSet compiled_for;

/// The answer: plain bytes, since any library template could be the natively compiled one.
struct InstructionSetCheck {
  bool fits = true;
  char message[640] = {};  ///< when it does not fit: what is missing, which flag to change; with its newline
};

/// Compiled for the oldest machine of the architecture. When it does not fit, the program prints the message and ends
/// with 4. To be called from .preinit_array of main.cpp: native code runs before `main`, and before any constructor
/// function, since static objects of shared libraries use the program's own instances of library templates.
InstructionSetCheck check_instruction_set();

}  // namespace voxvolt::parallel
