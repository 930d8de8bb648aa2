// SPDX-License-Identifier: BSD-3-Clause
// Compiled for the oldest machine of the architecture, and with no library templates: the linker might take a natively
// compiled instance of them.
#include "parallel/instruction_set.hpp"

#if defined(__x86_64__)
#include <cpuid.h>
#endif

namespace voxvolt::parallel {

namespace {

#if defined(__x86_64__)

enum Register { eax, ebx, ecx, edx };

// Which registers the operating system must save for the extension, as bits of XCR0.
constexpr unsigned kAnyState = 0x00;
constexpr unsigned kVectors256 = 0x06;
constexpr unsigned kVectors512 = 0xE6;

struct Extension {
  const char* name;
  bool InstructionSet::*needed;
  unsigned leaf, subleaf;  // of CPUID: Intel SDM volume 2, table 3-8; AMD APM volume 3, appendix E
  Register where;
  unsigned bit;
  unsigned state;
};

using Set = InstructionSet;
constexpr Extension kExtensions[] = {
    {"SSE3", &Set::sse3, 1, 0, ecx, 0, kAnyState},
    {"SSSE3", &Set::ssse3, 1, 0, ecx, 9, kAnyState},
    {"SSE4.1", &Set::sse4_1, 1, 0, ecx, 19, kAnyState},
    {"SSE4.2", &Set::sse4_2, 1, 0, ecx, 20, kAnyState},
    {"POPCNT", &Set::popcnt, 1, 0, ecx, 23, kAnyState},
    {"LZCNT", &Set::lzcnt, 0x80000001, 0, ecx, 5, kAnyState},
    {"MOVBE", &Set::movbe, 1, 0, ecx, 22, kAnyState},
    {"ADX", &Set::adx, 7, 0, ebx, 19, kAnyState},
    {"BMI1", &Set::bmi, 7, 0, ebx, 3, kAnyState},
    {"BMI2", &Set::bmi2, 7, 0, ebx, 8, kAnyState},
    {"AVX", &Set::avx, 1, 0, ecx, 28, kVectors256},
    {"F16C", &Set::f16c, 1, 0, ecx, 29, kVectors256},
    {"FMA", &Set::fma, 1, 0, ecx, 12, kVectors256},
    {"FMA4", &Set::fma4, 0x80000001, 0, ecx, 16, kVectors256},
    {"XOP", &Set::xop, 0x80000001, 0, ecx, 11, kVectors256},
    {"AVX2", &Set::avx2, 7, 0, ebx, 5, kVectors256},
    {"GFNI", &Set::gfni, 7, 0, ecx, 8, kAnyState},
    {"AVX-VNNI", &Set::avx_vnni, 7, 1, eax, 4, kVectors256},
    {"AVX512F", &Set::avx512f, 7, 0, ebx, 16, kVectors512},
    {"AVX512CD", &Set::avx512cd, 7, 0, ebx, 28, kVectors512},
    {"AVX512DQ", &Set::avx512dq, 7, 0, ebx, 17, kVectors512},
    {"AVX512BW", &Set::avx512bw, 7, 0, ebx, 30, kVectors512},
    {"AVX512VL", &Set::avx512vl, 7, 0, ebx, 31, kVectors512},
    {"AVX512_IFMA", &Set::avx512ifma, 7, 0, ebx, 21, kVectors512},
    {"AVX512_VBMI", &Set::avx512vbmi, 7, 0, ecx, 1, kVectors512},
    {"AVX512_VBMI2", &Set::avx512vbmi2, 7, 0, ecx, 6, kVectors512},
    {"AVX512_VNNI", &Set::avx512vnni, 7, 0, ecx, 11, kVectors512},
    {"AVX512_BITALG", &Set::avx512bitalg, 7, 0, ecx, 12, kVectors512},
    {"AVX512_VPOPCNTDQ", &Set::avx512vpopcntdq, 7, 0, ecx, 14, kVectors512},
    {"AVX512_BF16", &Set::avx512bf16, 7, 1, eax, 5, kVectors512},
    {"AVX512_FP16", &Set::avx512fp16, 7, 0, edx, 23, kVectors512},
};

// Does this processor have `bit` of what CPUID answers?
bool has_bit(unsigned leaf, unsigned subleaf, Register where, unsigned bit) {
  unsigned answer[4] = {};
  if (__get_cpuid_count(leaf, subleaf, &answer[eax], &answer[ebx], &answer[ecx], &answer[edx]) == 0) return false;
  return ((answer[where] >> bit) & 1U) != 0;
}

// XCR0: which registers the operating system saves.
unsigned saved_state() {
  const bool may_ask = has_bit(1, 0, ecx, 27);  // OSXSAVE
  if (!may_ask) return 0;
  unsigned low = 0;
  unsigned high = 0;
  __asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
  return low;
}

/// Writes into the message, and drops what does not fit.
class Writer {
 public:
  explicit Writer(InstructionSetCheck& check) : next_(check.message), end_(check.message + sizeof check.message - 1) {}
  void add(const char* text) {
    while (*text != '\0' && next_ != end_) *next_++ = *text++;
    *next_ = '\0';
  }

 private:
  char* next_;
  char* end_;
};

#endif

}  // namespace

InstructionSetCheck check_instruction_set() {
  InstructionSetCheck check;
#if defined(__x86_64__)
  Writer message(check);
  const unsigned saved = saved_state();
  for (const Extension& extension : kExtensions) {
    if (!(compiled_for.*extension.needed)) continue;
    const bool known = has_bit(extension.leaf, extension.subleaf, extension.where, extension.bit);
    if (known && (saved & extension.state) == extension.state) continue;
    message.add(check.fits ? "voxvolt: this processor, or its operating system, lacks" : ",");
    message.add(" ");
    message.add(extension.name);
    check.fits = false;
  }
  if (!check.fits)
    message.add(
        ", which this program was compiled for; configure with -DVOXVOLT_NATIVE=OFF, or build it on this machine\n");
#endif
  return check;
}

}  // namespace voxvolt::parallel
