// SPDX-License-Identifier: BSD-3-Clause
// Compiled like the rooms, so that the compiler's own macros say what it was allowed to use.
#include "parallel/instruction_set.hpp"

namespace voxvolt::parallel {

namespace {

constexpr InstructionSet allowed_to_the_compiler() {
  InstructionSet set{};
#ifdef __SSE3__
  set.sse3 = true;
#endif
#ifdef __SSSE3__
  set.ssse3 = true;
#endif
#ifdef __SSE4_1__
  set.sse4_1 = true;
#endif
#ifdef __SSE4_2__
  set.sse4_2 = true;
#endif
#ifdef __POPCNT__
  set.popcnt = true;
#endif
#ifdef __LZCNT__
  set.lzcnt = true;
#endif
#ifdef __MOVBE__
  set.movbe = true;
#endif
#ifdef __ADX__
  set.adx = true;
#endif
#ifdef __BMI__
  set.bmi = true;
#endif
#ifdef __BMI2__
  set.bmi2 = true;
#endif
#ifdef __AVX__
  set.avx = true;
#endif
#ifdef __F16C__
  set.f16c = true;
#endif
#ifdef __FMA__
  set.fma = true;
#endif
#ifdef __FMA4__
  set.fma4 = true;
#endif
#ifdef __XOP__
  set.xop = true;
#endif
#ifdef __AVX2__
  set.avx2 = true;
#endif
#ifdef __GFNI__
  set.gfni = true;
#endif
#ifdef __AVXVNNI__
  set.avx_vnni = true;
#endif
#ifdef __AVX512F__
  set.avx512f = true;
#endif
#ifdef __AVX512CD__
  set.avx512cd = true;
#endif
#ifdef __AVX512DQ__
  set.avx512dq = true;
#endif
#ifdef __AVX512BW__
  set.avx512bw = true;
#endif
#ifdef __AVX512VL__
  set.avx512vl = true;
#endif
#ifdef __AVX512IFMA__
  set.avx512ifma = true;
#endif
#ifdef __AVX512VBMI__
  set.avx512vbmi = true;
#endif
#ifdef __AVX512VBMI2__
  set.avx512vbmi2 = true;
#endif
#ifdef __AVX512VNNI__
  set.avx512vnni = true;
#endif
#ifdef __AVX512BITALG__
  set.avx512bitalg = true;
#endif
#ifdef __AVX512VPOPCNTDQ__
  set.avx512vpopcntdq = true;
#endif
#ifdef __AVX512BF16__
  set.avx512bf16 = true;
#endif
#ifdef __AVX512FP16__
  set.avx512fp16 = true;
#endif
  return set;
}

}  // namespace

constinit const InstructionSet compiled_for = allowed_to_the_compiler();

}  // namespace voxvolt::parallel
