// SPDX-License-Identifier: BSD-3-Clause
// Numbers below 1e-308 count as zero within a scope: far from a front increments fade through them, and processors
// compute with them a hundred times slower.
#pragma once

#if defined(__SSE2__) && !defined(__CUDACC__) && !defined(__HIPCC__)
#include <immintrin.h>
#define VOXVOLT_HAS_FLUSH
#endif

namespace voxvolt::numerics {

class FlushDenormals {
 public:
#ifdef VOXVOLT_HAS_FLUSH
  FlushDenormals() : before_(_mm_getcsr()) { _mm_setcsr(before_ | flush_results | flush_arguments); }
  ~FlushDenormals() { _mm_setcsr(before_); }
#else
  FlushDenormals() = default;
  ~FlushDenormals() = default;
#endif
  FlushDenormals(const FlushDenormals&) = delete;
  FlushDenormals& operator=(const FlushDenormals&) = delete;

 private:
#ifdef VOXVOLT_HAS_FLUSH
  static constexpr unsigned flush_results = 0x8000, flush_arguments = 0x0040;
  unsigned before_;
#endif
};

}  // namespace voxvolt::numerics
