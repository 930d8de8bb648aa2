// SPDX-License-Identifier: BSD-3-Clause
#include "parallel/machine.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <vector>

namespace voxvolt::parallel {
namespace {

TEST(Machine, SaysWhoAndWhere) {
  EXPECT_FALSE(host_name().empty());
  EXPECT_FALSE(user_name().empty());
  EXPECT_EQ(process_id(), getpid());
}

TEST(Machine, TheClockNeverRunsBackwards) {
  double last = seconds();
  for (int i = 0; i < 1000; ++i) {
    const double now = seconds();
    EXPECT_GE(now, last);
    last = now;
  }
}

// Each page is written, so each is resident.
TEST(Machine, PeakMemoryGrowsByWhatIsUsedAndStaysWhenItIsGivenBack) {
  constexpr std::size_t kBytes = std::size_t{128} << 20U;
  const double before = peak_memory_bytes();
  { const std::vector<char> used(kBytes, 'x'); }
  const double after = peak_memory_bytes();
  EXPECT_GE(after, static_cast<double>(kBytes));
  EXPECT_LE(after, before + 1.5 * static_cast<double>(kBytes));
}

TEST(Machine, MemoryIsMoreThanThisProcessHolds) { EXPECT_GT(memory_bytes(), peak_memory_bytes()); }

}  // namespace
}  // namespace voxvolt::parallel
